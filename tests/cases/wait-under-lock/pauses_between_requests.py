"""A pause beside what is sent or awaited under the lock may be what the other side needs between two of them."""

import asyncio
import threading
import time


class Hub:
    def __init__(self, session):
        self._lock = asyncio.Lock()
        self._session = session
        self._seen = 0

    async def test(self, url):
        async with self._lock:
            await asyncio.sleep(0.1)  # expect: LG201 display
            async with self._session.get(url) as response:
                self._seen += 1
                return response.status

    async def post(self, url):
        async with self._lock:
            async with self._session.post(url) as response:
                self._seen += 1
                return response.status


class Relays:
    def __init__(self, bus):
        self._lock = threading.Lock()
        self._bus = bus
        self._on = set()

    def switch_on(self, number):
        with self._lock:
            self._on.add(number)
            self._bus.publish(number)
            time.sleep(0.05)  # expect: LG201 display

    def switched_on(self):
        with self._lock:
            return set(self._on)
