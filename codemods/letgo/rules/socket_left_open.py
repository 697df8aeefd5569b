"""LG152 socket-left-open

What: a socket, a selector or a mail, news or file-transfer connection is opened, and some path leaves it open.

Why: the peer keeps its side of the connection, and the process a file descriptor.

Bad:
    def ask(address):
        connection = socket.create_connection(address)
        connection.sendall(b"?")
        return connection.recv(16)

Good:
    def ask(address):
        with socket.create_connection(address) as connection:
            connection.sendall(b"?")
            return connection.recv(16)

Fix safety: as for never-closed.

Known limits: off by default (`extend-select = ["LG15"]`).
"""

from letgo.catalogue import Group
from letgo.rules.leak import Leak, told
from letgo.rules.rule import Rule


def _matches(leak: Leak) -> bool:
    return not leak.handed_on


RULE = Rule(
    "LG152", "socket-left-open", "a socket stays open", __doc__, _matches, told, default=False, group=Group.SOCKETS
)
