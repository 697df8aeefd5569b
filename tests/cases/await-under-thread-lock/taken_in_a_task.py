"""Who makes a task that takes the lock doesn't hold it."""

import asyncio


async def race(gate, work):
    entering = asyncio.create_task(gate.lock.acquire())
    await work()
    return await entering
