"""All projects with open documents: who looks at which when, and what is told of it.

First is told what is in a text that has changed; then what it does to all others is found out, and what that changes is
told; then fixes are made. A change meanwhile puts all of that off. Whoever asks for a document waits for a look at the
newest texts, as far as is needed.

Who may touch what: all that is here belongs to the event loop, which stays free to answer. One other thread looks, at
one project at a time. It alone touches the sessions of the desks; of what is here it reads whether to leave off (a
number that only the loop changes), and texts that were put together for it.
"""

from __future__ import annotations

import asyncio
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from letgo.config import ConfigError
from letgo.server.desk import Buffer, Desk, Level, Stopped, is_unparsed, path_of, settings_of
from letgo.server.seen import Seen

PAUSE = 0.01  # seconds after a change before anybody looks
IDLE = 1.0  # seconds after a look, where nobody tells of changes on disk, until somebody looks there
LONGEST = 2.0  # the same where a look takes long: a quarter of the last one, up to this

T = TypeVar("T")
Tell = Callable[[Desk, Seen], None]
Say = Callable[[str, bool], None]  # a message, and whether it is an error


@dataclass(eq=False)
class Watch:
    """A desk, and how far its documents are looked at: a change counts up, and one level after the other catches up.

    `disk`: files may have changed there since the last look. `step` is over as soon as anything has caught up.
    """

    desk: Desk
    changes: int = 0
    reached: dict[Level, int] = field(default_factory=lambda: dict.fromkeys(Level, 0))
    disk: bool = True
    step: asyncio.Event = field(default_factory=asyncio.Event)
    took: float = 0.0  # seconds until the last change was told
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None

    @property
    def due(self) -> Level | None:
        """The first level that hasn't caught up."""
        return next((level for level in Level if self.reached[level] != self.changes), None)


@dataclass
class Office:
    """The open documents by address, and the desks by root and settings file.

    `tell` is called with every new result of a document that is still as it was looked at, `say` with what goes wrong.
    """

    tell: Tell
    say: Say
    encoding: str = "utf-16"
    watched: bool = True  # the client tells of changes on disk
    folders: tuple[Path, ...] = ()  # those that the client has open
    buffers: dict[str, Buffer] = field(default_factory=dict)
    watches: dict[tuple[Path, str], Watch] = field(default_factory=dict)
    homes: dict[str, tuple[Path, str] | None] = field(default_factory=dict)  # the desk of a document
    said: set[str] = field(default_factory=set)
    busy: bool = False
    closed: bool = False
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "letgo"))

    # -- documents -----------------------------------------------------------------------------------------------------

    def put(self, uri: str, version: int | None, text: str) -> None:
        """A document was opened, or has another text now."""
        path = path_of(uri)
        if path is None:
            return
        self.buffers[uri] = Buffer(uri, path, version, text)
        watch = self._watch(uri)
        if watch is not None:
            self._changed(watch)

    def drop(self, uri: str) -> None:
        """A document was closed: its file on disk counts again."""
        watch = self._watch(uri) if uri in self.buffers else None
        self.buffers.pop(uri, None)
        self.homes.pop(uri, None)
        if watch is not None:
            watch.desk.seen.pop(uri, None)
            watch.desk.broken.discard(uri)
            self._changed(watch)

    def disk(self, settings: bool) -> None:
        """Files changed on disk; with `settings`, such files among them."""
        if settings:
            self.homes.clear()
            self.watches.clear()
            self.said.clear()
        for uri in self.buffers:
            self._watch(uri)
        for watch in self.watches.values():
            watch.disk = True
            self._changed(watch)

    def _watch(self, uri: str) -> Watch | None:
        """The desk of a document; None where the settings can't be used, which is said once."""
        if uri not in self.homes:
            self.homes[uri] = self._home(self.buffers[uri].path)
        home = self.homes[uri]
        return self.watches.get(home) if home is not None else None

    def _home(self, path: Path) -> tuple[Path, str] | None:
        try:
            root, settings = settings_of(path, self.folders)
        except ConfigError as error:
            self._say_once(f"letgo: {error}")
            return None
        home = (root, settings.source)
        if home not in self.watches:
            self.watches[home] = Watch(Desk(root, settings, self.encoding))
        return home

    def _say_once(self, message: str) -> None:
        if message not in self.said:
            self.said.add(message)
            self.say(message, True)

    # -- looking -------------------------------------------------------------------------------------------------------

    def _changed(self, watch: Watch) -> None:
        watch.changes += 1
        if watch.timer is not None:
            watch.timer.cancel()
        watch.timer = asyncio.get_running_loop().call_later(
            min(max(PAUSE, watch.took / 4), LONGEST), self._start, watch
        )

    def _start(self, watch: Watch) -> asyncio.Task[None]:
        if watch.timer is not None:
            watch.timer.cancel()
            watch.timer = None
        if watch.task is None or watch.task.done():
            watch.task = asyncio.get_running_loop().create_task(self._look(watch))
        return watch.task

    async def current(
        self, uri: str, level: Level = Level.MENDED, within: float | None = None
    ) -> tuple[Desk, Seen] | None:
        """What is found in a document as it is now; None for what is not open, not Python, or can't be looked at.

        Raises `TimeoutError` if that is not to be had `within` so many seconds.
        """
        return await asyncio.wait_for(self._current(uri, level), within)

    async def _current(self, uri: str, level: Level) -> tuple[Desk, Seen] | None:
        while uri in self.buffers:
            watch = self._watch(uri)
            if watch is None:
                return None
            if watch.reached[level] == watch.changes:
                seen = watch.desk.seen.get(uri)
                return (watch.desk, seen) if seen is not None else None
            step = watch.step
            self._start(watch)
            await step.wait()
        return None

    async def _look(self, watch: Watch) -> None:
        """Look until nothing has changed meanwhile, from one level to the next; what comes of each is told."""
        there = False
        while (level := watch.due) is not None:
            changes, disk = watch.changes, watch.disk
            watch.disk, there = False, there or disk
            began = time.monotonic()
            try:
                found = await self._found_by(watch, level, disk=disk)
            except Stopped:
                continue
            for each in [level] if found is not None else [*Level]:  # what goes wrong goes wrong again
                watch.reached[each] = changes
            if level is Level.TOLD:
                watch.took = time.monotonic() - began
            try:
                self._found(watch.desk, found or {})
            finally:  # whoever waits for this look must not wait for ever
                watch.step.set()
                watch.step = asyncio.Event()
            if watch.due is None:
                await self._aside(watch.desk.session.prepare)
        if not there and not self.watched:
            asyncio.get_running_loop().call_later(IDLE, self._look_there, watch)

    def _look_there(self, watch: Watch) -> None:
        """Look at what has changed on disk, unless somebody looks now: then after that."""
        if watch.task is not None and watch.task.done() and watch in self.watches.values():
            watch.disk = True
            self._changed(watch)

    async def _found_by(self, watch: Watch, level: Level, *, disk: bool) -> dict[str, Seen] | None:
        """What one look finds, None if it goes wrong. Raises `Stopped` if something changes before it is at its end."""
        home = next((home for home, each in self.watches.items() if each is watch), None)
        mine = {uri: each for uri, each in self.buffers.items() if home and self.homes.get(uri) == home}
        if not mine:
            return {}
        changes = watch.changes

        def stop() -> bool:
            return level is not Level.TOLD and (watch.changes != changes or self.closed)

        return await self._aside(lambda: watch.desk.look(mine, level, disk=disk, stop=stop))

    async def _aside(self, work: Callable[[], T]) -> T | None:
        """Have work done beside the event loop. What goes wrong is said once."""
        if self.closed:
            return None
        try:
            self.busy = True
            return await asyncio.get_running_loop().run_in_executor(self.worker, work)
        except Stopped:
            raise
        except ConfigError as error:
            self._say_once(f"letgo: {error}")
        except Exception as error:  # noqa: BLE001  # a fault of letgo's must not end the editor's server
            traceback.print_exc(file=sys.stderr)
            self._say_once(f"letgo: internal error: {type(error).__name__}: {error}")
        finally:
            self.busy = False
        return None

    def _found(self, desk: Desk, found: dict[str, Seen]) -> None:
        """Keep and tell what was found of documents that are still the same."""
        for uri, seen in found.items():
            buffer = self.buffers.get(uri)
            if buffer is None or buffer.version != seen.version:
                continue
            if is_unparsed(seen.result) and uri in desk.seen:
                if uri not in desk.broken:
                    desk.broken.add(uri)
                    self.say(f"letgo: {seen.result.path}: {seen.result.skipped}; what was found before stays", False)
                continue
            desk.broken.discard(uri)
            desk.seen[uri] = seen
            self.tell(desk, seen)

    def close(self) -> None:
        """Stop looking."""
        self.closed = True
        self.worker.shutdown(wait=False, cancel_futures=True)
