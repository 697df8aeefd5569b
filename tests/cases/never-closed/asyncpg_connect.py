import asyncpg


async def version(dsn):
    conn = await asyncpg.connect(dsn)  # expect: LG101
    return await conn.fetchval("SELECT version()")

# --- fixed ---
import asyncpg


async def version(dsn):
    conn = await asyncpg.connect(dsn)
    try:
        return await conn.fetchval("SELECT version()")
    finally:
        await conn.close()
