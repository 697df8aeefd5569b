"""A lock of the loop is held over a request on purpose, pauses between its attempts included; a limiter's is not."""

import asyncio


class Client:
    def __init__(self, session):
        self._lock = asyncio.Lock()
        self._session = session
        self._count = 0

    async def query(self, question):
        async with self._lock:
            self._count += 1
            return await self._query(question)  # expect: LG202 info refused: a lock of the loop

    async def _query(self, question):
        for _ in range(3):
            try:
                return await self._session.post(question)
            except OSError:
                await asyncio.sleep(1)
        return None

    async def allow(self):
        async with self._lock:
            self._count += 1
            return await self._taken()  # expect: LG202 refused: touches what the lock guards

    async def _taken(self):
        while self._count > 3:
            await asyncio.sleep(1)
            self._count -= 1
