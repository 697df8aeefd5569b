import aiomysql


async def ping(host):
    conn = await aiomysql.connect(host=host, user="monitor")  # expect: LG101
    cur = await conn.cursor()  # expect: LG101
    await cur.execute("SELECT 1")
    return (await cur.fetchone()) == (1,)

# --- fixed ---
import aiomysql


async def ping(host):
    async with aiomysql.connect(host=host, user="monitor") as conn, conn.cursor() as cur:
        await cur.execute("SELECT 1")
        return (await cur.fetchone()) == (1,)
