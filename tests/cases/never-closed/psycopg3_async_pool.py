from psycopg_pool import AsyncConnectionPool


async def count(pool: AsyncConnectionPool):
    conn = await pool.getconn()  # expect: LG101
    cur = await conn.execute("SELECT count(*) FROM product")
    return (await cur.fetchone())[0]

# --- fixed ---
from psycopg_pool import AsyncConnectionPool


async def count(pool: AsyncConnectionPool):
    conn = await pool.getconn()
    try:
        cur = await conn.execute("SELECT count(*) FROM product")
        return (await cur.fetchone())[0]
    finally:
        await pool.putconn(conn)
