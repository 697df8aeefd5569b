from sqlalchemy.ext.asyncio import AsyncEngine


async def names(engine: AsyncEngine, query):
    conn = await engine.connect()  # expect: LG103
    rows = (await conn.execute(query)).all()
    await conn.close()
    return rows

# --- fixed ---
from sqlalchemy.ext.asyncio import AsyncEngine


async def names(engine: AsyncEngine, query):
    async with engine.connect() as conn:
        rows = (await conn.execute(query)).all()
    return rows
