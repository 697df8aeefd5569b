"""LG151 file-left-open

What: a file, archive or temporary file of the standard library is opened, and some path leaves it open.

Why: each one holds a file descriptor, and what was written may not reach the disk before it is closed.

Bad:
    def first(path):
        stream = open(path)
        return stream.readline()

Good:
    def first(path):
        with open(path) as stream:
            return stream.readline()

Fix safety: as for never-closed.

Known limits: off by default (`extend-select = ["LG15"]`), since reference counting closes most of them in CPython.
"""

from letgo.catalogue import Group
from letgo.rules.leak import Leak, told
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.handed_on


RULE = Rule("LG151", "file-left-open", "a file stays open", __doc__, _matches, told, default=False, group=Group.FILES)
