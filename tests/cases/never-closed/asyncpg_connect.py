import asyncpg


async def version(dsn):
    conn = await asyncpg.connect(dsn)  # expect: LG101
    return await conn.fetchval("SELECT version()")
