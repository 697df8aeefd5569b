import aiomysql


async def newest(pool: aiomysql.Pool):
    conn = await pool.acquire()  # expect: LG103
    cur = await conn.cursor()  # expect: LG103
    await cur.execute("SELECT max(id) FROM change")
    row = await cur.fetchone()
    await cur.close()
    pool.release(conn)
    return row[0]

# --- fixed ---
import aiomysql


async def newest(pool: aiomysql.Pool):
    async with pool.acquire() as conn, conn.cursor() as cur:
        await cur.execute("SELECT max(id) FROM change")
        row = await cur.fetchone()
    return row[0]
