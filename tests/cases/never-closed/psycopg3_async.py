import psycopg


async def version(dsn):
    conn = await psycopg.AsyncConnection.connect(dsn)  # wrong: LG101 refused: failed its proof -> LG101 safe because its own with would commit, so it is try/finally with an awaited close
    cur = await conn.execute("SELECT version()")
    row = await cur.fetchone()
    return row[0]

# --- fixed, not yet: a finally that awaits is taken for a leak ---
import psycopg


async def version(dsn):
    conn = await psycopg.AsyncConnection.connect(dsn)
    try:
        cur = await conn.execute("SELECT version()")
        row = await cur.fetchone()
    finally:
        await conn.close()
    return row[0]
