from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

Session = async_sessionmaker(create_async_engine("postgresql+asyncpg:///shop"))


async def names(query):
    session = Session()  # expect: LG103 unsafe
    rows = (await session.execute(query)).all()
    await session.close()
    return rows

# --- fixed ---
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

Session = async_sessionmaker(create_async_engine("postgresql+asyncpg:///shop"))


async def names(query):
    async with Session() as session:
        rows = (await session.execute(query)).all()
    return rows
