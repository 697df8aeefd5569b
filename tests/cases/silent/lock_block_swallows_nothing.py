import asyncio
import threading


class Locks:
    def __init__(self):
        self._guard = threading.Lock()
        self._locks = {}

    async def take(self, key, seconds):
        with self._guard:
            if key not in self._locks:
                lock = threading.Lock()
                lock.acquire()
                self._locks[key] = (lock, self.timer(seconds))
                return True
            known = self._locks[key]
        await asyncio.sleep(seconds)
        return known
