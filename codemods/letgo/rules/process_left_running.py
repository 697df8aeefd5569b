"""LG153 process-left-running

What: a child process, pool of processes or executor is started, and some path neither waits for it nor ends it.

Why: it stays as a zombie or keeps running, with its pipes open.

Bad:
    def listing():
        child = subprocess.Popen(["ls"], stdout=subprocess.PIPE)
        return child.stdout.read()

Good:
    def listing():
        with subprocess.Popen(["ls"], stdout=subprocess.PIPE) as child:
            return child.stdout.read()

Fix safety: never safe: leaving the block waits for the process.

Known limits: off by default (`extend-select = ["LG15"]`). A process that is meant to outlive its function is reported,
too.
"""

from letgo.catalogue import Group
from letgo.rules.leak import Leak, told
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.handed_on


RULE = Rule(
    "LG153",
    "process-left-running",
    "a process is not waited for",
    __doc__,
    _matches,
    told,
    default=False,
    group=Group.PROCESSES,
)
