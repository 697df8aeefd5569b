from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg:///shop")


async def names():
    conn = await engine.connect()  # expect: LG101
    result = await conn.execute(text("SELECT name FROM product"))
    return result.scalars().all()

# --- fixed ---
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg:///shop")


async def names():
    async with engine.connect() as conn:
        result = await conn.execute(text("SELECT name FROM product"))
        return result.scalars().all()
