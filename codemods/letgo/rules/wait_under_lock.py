"""LG201 wait-under-lock

What: a call waits (for a timer, a queue, a thread, the network, a limiter's token) while a lock is held.

Why: seen alone, neither the lock nor the wait is wrong. Together, every other caller that needs the lock waits as long,
one behind the other; a gateway whose limiter waited for a token inside a mutex ran out of memory within minutes.

Bad:
    class Worker:
        def __init__(self):
            self._lock = threading.Lock()
            self._thread = threading.Thread(target=print)

        def stop(self):
            with self._lock:
                self.stopped = True
                self._thread.join()

Good:
    class Worker:
        def __init__(self):
            self._lock = threading.Lock()
            self._thread = threading.Thread(target=print)

        def stop(self):
            with self._lock:
                self.stopped = True
                thread = self._thread
            thread.join()

Fix safety: safe only for a pure wait (sleep, join, `Event.wait`, `Future.result`) at the edge of the scope, on captured
locals, with nothing guarded read or written after it. Moving any other wait is unsafe, or only sketched.

Known limits: a lock that serialises the very I/O it is held over is taken for design and reported as info. What decides
is said in the message, and what was weighed on both sides beside it.
"""

from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling


def _matches(stalling: Stalling) -> bool:
    return stalling.worst is not None and stalling.way.direct


def _message(stalling: Stalling) -> str:
    return (
        f"{stalling.lock} (line {stalling.stall.held.scope.place[0]}) is held while {stalling.what} waits for "
        f"{stalling.waits_for}; {stalling.ending()}"
    )


RULE = Rule("LG201", "wait-under-lock", "a call waits while a lock is held", __doc__, _matches, _message)
