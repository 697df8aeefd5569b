import aiosqlite


async def names(path):
    db = await aiosqlite.connect(path)  # expect: LG101
    rows = await db.execute_fetchall("SELECT name FROM person")
    return [name for (name,) in rows]

# --- fixed ---
import aiosqlite


async def names(path):
    async with aiosqlite.connect(path) as db:
        rows = await db.execute_fetchall("SELECT name FROM person")
    return [name for (name,) in rows]
