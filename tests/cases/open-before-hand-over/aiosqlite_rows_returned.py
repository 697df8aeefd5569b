import aiosqlite


async def rows(path):
    db = await aiosqlite.connect(path)  # wrong: LG110 info refused: nothing stands between -> LG110 info unsafe because the try can go around the statement that hands it on
    return await db.execute("SELECT name FROM product")
