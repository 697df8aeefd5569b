"""A lock of the event loop, acquired and released by hand: the block is an async one."""

import asyncio


class Client:
    def __init__(self):
        self._lock = asyncio.Lock()
        self._calls = 0

    async def calls(self):
        async with self._lock:
            return self._calls

    async def call(self):
        await self._lock.acquire()
        try:
            self._calls += 1
            await asyncio.sleep(1)  # expect: LG201 unsafe
        finally:
            self._lock.release()

    async def wait_at_most(self, seconds):
        await asyncio.wait_for(self._lock.acquire(), seconds)
        try:
            self._calls += 1
            await asyncio.sleep(1)  # expect: LG201 refused: a with block has no form for
        finally:
            self._lock.release()

# --- fixed ---
"""A lock of the event loop, acquired and released by hand: the block is an async one."""

import asyncio


class Client:
    def __init__(self):
        self._lock = asyncio.Lock()
        self._calls = 0

    async def calls(self):
        async with self._lock:
            return self._calls

    async def call(self):
        async with self._lock:
            self._calls += 1
        await asyncio.sleep(1)

    async def wait_at_most(self, seconds):
        await asyncio.wait_for(self._lock.acquire(), seconds)
        try:
            self._calls += 1
            await asyncio.sleep(1)
        finally:
            self._lock.release()
