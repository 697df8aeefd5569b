"""LG205 lock-left-held-on-error

What: between `acquire()` and `release()` something may raise, and then nobody lets go of the lock.

Why: the next caller that wants it waits for ever.

Bad:
    class Counter:
        def __init__(self):
            self._lock = threading.Lock()

        def add(self, text):
            self._lock.acquire()
            self.total += int(text)
            self._lock.release()

Good:
    class Counter:
        def __init__(self):
            self._lock = threading.Lock()

        def add(self, text):
            with self._lock:
                self.total += int(text)

Fix safety: safe where the scope becomes a `with` block of the same statements.

Known limits: calls that cannot raise in practice (`append`, `notify`, whatever is asked of the lock itself) are left
out by name.
"""

from letgo.flow.graph import Raise
from letgo.rules.leak import said
from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling


def _matches(stalling: Stalling) -> bool:
    return bool(stalling.stall.held.scope.left_by_error)


def _message(stalling: Stalling) -> str:
    number = stalling.stall.held.scope.left_by_error[0]
    event, row = stalling.graph.nodes[number].event, stalling.row(number)
    when = f"when line {row} raises" if isinstance(event, Raise) else f"if {said(event)} (line {row}) raises"
    return (
        f"{stalling.lock} (line {stalling.stall.held.scope.place[0]}) stays held {when}; "
        "whoever wants it next waits for ever"
    )


RULE = Rule(
    "LG205", "lock-left-held-on-error", "a lock is released only if nothing raises", __doc__, _matches, _message
)
