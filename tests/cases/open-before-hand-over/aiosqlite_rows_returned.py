import aiosqlite


async def rows(path):
    db = await aiosqlite.connect(path)  # expect: LG110 info unsafe
    return await db.execute("SELECT name FROM product")

# --- fixed ---
import aiosqlite


async def rows(path):
    db = await aiosqlite.connect(path)
    try:
        return await db.execute("SELECT name FROM product")
    except BaseException:
        await db.close()
        raise
