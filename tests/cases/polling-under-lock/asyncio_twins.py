import asyncio
import time


class Limiter:
    def __init__(self):
        self._lock = asyncio.Lock()
        self._free = []
        self._last = 0.0
        self._count = 0

    async def give(self, item):
        async with self._lock:
            self._free.append(item)

    async def take(self):
        async with self._lock:
            while not self._free:
                await asyncio.sleep(0.01)  # expect: LG204 unsafe
            return self._free.pop()

    async def pace(self):
        async with self._lock:
            pause = self._last + 1 - time.monotonic()
            if pause > 0:
                await asyncio.sleep(pause)  # expect: LG201 unsafe
            self._last = time.monotonic()


# --- fixed ---
import asyncio
import time


class Limiter:
    def __init__(self):
        self._lock = asyncio.Lock()
        self._free = []
        self._last = 0.0
        self._count = 0

    async def give(self, item):
        async with self._lock:
            self._free.append(item)

    async def take(self):
        while True:
            async with self._lock:
                if self._free:
                    return self._free.pop()
            await asyncio.sleep(0.01)

    async def pace(self):
        async with self._lock:
            pause = self._last + 1 - time.monotonic()
            self._last = time.monotonic() + max(pause, 0)
        if pause > 0:
            await asyncio.sleep(pause)
