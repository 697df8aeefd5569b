"""LG154 stream-left-open

What: an HTTP client or a response that is read as a stream is opened, and some path leaves it open.

Why: the connection goes back to its pool only when the response is closed or read to the end.

Bad:
    def head(url):
        response = urlopen(url)
        return response.read(16)

Good:
    def head(url):
        with urlopen(url) as response:
            return response.read(16)

Fix safety: as for never-closed; what is read from a response after its block is lost without an error.

Known limits: off by default (`extend-select = ["LG15"]`).
"""

from letgo.catalogue import Group
from letgo.rules.leak import Leak, told
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.handed_on


RULE = Rule(
    "LG154", "stream-left-open", "a response stays open", __doc__, _matches, told, default=False, group=Group.STREAMS
)
