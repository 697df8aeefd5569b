import asyncpg


async def newest(pool: asyncpg.Pool):
    conn = await pool.acquire()  # expect: LG103
    value = await conn.fetchval("SELECT max(id) FROM change")
    await pool.release(conn)
    return value

# --- fixed ---
import asyncpg


async def newest(pool: asyncpg.Pool):
    async with pool.acquire() as conn:
        value = await conn.fetchval("SELECT max(id) FROM change")
    return value
