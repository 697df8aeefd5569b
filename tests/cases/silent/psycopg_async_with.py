import psycopg


async def version(dsn):
    async with await psycopg.AsyncConnection.connect(dsn) as conn:  # false-alarm: LG103 the acquiring await itself counts as a place that may raise
        cur = await conn.execute("SELECT version()")
        return await cur.fetchone()
