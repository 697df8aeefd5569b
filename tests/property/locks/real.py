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
COUNTED = made(
    "Places",
    """
    class Service:
        def __init__(self, most):
            self._lock = threading.Lock()
            self._most = most
            self._now = 0

        def connect(self):
            time.sleep(1)
            with self._lock:
                self._now += 1
                if self._now > self._most:
                    raise ValueError("too many")


    class Places:
        def __init__(self):
            self._lock = threading.Lock()
            self._service = Service(1)
            self._made = 0

        def grow(self):
            with self._lock:
                if self._made >= 1:
                    return False
                self._service.connect()
                self._made += 1
                return True
    """,
    (("grow",),),
    (("grow",),),
)
TAKEN_FROM_THE_LIST = made(
    "Readers",
    """
    class Reader:
        def __init__(self):
            self._event = threading.Event()
            self._thread = threading.Thread(target=self._read)
            self._thread.start()

        def _read(self):
            self._event.wait()

        def shutdown(self):
            self._event.set()
            self._thread.join()


    class Readers:
        def __init__(self):
            self._lock = threading.Lock()
            self._reader = Reader()
            self._readers = [self._reader]

        def add(self, number):
            with self._lock:
                self._readers.append(number)

        def remove(self):
            reader: Reader = self._reader
            with self._lock:
                if reader not in self._readers:
                    return "gone"
                reader.shutdown()
                self._readers.remove(reader)
                return "over"

        def several(self):
            with self._lock:
                return len(self._readers)
    """,
    (("remove",),),
    (("remove",), ("several",)),
    (("add", 1),),
)
CLOSED_ONCE = made(
    "Closing",
    """
    class Closing:
        def __init__(self):
            self._lock = threading.Lock()
            self._closed = False
            self._queue = queue.Queue(1)
            self._written = []
            self._thread = threading.Thread(target=self._write)
            self._thread.start()

        def _write(self):
            while True:
                item = self._queue.get()
                if item is None:
                    break
                self._written.append(item)

        def put(self, item):
            with self._lock:
                if self._closed:
                    return False
                self._queue.put_nowait(item)
                return True

        def close(self):
            with self._lock:
                if self._closed:
                    return
                self._closed = True
                self._queue.put(None)
                self._thread.join()
    """,
    (("put", 1), ("close",)),
    (("close",),),
)
DRAINED = made(
    "Jobs",
    """
    class Task:
        def __init__(self):
            self._event = threading.Event()
            self._thread = threading.Thread(target=self._run)
            self._thread.start()

        def _run(self):
            self._event.wait()

        def end(self):
            self._event.set()
            self._thread.join()


    class Jobs:
        def __init__(self):
            self._lock = threading.Lock()
            self._tasks = [Task(), Task()]
            self._count = 2

        def end(self):
            with self._lock:
                ended = 0
                while self._tasks:
                    task: Task = self._tasks.pop()
                    task.end()
                    self._count -= 1
                    ended += 1
                return ended

        def one(self):
            with self._lock:
                if self._count != len(self._tasks):
                    raise ValueError("miscounted")
                return self._count
    """,
    (("end",),),
    (("end",), ("one",)),
)
SPACED_OUT = made(
    "Spacing",
    """
    class Spacing:
        def __init__(self):
            self._lock = threading.Lock()
            self._last = 0.0

        def wait(self):
            with self._lock:
                pause = self._last + 1 - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                self._last = time.monotonic()
            return time.monotonic()
    """,
    (("wait",), ("wait",)),
    (("wait",),),
)
LOOKS_AGAIN = made(
    "Tokens",
    """
    class Tokens:
        def __init__(self):
            self._lock = threading.Lock()
            self._left = 1
            self._last = 0.0

        def _refill(self):
            now = time.monotonic()
            if self._left + now - self._last > 1:
                self._left = 1
            else:
                self._left = self._left + now - self._last
            self._last = now

        def take(self):
            with self._lock:
                self._refill()
                while self._left < 1:
                    time.sleep(1 - self._left)
                    self._refill()
                self._left -= 1
            return time.monotonic()
    """,
    (("take",),),
    (("take",),),
    (("take",),),
)
TAKEN_AWAY = made(
    "Session",
    """
    class Session:
        def __init__(self):
            self._lock = threading.Lock()
            self._done = []
            self._worker = threading.Thread(target=self._work)
            self._worker.start()

        def _work(self):
            with self._lock:
                self._done.append(1)

        def close(self):
            with self._lock:
                if self._worker is not None:
                    self._worker.join()
                    self._worker = None
                    return True
            return False

        def done(self):
            with self._lock:
                return len(self._done)
    """,
    (("close",), ("done",)),
    (("close",),),
)
REAL: dict[str, Made] = {
    "restarted": RESTARTED,
    "worker needs the lock": WORKER_NEEDS_THE_LOCK,
    "limiters": LIMITERS,
    "asked and answered": ASKED_AND_ANSWERED,
    "pauses between": PAUSES_BETWEEN,
    "full queue": FULL_QUEUE,
    "copied": COPIED,
    "counted": COUNTED,
    "taken from the list": TAKEN_FROM_THE_LIST,
    "closed once": CLOSED_ONCE,
    "drained": DRAINED,
    "spaced out": SPACED_OUT,
    "looks again": LOOKS_AGAIN,
    "taken away": TAKEN_AWAY,
}
