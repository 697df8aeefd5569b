"""One instance of the service: its pool, its tables in memory, and the two requests it answers."""

import gc
from collections.abc import Callable

from sqlalchemy import Engine

from config_service.cache import Poller, TableCache

ApplyChange = Callable[[Engine, str, str], int]


def start_process() -> None:
    """Set up the process that the service runs in.

    The tables are large and live as long as the process, and each full collection walks them while every reader
    waits. Nothing of ours is in a reference cycle, so reference counts free it all, and the cyclic collector is off.
    """
    gc.disable()


class Instance:
    """What stands behind the round-robin fifteen times."""

    def __init__(self, engine: Engine, apply_change: ApplyChange, poll_interval: float) -> None:
        self.engine = engine
        self.apply_change = apply_change
        self.settings = TableCache("SELECT name, value FROM settings")
        self.owners = TableCache("SELECT name, team FROM owners")
        self.poller = Poller(engine, [self.settings, self.owners], poll_interval)

    def start(self) -> None:
        """Load the tables, then keep them fresh."""
        self.settings.refresh(self.engine)
        self.owners.refresh(self.engine)
        self.poller.start()

    def read(self, name: str) -> str:
        """Answer a reader: from memory, whatever state the database is in."""
        return self.settings.rows[name]

    def change(self, team: str, name: str, value: str) -> int:
        """Answer a change request with the release that is now the newest."""
        if self.owners.rows[name] != team:
            raise PermissionError(f"{name} is not a setting of {team}")
        return self.apply_change(self.engine, name, value)
