"""Classes with a lock whose scopes wait: generated ones, and ones after the pattern of real code."""

from __future__ import annotations

import random
from dataclasses import dataclass
from textwrap import dedent, indent

from property.locks.scheduler import Scenario

HEAD = "import queue\nimport threading\nimport time\nfrom concurrent.futures import Future\n"
JOB = """
class Job:
    def __init__(self, work):
        self.thread = threading.Thread(target=work)
"""

# What waits -> what the worker does so that it ends.
WAITS = {
    "self._thread.join()": "",
    "self._thread.join(1)": "",
    "thread = self._thread\nthread.join()": "",
    "if self._thread is not None:\n    self._thread.join()": "",
    "if self._thread is not None:\n    self._thread.join()\n    self._thread = None": "",
    "if self._open:\n    self._thread.join()": "",
    "for thread in self._threads:\n    thread.join()": "",
    "for thread in self._threads:\n    thread.join()\nself._threads = []": "",
    "while self._threads:\n    self._threads.pop().join()": "",
    "self._threads[0].join()": "",
    "if wait:\n    self._thread.join()": "",
    "if wait:\n    self._thread.join()\nelse:\n    self._count += 1": "",
    "self._workers['a'].join()": "",
    "for worker in self._workers.values():\n    worker.join()": "",
    "for name, worker in self._workers.items():\n    worker.join()\n    name += '!'": "",
    "self._workers.pop('a').join()": "",
    "worker = self._workers.get('a')\nif worker is not None:\n    worker.join()": "",
    "self._job.thread.join()": "",
    "job = self._job\njob.thread.join()": "",
    "for job in [self._job]:\n    job.thread.join()": "",
    "self._current.join()": "",
    "while self._threads:\n    thread = self._threads.pop()\n    thread.join()": "",
    "while self._threads:\n    thread = self._threads.pop()\n    thread.join()\n    self._count += 1": "",
    "for thread in self._threads:\n    thread.join()\nself._threads.clear()": "",
    "if self._open:\n    for thread in self._threads:\n        thread.join()\nelse:\n    self._threads.clear()": "",
    "self._thread.join()\nself._thread = None": "",
    "thread, self._thread = self._thread, None\nif thread is not None:\n    thread.join()\nself._count += 1": "",
    "if self._count >= 2:\n    return 'full'\nself._pause()\nself._count += 1": "self._event.set()",
    "if self._count >= 2:\n    return 'full'\nself._event.wait()\nself._count += 1": "self._event.set()",
    "if self._closed:\n    return\nself._closed = True\nself._thread.join()": "",
    "while self._count < 2:\n    time.sleep(0.1)\n    self._count += 1": "",
    "self._thread.join(self._count)": "",
    "if self._count < 2 and self._open:\n    self._thread.join()": "",
    "for thread in list(self._threads):\n    if thread is not self._thread:\n        thread.join()": "",
    "for thread in self._threads:\n    if thread.is_alive():\n        thread.join()": "",
    "self._thread.join()\nif self._thread.is_alive():\n    self._count = 9": "",
    "self._thread.join()\nself._event.wait()": "self._event.set()",
    "try:\n    self._thread.join()\nfinally:\n    self._count += 1": "",
    "try:\n    self._thread.join()\nfinally:\n    wait = None": "",
    "with self._second:\n    self._thread.join()": "",
    "self._event.wait()": "self._event.set()",
    "self._event.wait(1)": "self._event.set()",
    "if not self._event.wait(1):\n    return 'late'": "self._event.set()",
    "return self._event.wait()": "self._event.set()",
    "self._future.result()": "self._future.set_result(5)",
    "value = self._future.result()\nself._items.append(value)": "self._future.set_result(5)",
    "value = self._future.result()\nreturn value": "self._future.set_result(5)",
    "return self._future.result()": "self._future.set_result(5)",
    "try:\n    self._future.result(1)\nexcept TimeoutError:\n    pass": "self._future.set_result(5)",
    "try:\n    self._future.result(1)\nexcept TimeoutError:\n    self._count += 1": "self._future.set_result(5)",
    "self._value = self._future.result()": "self._future.set_result(5)",
    "future.result()": "self._future.set_result(5)",
    "time.sleep(0.1)": "",
    "self._pause()": "self._event.set()",
    "self._flush()": "self._event.set()",
    "for _ in range(2):\n    time.sleep(0.1)": "",
    "item = self._queue.get()": "self._queue.put(7)",
    "return self._queue.get()": "self._queue.put(7)",
    "try:\n    return self._queue.get(timeout=1)\nexcept queue.Empty:\n    return None": "self._queue.put(7)",
    "self._queue.put(8)": "self._queue.get()",
    "self._queue.put(self._count)": "self._queue.get()",
}
BEFORE = (
    "self._items.append(1)",
    "self._count += 1",
    "self._open = False",
    "if not self._open:\n    return None\nself._open = False",
    "if not self._open:\n    return None",
    "count = self._count",
    "if self._count > 1:\n    raise ValueError('full')",
    "items = list(self._items)\nself._items.clear()",
    "self._name = 'stopping'",
    "wait = wait and self._open",
    "future = self._future",
)
AFTER = (
    "self._items.append(2)",
    "self._count += 1",
    "return self._count",
    "self._open = False",
    "self._items.clear()",
    "self._name = 'stopped'",
    "return len(self._items)",
    "return self._name",
    "self._closed = True",
    "return wait",
)
OTHERS = (
    "self._items.append(3)\nreturn len(self._items)",
    "self._count += 2\nreturn self._count",
    "self._open = not self._open",
    "self._thread = threading.Thread(target=self._work)\nself._thread.start()",
    "thread = threading.Thread(target=self._work)\nself._threads.append(thread)\nthread.start()",
    "self._thread = None",
    "self._job = Job(self._work)\nself._job.thread.start()",
    "self._job.thread = threading.Thread(target=self._work)\nself._job.thread.start()",
    "self._workers['a'] = threading.Thread(target=self._work)\nself._workers['a'].start()",
    "self._workers.clear()",
    "self._threads.clear()",
    "self._future = Future()\nself._future.set_result(6)",
    "self._event = threading.Event()\nself._event.set()",
    "self._future = Future()\nself._future.set_result(6)",
    "self._event = threading.Event()\nself._event.set()",
    "return self._name, self._count, self._open",
)
WORKS = ("", "", "with self._lock:\n    self._count += 10")
LOCKS = ("threading.Lock()", "threading.Lock()", "threading.Lock()", "threading.RLock()", "threading.Condition()")
CLASS = """
class {name}:
    def __init__(self):
        self._lock = {lock}
        self._items = []
        self._count = 0
        self._open = True
        self._closed = False
        self._name = "running"
        self._value = None
        self._event = threading.Event()
        self._future = Future()
        self._queue = queue.Queue(1)
        self._threads = []
        self._second = threading.Lock()
        self._job = Job(self._work)
        self._thread = self._job.thread
        self._workers = {{"a": self._thread}}
        self._threads.append(self._thread)
        self._thread.start()

    def _work(self):
        pass
{work}

    @property
    def _current(self):
        return self._thread

    def _pause(self):
        time.sleep(0.1)

    def _flush(self):
        self._event.wait()
        self._items.clear()

    def stop(self, wait=True, future: Future | None = None):
{stop}

    def other(self):
        with self._lock:
{other}

    def see(self):
        with self._lock:
            return len(self._items), self._count, self._open
"""


@dataclass(frozen=True)
class Made:
    """A class and what is done with an object of it."""

    text: str
    scenario: Scenario


def generated(number: int) -> Made:
    """The class of that number: always the same one."""
    chance = random.Random(number)
    wait = chance.choice(sorted(WAITS))
    before = [each for each in BEFORE if chance.random() < 0.18]
    if "future.result" in wait and "self." not in wait and BEFORE[-1] not in before:
        before.append(BEFORE[-1])
    after = [each for each in AFTER if chance.random() < 0.12]
    body = "\n".join([*before, wait, *after])
    form = chance.randrange(8)
    if form == 0:
        stop = f"self._lock.acquire()\ntry:\n{indent(body, '    ')}\nfinally:\n    self._lock.release()"
    elif form == 1:
        stop = f"self._lock.acquire()\n{body}\nself._lock.release()"
    elif form == 2:
        stop = f"lock = self._lock\nwith lock:\n{indent(body, '    ')}\nself._name += '!'"
    elif form == 3:
        stop = f"try:\n    with self._lock:\n{indent(body, ' ' * 8)}\nexcept ValueError:\n    return 'failed'"
    elif form == 4:
        stop = f"if wait:\n    with self._lock:\n{indent(body, ' ' * 8)}\nreturn 'done'"
    else:
        stop = f"with self._lock:\n{indent(body, '    ')}"
    work = "\n".join(filter(None, [chance.choice(WORKS), WAITS[wait]]))
    text = CLASS.format(
        name=f"Box{number}",
        lock=chance.choice(LOCKS),
        work=indent(work, " " * 8),
        stop=indent(stop, " " * 8),
        other=indent(chance.choice(OTHERS), " " * 12),
    )
    second = (("other",),) if chance.random() < 0.7 else (("stop", chance.random() < 0.5),)
    return Made(text, Scenario(f"Box{number}", ((("stop",),), second)))


def made(clazz: str, text: str, *threads: tuple[tuple[object, ...], ...]) -> Made:
    return Made(dedent(text), Scenario(clazz, threads))
