import asyncpg


async def version(dsn):
    conn = await asyncpg.connect(dsn)  # wrong: LG101 refused: failed its proof -> LG101 safe because try/finally with an awaited close is the form for it
    return await conn.fetchval("SELECT version()")

# --- fixed, not yet: a finally that awaits is taken for a leak ---
import asyncpg


async def version(dsn):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval("SELECT version()")
    finally:
        await conn.close()
