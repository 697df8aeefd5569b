"""Lock scopes after the pattern of real code, each with what is done with an object of its class."""

from __future__ import annotations

from property.locks.scopes import Made, made

RESTARTED = made(
    "Server",
    """
    class Server:
        def __init__(self):
            self._lock = threading.Lock()
            self._running = False
            self._thread = None
            self._served = 0

        def start(self):
            with self._lock:
                if self._running:
                    return False
                self._running = True
                self._thread = threading.Thread(target=self._serve)
                self._thread.start()
                return True

        def _serve(self):
            self._served = 1

        def stop(self):
            with self._lock:
                self._running = False
                thread = self._thread
                if thread is not None:
                    thread.join()
    """,
    (("start",), ("stop",)),
    (("start",),),
)
WORKER_NEEDS_THE_LOCK = made(
    "Pool",
    """
    class Pool:
        def __init__(self):
            self._lock = threading.Lock()
            self._done = []
            self._closed = False
            self._threads = [threading.Thread(target=self._work)]
            for thread in self._threads:
                thread.start()

        def _work(self):
            with self._lock:
                self._done.append(1)

        def close(self):
            with self._lock:
                self._closed = True
                for thread in self._threads:
                    thread.join()

        def done(self):
            with self._lock:
                return len(self._done)
    """,
    (("close",),),
    (("done",),),
)
LIMITERS = made(
    "Limits",
    """
    class Limiter:
        def __init__(self, rate):
            self.rate = rate
            self._tokens = queue.Queue(2)

        def refill(self):
            self._tokens.put_nowait(self.rate)

        def taken(self):
            return self._tokens.get()


    class Limits:
        def __init__(self):
            self._lock = threading.Lock()
            self._limiters = {}
            self._made = 0
            self._rules = {"a": 1}

        def allow(self, key):
            with self._lock:
                limiter = self._limiters.get(key)
                if limiter is not None:
                    return limiter.taken()
                rate = self._rules.get(key)
                if rate is not None:
                    self._made += 1
                    limiter = self._limiters[key] = Limiter(rate)
                    limiter.refill()
                    limiter.refill()
                    return limiter.taken()
                self._made += 1
                limiter = self._limiters[key] = Limiter(2)
                limiter.refill()
                return limiter.taken()
    """,
    (("allow", "a"),),
    (("allow", "a"),),
    (("allow", "b"),),
)
ASKED_AND_ANSWERED = made(
    "Client",
    """
    class Client:
        def __init__(self):
            self._lock = threading.Lock()
            self._sent = []
            self._answer = Future()
            self._reader = threading.Thread(target=self._read)

        def _read(self):
            self._answer.set_result(len(self._sent))

        def ask(self, question):
            with self._lock:
                self._sent.append(question)
                self._reader.start()
                return self._answer.result()

        def sent(self):
            with self._lock:
                return len(self._sent)
    """,
    (("ask", "how"),),
    (("sent",),),
)
PAUSES_BETWEEN = made(
    "Ticks",
    """
    class Ticks:
        def __init__(self):
            self._lock = threading.Lock()
            self._begun = 0
            self._ended = 0

        def tick(self):
            with self._lock:
                self._begun += 1
                time.sleep(1)
                self._ended += 1

        def begun(self):
            with self._lock:
                return self._begun
    """,
    (("tick",),),
    (("tick",), ("begun",)),
)
FULL_QUEUE = made(
    "Feed",
    """
    class Feed:
        def __init__(self):
            self._lock = threading.Lock()
            self._count = 0
            self._queue = queue.Queue(1)

        def put(self, item):
            with self._lock:
                self._count += 1
                self._queue.put(item)

        def get(self):
            item = self._queue.get()
            with self._lock:
                self._count -= 1
            return item
    """,
    (("put", 1), ("put", 2)),
    (("get",), ("get",)),
)
COPIED = made(
    "Group",
    """
    class Group:
        def __init__(self):
            self._lock = threading.Lock()
            self._threads = []
            self._stopped = False

        def add(self):
            thread = threading.Thread(target=self._work)
            thread.start()
            with self._lock:
                self._threads.append(thread)
                return len(self._threads)

        def _work(self):
            pass

        def stop(self, wait):
            with self._lock:
                self._stopped = True
                if wait:
                    for thread in self._threads:
                        thread.join()
    """,
    (("add",), ("stop", True)),
    (("add",),),
)
REAL: dict[str, Made] = {
    "restarted": RESTARTED,
    "worker needs the lock": WORKER_NEEDS_THE_LOCK,
    "limiters": LIMITERS,
    "asked and answered": ASKED_AND_ANSWERED,
    "pauses between": PAUSES_BETWEEN,
    "full queue": FULL_QUEUE,
    "copied": COPIED,
}
