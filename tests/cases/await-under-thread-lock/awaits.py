import asyncio
import threading

lock = threading.Lock()


async def refresh(session):
    with lock:
        return await session.get("/token")  # expect: LG203 refused: for a person to decide


async def quick(values):
    with lock:
        values.append(1)
    await asyncio.sleep(1)
