"""May these files be written? What git says of them, and what letgo itself wrote there before.

The model is that of `cargo fix`: what isn't committed can't be taken back, so a run over folders doesn't write it.
What letgo wrote is kept in a journal inside git's own folder, so that one run may follow another.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from letgo.files import git_environment

STAGED, DIRTY = "staged", "dirty"
JOURNAL = "letgo-written"  # lines of digest, space, name; the last one of a name counts
LINE = 50_000  # bytes of names that a command line may hold anywhere
LONGEST = 1_000_000  # bytes of journal, after which it is written anew


def uncommitted(root: Path, names: Iterable[str]) -> dict[str, str] | None:
    """Of the files (names relative to the root) those that git doesn't hold as they are, with `staged` or `dirty`.

    Untracked files are dirty; ignored ones are not git's and so not listed. None: no git repository, or no git.
    """
    if _git(root, "rev-parse", "--is-inside-work-tree") != b"true\n":
        return None
    wanted = set(names)
    if not wanted:
        return {}
    few = sum(map(len, wanted)) < LINE
    command = ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"]
    found = _git(root, "--literal-pathspecs", *command, "--", *(sorted(wanted) if few else ["."]))
    if found is None:
        return None
    states = {os.fsdecode(entry[3:]): entry[:2].decode() for entry in found.split(b"\0") if entry}
    prefix = os.fsdecode((_git(root, "rev-parse", "--show-prefix") or b"\n")[:-1])
    inside = {name.removeprefix(prefix): state for name, state in states.items() if name.startswith(prefix)}
    return {name: DIRTY if state[1] != " " else STAGED for name, state in inside.items() if name in wanted}


def written(root: Path) -> Mapping[str, str]:
    """What letgo wrote into this work tree: name -> digest of the content. Empty outside of git."""
    journal = _journal(root)
    raw = b""
    with suppress(OSError):
        raw = journal.read_bytes() if journal else b""
    entries = (line.partition(b" ") for line in raw.split(b"\0") if b" " in line)
    return {os.fsdecode(name): digest.decode("ascii", "replace") for digest, _, name in entries}


def remember(root: Path, contents: Mapping[str, str]) -> None:
    """Note what is about to be written: name -> digest. Comes first, so that no crash leaves a file unknown."""
    journal = _journal(root)
    if journal is None or not contents:
        return
    with suppress(OSError):
        if journal.exists() and journal.stat().st_size > LONGEST:
            contents = {**written(root), **contents}
            journal.unlink()
        raw = b"".join(digest.encode() + b" " + os.fsencode(name) + b"\0" for name, digest in contents.items())
        with open(journal, "ab") as stream:  # one write: two processes don't mix their entries
            stream.write(raw)


def _journal(root: Path) -> Path | None:
    found = _git(root, "rev-parse", "--absolute-git-dir")
    return Path(os.fsdecode(found[:-1]), JOURNAL) if found else None


def _git(root: Path, *words: str) -> bytes | None:
    """What git prints, or None if it fails or isn't there."""
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(root), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=git_environment())
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
