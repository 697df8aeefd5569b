import aiomysql


async def ping(host):
    conn = await aiomysql.connect(host=host, user="monitor")  # expect: LG101
    cur = await conn.cursor()  # expect: LG101
    await cur.execute("SELECT 1")
    return (await cur.fetchone()) == (1,)
