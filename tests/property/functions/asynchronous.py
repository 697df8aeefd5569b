# ruff: noqa: SIM117
# mypy: ignore-errors
"""The same with await."""

import aiosqlite
import asyncpg

LEFT = {"held_right": "it is right"}


async def never_closed(path, note):
    db = await aiosqlite.connect(path)
    cursor = await db.execute("SELECT 1")
    rows = await cursor.fetchall()
    await cursor.close()
    note(rows)
    return rows


async def happy_path(path, note):
    db = await aiosqlite.connect(path)
    await db.execute("DELETE FROM job")
    note("deleted")
    await db.commit()
    await db.close()


async def early_return(path, check):
    db = await aiosqlite.connect(path)
    cursor = await db.execute("SELECT 1")
    row = await cursor.fetchone()
    if check(1):
        return None
    await db.close()
    return row


async def no_block_of_its_own(path, note):
    conn = await asyncpg.connect(path)
    rows = await conn.fetch("SELECT 1")
    note(rows)
    await conn.close()
    return rows


async def pooled(path, note):
    pool = await asyncpg.create_pool(path)
    conn = await pool.acquire()
    rows = await conn.fetch("SELECT 1")
    note(rows)
    await pool.release(conn)
    return rows


async def held_right(path, note):
    async with aiosqlite.connect(path) as db:
        async with db.execute("SELECT 1") as cursor:
            async for row in cursor:
                note(row)
