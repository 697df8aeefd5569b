import asyncio

import asyncpg


async def both(dsn):
    first = await asyncpg.connect(dsn)  # expect: LG103
    second = await asyncpg.connect(dsn)  # expect: LG103
    found = await asyncio.gather(first.fetch("SELECT 1"), second.fetch("SELECT 2"))
    await first.close()
    await second.close()
    return found

# --- fixed ---
import asyncio

import asyncpg


async def both(dsn):
    first = await asyncpg.connect(dsn)
    try:
        second = await asyncpg.connect(dsn)
        try:
            found = await asyncio.gather(first.fetch("SELECT 1"), second.fetch("SELECT 2"))
        finally:
            await second.close()
    finally:
        await first.close()
    return found
