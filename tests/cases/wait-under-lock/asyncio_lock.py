"""Under a lock of the loop, only a timer or a limiter is an accident."""

import asyncio


class Client:
    def __init__(self):
        self._lock = asyncio.Lock()
        self.calls = 0

    async def call(self):
        async with self._lock:
            self.calls += 1
            await asyncio.sleep(1)  # expect: LG201 unsafe

    async def flush(self, jobs):
        async with self._lock:
            await asyncio.gather(*jobs)  # expect: LG201 info refused: what the lock is for

    async def count(self):
        async with self._lock:
            return self.calls

# --- fixed ---
"""Under a lock of the loop, only a timer or a limiter is an accident."""

import asyncio


class Client:
    def __init__(self):
        self._lock = asyncio.Lock()
        self.calls = 0

    async def call(self):
        async with self._lock:
            self.calls += 1
        await asyncio.sleep(1)

    async def flush(self, jobs):
        async with self._lock:
            await asyncio.gather(*jobs)

    async def count(self):
        async with self._lock:
            return self.calls
