import psycopg


async def version(dsn):
    conn = await psycopg.AsyncConnection.connect(dsn)  # expect: LG101 unsafe
    cur = await conn.execute("SELECT version()")
    row = await cur.fetchone()
    return row[0]
