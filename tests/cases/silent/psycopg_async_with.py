import psycopg


async def version(dsn):
    async with await psycopg.AsyncConnection.connect(dsn) as conn:
        cur = await conn.execute("SELECT version()")
        return await cur.fetchone()
