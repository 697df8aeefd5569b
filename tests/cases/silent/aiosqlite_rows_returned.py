import aiosqlite


async def rows(path):
    db = await aiosqlite.connect(path)  # false-alarm: LG101 the returned cursor needs it; the SAFE fix closes it under it
    return await db.execute("SELECT name FROM product")

# --- fixed, not yet: a returned cursor keeps its connection ---
import aiosqlite


async def rows(path):
    db = await aiosqlite.connect(path)
    return await db.execute("SELECT name FROM product")
