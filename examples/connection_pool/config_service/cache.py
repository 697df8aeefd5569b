"""Whole tables in memory, refreshed by polling: readers never reach the database."""

import logging
import threading
from collections.abc import Mapping

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

logger = logging.getLogger(__name__)


class TableCache:
    """One table of names and values. `rows` is replaced as a whole, so a reader sees the old table or the new one."""

    def __init__(self, query: str) -> None:
        self.query = text(query)
        self.rows: Mapping[str, str] = {}

    def refresh(self, engine: Engine) -> None:
        """Read the table again."""
        with engine.connect() as connection:
            self.rows = {row[0]: row[1] for row in connection.execute(self.query).all()}


class Poller:
    """A thread that refreshes the caches, again and again."""

    def __init__(self, engine: Engine, caches: list[TableCache], interval: float) -> None:
        self.engine = engine
        self.caches = caches
        self.interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to poll."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end. It cannot while it waits for a connection."""
        self._stopping.set()

    def ended(self, within: float = 0.0) -> bool:
        """Say whether the thread has ended, or ends in so many seconds."""
        self._thread.join(within)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.wait(self.interval):
            try:
                for cache in self.caches:
                    cache.refresh(self.engine)
            except SQLAlchemyError:
                logger.exception("the tables in memory grow stale")
