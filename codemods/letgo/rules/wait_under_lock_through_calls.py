"""LG202 wait-under-lock-through-calls

What: a lock is held while a function of the project is called that waits, itself or through further calls.

Why: four in five waits under a lock are seen only through calls, so nobody sees them in review. The message has the
chain, the trace every step of it.

Bad:
    class Limiter:
        def take(self):
            time.sleep(0.1)

    class Gateway:
        def __init__(self):
            self._lock = threading.Lock()
            self._limiter = Limiter()

        def allow(self):
            with self._lock:
                return self._limiter.take()

Good:
    class Limiter:
        def take(self):
            time.sleep(0.1)

    class Gateway:
        def __init__(self):
            self._lock = threading.Lock()
            self._limiter = Limiter()

        def allow(self):
            with self._lock:
                limiter = self._limiter
            return limiter.take()

Fix safety: unsafe: the callee runs without the lock then. Refused where it needs the lock, or touches what it guards.

Known limits: calls through objects of which nothing is known are followed by their names, if most of what they may mean
waits; functions that are handed in are known if the call itself, or somebody in the same file, hands them in. A chain
ends after twelve calls; one of five and more that rests on guesses is only information.
"""

from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling


def _matches(stalling: Stalling) -> bool:
    return stalling.worst is not None and not stalling.way.direct


def _message(stalling: Stalling) -> str:
    chain = " -> ".join(stalling.way.chain)
    return (
        f"{stalling.lock} (line {stalling.stall.held.scope.place[0]}) is held while {stalling.what} waits for "
        f"{stalling.waits_for} ({chain}); {stalling.ending()}"
    )


RULE = Rule(
    "LG202", "wait-under-lock-through-calls", "a function that is called under a lock ends in a wait", __doc__,
    _matches, _message,
)  # fmt: skip
