"""A project that is looked at again and again: what is known of it stays in memory between two looks.

What is told does not depend on what was looked at before: a look gives what `pipeline.check` gives for the same texts.
But for one thing: while a text can't be read, its file is told to be so, and all others are looked at as if it had its
last text that could.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from letgo import files, pipeline
from letgo.afresh import Stopped, never
from letgo.cache import Cache
from letgo.config import Settings
from letgo.model import Report
from letgo.run import Run

LOOKS = 100  # after which what is only in memory is let go: every text that was ever typed would pile up
YOUNG = 2_000_000_000  # nanoseconds before a look in which a file may change twice without another time
Stamp = tuple[int, ...]  # of a file on disk: another one, another text


@dataclass
class Session:
    """Looks at one project, always with the same settings, in one process.

    What earlier runs wrote into the project's cache counts, and the first look is written there too; what later ones
    find out stays in memory, since most of it is about texts that nobody will ever have again.
    """

    root: Path
    settings: Settings
    _run: Run | None = None
    _texts: dict[Path, bytes] = field(default_factory=dict)
    _stamps: dict[Path, Stamp] = field(default_factory=dict)
    _read_at: int = 0  # nanoseconds
    _cache: Cache | None = None
    _looks: int = 0

    def __post_init__(self) -> None:
        self.settings = replace(self.settings, jobs=1)  # a process of several threads must not fork

    def check(
        self,
        paths: Sequence[Path],
        texts: Mapping[Path, bytes],
        *,
        disk: bool = True,
        mended: bool = True,
        settled: bool = True,
        stop: Callable[[], bool] = never,
    ) -> Report:
        """What there is in `paths`; `texts` win over what is on disk.

        Unless `disk`, nothing has changed there since the last look. Unless `mended`, findings may still lack their
        fixes and refusals. Unless it has to be `settled`, what changes in one file do to others may not count yet.
        `stop` is asked every few milliseconds, once all texts are taken over, whether to leave off: then it raises
        `Stopped`.
        """
        changed: set[Path] | None = {
            path for path in texts.keys() | self._texts.keys() if texts.get(path) != self._texts.get(path)
        }
        if disk or self._run is None or not self._stamps.keys() >= {*paths, *texts}:
            elsewhere = self._changed_on_disk(paths, texts)
            changed = changed | elsewhere if changed is not None and elsewhere is not None else None
        self._texts = dict(texts)
        run = self._run
        if run is None or changed is None:
            return self._anew(paths, texts, mended=mended)
        try:
            if run.again(changed, dict(texts)):
                if settled and not run.settled:
                    run.settle(stop)
                    gc.freeze()  # it stays: no collection need look at it
                return run.told_again(paths, mended=mended, stop=stop)
        except Stopped:
            raise
        except BaseException:  # nobody knows how far it came: the next look starts anew
            self._let_go()
            raise
        return self._anew(paths, texts, mended=mended)

    @property
    def settled(self) -> bool:
        """Whether what is known is what a first look would find."""
        return self._run is None or self._run.settled

    def prepare(self) -> None:
        """Get to know what the next look will need."""
        if self._run is not None and self._run.ready():
            gc.collect()
            gc.freeze()

    def text(self, name: str) -> str | None:
        """The text of a file of the project as it was looked at, None if there is none."""
        found = self._run.text(name) if self._run is not None else None
        if found is not None:
            return found
        made = files.read(self.root / name, self.root)
        return None if isinstance(made, files.Skipped) else made.text

    def _anew(self, paths: Sequence[Path], texts: Mapping[Path, bytes], *, mended: bool) -> Report:
        self._let_go()
        cache = self._known()
        run = pipeline.begun(self.root, self.settings, texts, cache)
        report = run.report(paths, mended=mended)
        if cache is not None and self._looks == 1:
            cache.close()
            self._cache = None
        self._run = run
        return report

    def _let_go(self) -> None:
        """Forget what was known, before as much is known anew."""
        if self._run is not None:
            self._run = None
            gc.unfreeze()
            gc.collect()

    def _changed_on_disk(self, paths: Sequence[Path], texts: Mapping[Path, bytes]) -> set[Path] | None:
        """The files whose content may be another one than at the last look; None if there are other files now."""
        before, read_at = self._stamps, self._read_at
        self._read_at = time.time_ns()
        found = files.discover(self.root, [self.root], self.settings) if self.root.is_dir() else []
        self._stamps = {path: _stamp(path) for path in (*found, *paths, *texts)}
        if before.keys() != self._stamps.keys():
            return None
        late = read_at - YOUNG
        return {path for path, stamp in self._stamps.items() if stamp != before[path] or (stamp and stamp[0] > late)}

    def _known(self) -> Cache | None:
        if not self.settings.cache_dir or not self.root.is_dir():
            return None
        self._looks += 1
        if self._cache is None or self._looks % LOOKS == 0:
            self._cache = Cache(self.root / self.settings.cache_dir)
        return self._cache


def _stamp(path: Path) -> Stamp:
    try:
        info = os.stat(path)
    except OSError:
        return ()
    return info.st_mtime_ns, info.st_size, info.st_ino, info.st_ctime_ns


__all__ = ["Session", "Stopped"]
