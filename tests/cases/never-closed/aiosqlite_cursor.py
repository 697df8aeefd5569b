import aiosqlite


async def names(db: aiosqlite.Connection):
    cursor = await db.execute("SELECT name FROM product")
    return [row[0] async for row in cursor]


async def all_names(path):
    db = await aiosqlite.connect(path)  # expect: LG101
    cursor = await db.execute("SELECT name FROM product")
    return await cursor.fetchall()

# --- fixed ---
import aiosqlite


async def names(db: aiosqlite.Connection):
    cursor = await db.execute("SELECT name FROM product")
    return [row[0] async for row in cursor]


async def all_names(path):
    async with aiosqlite.connect(path) as db:
        cursor = await db.execute("SELECT name FROM product")
        return await cursor.fetchall()
