"""The TOML files beside this module, as plain data.

Reading TOML takes longer than all else at start-up. So what was read is kept beside Python's own compiled modules, and
on the same terms: by the files' sizes and times, where `PYTHONPYCACHEPREFIX` says, not at all with
`PYTHONDONTWRITEBYTECODE`. Nothing misses it where it can't be written.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

Documents = list[tuple[str, dict[str, Any]]]  # (file name, what it holds), in the order of names
FOLDER = Path(__file__).parent


def documents(folder: Path = FOLDER) -> Documents:
    """What the TOML files of a folder hold. Raises `tomllib.TOMLDecodeError` for one that is none."""
    if not folder.is_dir():
        return _packed()
    try:
        files = sorted(entry for entry in folder.iterdir() if entry.suffix == ".toml")
        stamp = [[file.name, (status := file.stat()).st_size, status.st_mtime_ns] for file in files]
    except OSError:
        return _packed()
    place = _place(folder)
    kept = _kept(place, stamp) if place else None
    if kept is not None:
        return kept
    found = [(file.name, _toml(file.read_text(encoding="utf-8"))) for file in files]
    if place and not sys.dont_write_bytecode:
        _keep(place, stamp, found)
    return found


def _packed() -> Documents:
    """The same from an archive, which no cache stands beside."""
    from importlib import resources

    entries = sorted(resources.files("letgo.catalogue").iterdir(), key=lambda entry: entry.name)
    return [(entry.name, _toml(entry.read_text(encoding="utf-8"))) for entry in entries if entry.name.endswith(".toml")]


def _toml(text: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(text)


def _place(folder: Path) -> Path | None:
    """`__pycache__/documents.cpython-311.marshal`; None where Python says nothing of caches."""
    try:
        return Path(cache_from_source(str(folder / "documents.py"))).with_suffix(".marshal")
    except NotImplementedError:
        return None


def _kept(place: Path, stamp: list[Any]) -> Documents | None:
    try:
        data = marshal.loads(place.read_bytes())  # noqa: S302  as trusted as the compiled modules that it lies among
    except (OSError, ValueError, EOFError, TypeError):
        return None
    fits = isinstance(data, tuple) and len(data) == 2 and data[0] == stamp
    return data[1] if fits else None


def _keep(place: Path, stamp: list[Any], found: Documents) -> None:
    """Write it at once or not at all: other processes may read or write the same."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(marshal.dumps((stamp, found)))
        fresh.replace(place)
    except (OSError, ValueError):
        with suppress(OSError):
            fresh.unlink()
