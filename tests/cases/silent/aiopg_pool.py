import aiopg


async def names(dsn):
    pool = await aiopg.create_pool(dsn)
    async with pool.acquire() as conn:
        cur = await conn.cursor()
        await cur.execute("SELECT name FROM product")
        found = await cur.fetchall()
        cur.close()
    pool.close()
    await pool.wait_closed()
    return found
