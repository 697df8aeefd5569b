"""Lock scopes of coroutines after the pattern of real code, each with what is done with an object of its class."""

from __future__ import annotations

from property.locks.scopes import made

HEAD = "import asyncio\n"
BACKS_OFF = made(
    "Client",
    """
    class Client:
        def __init__(self):
            self._lock = asyncio.Lock()
            self._calls = 0

        async def call(self):
            async with self._lock:
                self._calls += 1
                await asyncio.sleep(1)

        async def calls(self):
            async with self._lock:
                return self._calls
    """,
    (("call",), ("calls",)),
    (("call",),),
)
PAUSES_FIRST = made(
    "Poller",
    """
    class Poller:
        def __init__(self):
            self._lock = asyncio.Lock()
            self._seen = []

        async def poll(self, item):
            async with self._lock:
                await asyncio.sleep(1)
                self._seen.append(item)

        async def seen(self):
            async with self._lock:
                return list(self._seen)
    """,
    (("poll", 1), ("seen",)),
    (("poll", 2),),
)
IN_BRANCHES = made(
    "Gate",
    """
    class Gate:
        def __init__(self):
            self._lock = asyncio.Lock()
            self._passed = 0

        async def enter(self, slow):
            async with self._lock:
                if slow:
                    self._passed += 1
                    await asyncio.sleep(2)
                    return self._passed
                return 0
    """,
    (("enter", True),),
    (("enter", False), ("enter", True)),
)
THROUGH_A_CALL = made(
    "Session",
    """
    class Limiter:
        def __init__(self):
            self.taken = 0

        async def take(self):
            self.taken += 1
            await asyncio.sleep(1)

    class Session:
        def __init__(self):
            self._lock = asyncio.Lock()
            self._limiter = Limiter()
            self._sent = 0

        async def send(self):
            async with self._lock:
                self._sent += 1
                await self._limiter.take()
    """,
    (("send",),),
    (("send",), ("send",)),
)
ACQUIRED = made(
    "Store",
    """
    class Store:
        def __init__(self):
            self._lock = asyncio.Lock()
            self._writes = 0

        async def write(self):
            await self._lock.acquire()
            try:
                self._writes += 1
                await asyncio.sleep(1)
            finally:
                self._lock.release()

        async def writes(self):
            async with self._lock:
                return self._writes
    """,
    (("write",), ("writes",)),
    (("write",),),
)
TASKS = {
    "backs off": BACKS_OFF,
    "pauses first": PAUSES_FIRST,
    "in branches": IN_BRANCHES,
    "through a call": THROUGH_A_CALL,
    "acquired": ACQUIRED,
}
