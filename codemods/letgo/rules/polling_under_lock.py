"""LG204 polling-under-lock

What: a loop inside a lock scope sleeps and looks again until something has changed.

Why: whoever could change it may need the lock that is held, and everybody else waits through every sleep.

Bad:
    class Pool:
        def __init__(self):
            self._lock = threading.Lock()
            self._free = []

        def take(self):
            with self._lock:
                while not self._free:
                    time.sleep(0.01)
                return self._free.pop()

Good:
    class Pool:
        def __init__(self):
            self._changed = threading.Condition()
            self._free = []

        def take(self):
            with self._changed:
                while not self._free:
                    self._changed.wait()
                return self._free.pop()

Fix safety: unsafe: the lock is taken anew for each look, and others come in between.

Known limits: a loop that tries something else each time it sleeps is taken for polling too.
"""

from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling


def _matches(stalling: Stalling) -> bool:
    return stalling.polls


def _message(stalling: Stalling) -> str:
    return (
        f"{stalling.lock} (line {stalling.stall.held.scope.place[0]}) is held while a loop sleeps "
        f"({stalling.what}) and looks again; {stalling.ending()}"
    )


RULE = Rule(
    "LG204", "polling-under-lock", "a loop sleeps and looks again with a lock held", __doc__, _matches, _message
)
