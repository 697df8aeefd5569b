"""LG108 exit-without-release

What: `__enter__` acquires a resource and keeps it in a field; `__exit__` never touches that field.

Why: whoever writes `with` on the object believes that leaving the block lets go.

Bad:
    class Journal:
        def __enter__(self):
            self.connection = sqlite3.connect("journal.db")
            return self

        def __exit__(self, kind, error, trace):
            print("done")

Good:
    class Journal:
        def __enter__(self):
            self.connection = sqlite3.connect("journal.db")
            return self

        def __exit__(self, kind, error, trace):
            self.connection.close()

Fix safety: none is offered: which of its fields an object owns is for its author to say.

Known limits: any call on `self` in `__exit__` counts as a release.
"""

from letgo.rules.leak import Leak
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return leak.exit_row_ > 0


def _message(leak: Leak) -> str:
    return f"{leak.what} is acquired on entering and not released by the exit at line {leak.exit_row_}; {leak.cost}"


RULE = Rule("LG108", "exit-without-release", "the block's exit does not release it", __doc__, _matches, _message)
