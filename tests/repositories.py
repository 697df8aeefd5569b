"""Scratch repositories with programs that leak, for the tests of whole runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

SAFE = """\
import sqlite3


def {name}(path):
    connection = sqlite3.connect(path)
    row = connection.execute("SELECT 1").fetchone()
    connection.close()
    return row
"""
SAFE_FIXED = """\
import sqlite3
from contextlib import closing


def {name}(path):
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row
"""
UNSAFE = """\
import sqlite3


def {name}(path, log):
    connection = sqlite3.connect(path)
    log(connection)
    row = connection.execute("SELECT 1").fetchone()
    connection.close()
    return row
"""
REFUSED = """\
import sqlite3


def {name}(path):
    connection = sqlite3.connect(path) if path else None
    connection.execute("SELECT 1")
"""


def git(root: Path, *words: str, stdin: bytes = b"") -> bytes:
    """What git prints; raises if it fails."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "core.autocrlf=false")
    return subprocess.run(["git", *identity, *words], cwd=root, input=stdin, check=True, capture_output=True).stdout


def repository(root: Path, contents: dict[str, str | bytes]) -> Path:
    """A repository with these files in its one commit."""
    put(root, contents)
    git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "before")
    return root


def put(root: Path, contents: dict[str, str | bytes]) -> None:
    """Write the files, folders included."""
    for name, text in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def tree(root: Path) -> dict[str, bytes]:
    """The content of every file that git tracks or doesn't ignore."""
    names = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    return {name.decode(): (root / name.decode()).read_bytes() for name in names if name}
