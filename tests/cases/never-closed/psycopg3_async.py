import psycopg


async def version(dsn):
    conn = await psycopg.AsyncConnection.connect(dsn)  # expect: LG101
    cur = await conn.execute("SELECT version()")
    row = await cur.fetchone()
    return row[0]

# --- fixed ---
import psycopg


async def version(dsn):
    conn = await psycopg.AsyncConnection.connect(dsn)
    try:
        cur = await conn.execute("SELECT version()")
        row = await cur.fetchone()
    finally:
        await conn.close()
    return row[0]
