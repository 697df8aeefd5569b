"""What earlier runs found out, by content: one SQLite file in a folder of the project that git ignores.

A key is a digest of everything its value depends on, so what is found is never stale; what is damaged, foreign or of
another version counts as not there. Values are pickles that may hold letgo's own plain data and nothing else: a cache
that came with somebody's repository can't run code. Two processes may use one cache at once.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

FOLDER = ".letgo_cache"
FILE = "facts.sqlite"
IGNORED = "# Written by letgo. Everything here can be deleted at any time.\n*\n"
SCHEMA = 1
KEPT = 14 * 86_400  # seconds after its last use that a value is kept
ROOMS = ("letgo.model", "letgo.flow.")  # whose classes a value may hold
PLAIN = frozenset({"set", "frozenset"})
_TABLE = "CREATE TABLE IF NOT EXISTS known (key BLOB PRIMARY KEY, value BLOB NOT NULL, used INTEGER) WITHOUT ROWID"


class Cache:
    """Values by key. Nothing here raises for what is wrong on disk: then there is nothing, and nothing is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fresh: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._base = _open(folder)

    def get(self, key: bytes) -> Any:
        """The value of a key, None if there is none."""
        raw = self._fresh.get(key)
        if raw is None and self._base is not None:
            import sqlite3

            try:
                row = self._base.execute("SELECT value FROM known WHERE key = ?", (key,)).fetchone()
            except sqlite3.DatabaseError as error:
                self._give_up(error)
                return None
            raw = row[0] if row is not None else None
        if not isinstance(raw, bytes):
            return None
        try:
            value = unpack(raw)
        except Exception:  # noqa: BLE001  # a damaged pickle may raise anything
            return None
        self._used.add(key)
        return value

    def has(self, key: bytes) -> bool:
        """Whether there is a value, as far as can be told without reading it."""
        if key in self._fresh or self._base is None:
            return key in self._fresh
        import sqlite3

        try:
            return self._base.execute("SELECT 1 FROM known WHERE key = ?", (key,)).fetchone() is not None
        except sqlite3.DatabaseError as error:
            self._give_up(error)
            return False

    def put(self, key: bytes, value: object) -> None:
        """Remember a value, which must be plain data; it is written by `close`."""
        if self._base is not None:
            self.put_packed(key, pack(value))

    def put_packed(self, key: bytes, value: bytes) -> None:
        """Remember a value as `pack` gives it."""
        if self._base is not None:
            self._fresh[key] = value

    def close(self) -> None:
        """Write what is new, and drop what nobody has used for long."""
        if self._base is None:
            return
        import sqlite3

        now = int(time.time())
        try:
            with self._base:
                self._base.execute("BEGIN IMMEDIATE")
                rows = ((key, value, now) for key, value in self._fresh.items())
                self._base.executemany("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", rows)
                self._base.executemany(
                    "UPDATE known SET used = ? WHERE key = ? AND used < ?",
                    ((now, key, now - KEPT // 7) for key in self._used - self._fresh.keys()),
                )
                self._base.execute("DELETE FROM known WHERE used < ?", (now - KEPT,))
        except sqlite3.DatabaseError as error:
            self._give_up(error)
        if self._base is not None:
            self._base.close()
        self._base = None

    def _give_up(self, error: sqlite3.DatabaseError) -> None:
        """Go on without; a file that is no sound database goes away, one that is only locked or full stays."""
        import sqlite3

        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
        self._base = None
        if not isinstance(error, sqlite3.OperationalError):
            _drop(self.folder)


def clean(folder: Path) -> bool:
    """Delete a cache: its own files, then the folder if nothing else is in it. Whether there was one."""
    found = (folder / FILE).exists()
    _drop(folder)
    with suppress(OSError):
        if (folder / ".gitignore").read_text(encoding="utf-8") == IGNORED:
            (folder / ".gitignore").unlink()
    with suppress(OSError):
        folder.rmdir()
    return found


def _drop(folder: Path) -> None:
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal"):
        with suppress(OSError):
            (folder / name).unlink()


def _open(folder: Path) -> sqlite3.Connection | None:
    """The database of a folder, made (or made anew, if it can't be read); None if that can't be done."""
    import sqlite3

    if folder.is_symlink():
        return None  # nobody knows whose folder that is
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")
    except OSError:
        return None
    for _ in range(2):
        try:
            base = sqlite3.connect(folder / FILE, timeout=5, isolation_level=None)
        except sqlite3.Error:  # locked, full, read-only: somebody else's matter
            return None
        kept = None
        try:
            kept = _made_ready(base)
        finally:
            if not kept:
                base.close()
        if kept is None or kept:
            return base if kept else None
        _drop(folder)
    return None


def _made_ready(base: sqlite3.Connection) -> bool | None:
    """Whether a database is a cache of this version, or was empty and is one now; None if it can't be used at all."""
    import sqlite3

    try:
        version = base.execute("PRAGMA user_version").fetchone()[0]
        tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version != SCHEMA and tables:
            return False
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = OFF")
        base.execute(_TABLE)
        base.execute(f"PRAGMA user_version = {SCHEMA}")
    except sqlite3.OperationalError:  # locked, full, read-only: somebody else's matter
        return None
    except sqlite3.DatabaseError:
        return False
    return True


def pack(value: object) -> bytes:
    """Plain data as bytes."""
    return pickle.dumps(value, 5)


def unpack(raw: bytes) -> Any:
    """What was packed. Raises anything for bytes that nobody packed."""
    return _Plain(io.BytesIO(raw)).load()


class _Plain(pickle.Unpickler):
    """Reads pickles of letgo's own plain data."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name, if a value may hold it. Raises `UnpicklingError`."""
        return _allowed(module, name)


@cache
def _allowed(module: str, name: str) -> Any:
    if module == "builtins" and name in PLAIN:
        return {"set": set, "frozenset": frozenset}[name]
    if module.startswith(ROOMS):
        found = vars(sys.modules.get(module) or __import__(module, fromlist=["x"])).get(name)
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is no plain data")


def key_of(kind: str, *parts: object) -> bytes:
    """The key for a value that depends on these parts (by their `repr`) and on letgo itself."""
    state = hashlib.blake2b(_self(), digest_size=16)
    for part in (kind, *parts):
        state.update(repr(part).encode("utf-8", "surrogatepass"))
        state.update(b"\0")
    return state.digest()


@cache
def _self() -> bytes:
    """A digest of letgo as it is installed, and of the Python that runs it."""
    from letgo import __version__

    top = os.path.dirname(os.path.abspath(__file__))
    state = hashlib.blake2b(f"{SCHEMA} {__version__} {sys.version}".encode(), digest_size=16)
    for name, info in sorted(_files(top)):
        state.update(f"{name} {info.st_size} {info.st_mtime_ns}\n".encode("utf-8", "surrogatepass"))
    return state.digest()


def _files(folder: str) -> Iterable[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                yield entry.path, entry.stat()
