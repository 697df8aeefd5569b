"""What is kept between runs: never another answer for it, and nothing that can hurt."""

from __future__ import annotations

import os
import pickle
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest

from letgo import cli, cures, files, known, pipeline
from letgo.cache import FILE, SCHEMA, Cache, clean, key_of
from letgo.config import Settings
from letgo.model import Report, Severity, SourceFile
from letgo.reading import Reading

PARTS = {
    "db.py": "import sqlite3\n\ndef opened(p):\n    return sqlite3.connect(p)\n",
    "one.py": "from db import opened\n\ndef f(p):\n    c = opened(p)\n    c.execute('q')\n    c.close()\n",
    "two.py": "import sqlite3\n\ndef g(p):\n    c = sqlite3.connect(p)\n    return c.execute('q').fetchall()\n",
    "plain.py": "def h():\n    return 1\n",
    "broken.py": "import sqlite3\ndef (:\n",
}
EDITS = (
    ("db.py", PARTS["db.py"].replace("return sqlite3.connect(p)", "return None")),
    ("db.py", PARTS["db.py"]),
    ("one.py", PARTS["one.py"].replace("    c.close()\n", "    return c\n")),
    ("one.py", "# moved\n" + PARTS["one.py"]),
    ("one.py", PARTS["one.py"].replace("c.execute('q')", "c.execute('größer')")),
    ("two.py", PARTS["two.py"].replace("return c.execute('q').fetchall()", "c.close()")),
    ("two.py", PARTS["two.py"].replace("connect(p)", "connect(p)  # letgo: ignore[LG101]")),
    ("plain.py", "from two import g\n"),
    ("broken.py", "import sqlite3\ndef r(:\n"),
    ("broken.py", PARTS["two.py"]),
)


def project(root: Path, parts: dict[str, str] = PARTS) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for name, text in parts.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def checked(root: Path, folder: Path | None, settings: Settings = Settings()) -> Report:  # noqa: B008
    cache = Cache(folder) if folder else None
    report = pipeline.check(root, files.discover(root, [root], settings), settings, {}, cache)
    if cache:
        cache.close()
    return report


def run(root: Path, *args: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(root)
    return cli.main(args)


def rows(folder: Path) -> Sequence[tuple[bytes, bytes]]:
    base = sqlite3.connect(folder / FILE)
    found = base.execute("SELECT key, value FROM known").fetchall()
    base.close()
    return found


def test_the_answer_is_the_same_and_the_second_run_looks_at_nothing(tmp_path: Path) -> None:
    root, folder = project(tmp_path / "p"), tmp_path / "kept"
    plain = checked(root, None)
    assert {each.code for each in plain.findings} >= {"LG001", "LG101", "LG103"}
    assert checked(root, folder) == plain
    with patch.object(known, "Program", side_effect=AssertionError), patch.object(cures, "mend_function", None):
        assert checked(root, folder) == plain


def test_edits_are_seen(tmp_path: Path) -> None:
    root, folder = project(tmp_path / "p"), tmp_path / "kept"
    chance = random.Random(7)
    for _ in range(25):
        name, text = chance.choice(EDITS)
        (root / name).write_text(text, encoding="utf-8")
        if chance.random() < 0.2:
            (root / "plain.py").rename(root / chance.choice(["plain.py", "other.py"]))
            project(root, {"plain.py": PARTS["plain.py"]})
        settings = chance.choice([Settings(), Settings(unfixable=("LG101",)), Settings(select=("LG103",))])
        assert checked(root, folder, settings) == checked(root, None, settings)


def test_fixing_with_it_is_the_same(tmp_path: Path) -> None:
    root, folder = project(tmp_path / "p"), tmp_path / "kept"
    settings = Settings(unsafe_fixes=True)
    found = files.discover(root, [root], settings)
    plain = pipeline.fix(root, found, settings)
    assert any(result.applied for result in plain.files)
    for _ in range(2):
        cache = Cache(folder)
        assert pipeline.fix(root, found, settings, {}, cache) == plain
        cache.close()


@pytest.mark.parametrize("raw", [b"", b"no database at all" * 99, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_made_anew(tmp_path: Path, raw: bytes) -> None:
    root, folder = project(tmp_path / "p"), tmp_path / "kept"
    folder.mkdir()
    (folder / FILE).write_bytes(raw)
    assert checked(root, folder) == checked(root, None)
    assert rows(folder)


def test_damage_in_the_middle_is_found_out(tmp_path: Path) -> None:
    root, folder = project(tmp_path / "p"), tmp_path / "kept"
    checked(root, folder)
    raw = bytearray((folder / FILE).read_bytes())
    raw[4096:] = bytes(len(raw) - 4096)
    (folder / FILE).write_bytes(raw)
    for _ in range(2):
        assert checked(root, folder) == checked(root, None)


def test_damage_is_found_out_where_nothing_is_read_yet(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(b"key", {"a": frozenset({1}), "b": {2}})
    assert cache.has(b"key")
    cache.close()
    raw = (tmp_path / FILE).read_bytes()

    again = Cache(tmp_path)
    assert again.has(b"key")
    assert again.get(b"key") == {"a": frozenset({1}), "b": {2}}
    again.close()
    (tmp_path / FILE).write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    damaged = Cache(tmp_path)
    assert not damaged.has(b"key")
    assert damaged.get(b"key") is None
    assert not (tmp_path / FILE).exists(), "the next run makes it anew"


def test_a_database_that_is_a_folder_is_let_be(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    cache = Cache(tmp_path)
    cache.put(b"key", 1)

    assert cache.get(b"key") is None
    cache.close()
    assert (tmp_path / FILE).is_dir()


def test_another_version_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    base = sqlite3.connect(folder / FILE)
    base.execute("CREATE TABLE known (what TEXT)")
    base.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    base.close()
    cache = Cache(folder)
    cache.put(b"k", 1)
    cache.close()
    assert Cache(folder).get(b"k") == 1


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)

    def __init__(self, path: Path) -> None:
        self.path = path


def test_a_value_runs_no_code(tmp_path: Path) -> None:
    """A cache may come with somebody's repository."""
    folder = tmp_path / "kept"
    Cache(folder).close()
    base = sqlite3.connect(folder / FILE)
    base.execute("INSERT INTO known VALUES (?, ?, 1)", (b"k", pickle.dumps(Evil(tmp_path / "made"))))
    base.execute("INSERT INTO known VALUES (?, ?, 1)", (b"m", pickle.dumps(Path)))
    base.execute("INSERT INTO known VALUES (?, ?, 1)", (b"s", pickle.dumps(Severity.INFO)))
    base.commit()
    base.close()
    cache = Cache(folder)
    assert (cache.get(b"k"), cache.get(b"m"), cache.get(b"s")) == (None, None, Severity.INFO)
    assert not (tmp_path / "made").exists()
    cache.close()


def test_what_is_locked_is_let_be(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    Cache(folder).close()
    other = sqlite3.connect(folder / FILE, isolation_level=None)
    cache = Cache(folder)
    assert cache._base is not None
    cache._base.execute("PRAGMA busy_timeout = 10")
    cache.put(b"k", 1)
    other.execute("BEGIN IMMEDIATE")
    cache.close()
    other.execute("ROLLBACK")
    other.close()
    assert not rows(folder)


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "link"):
        assert checked(root, folder) == checked(root, None)
    assert not (tmp_path / FILE).exists()


def test_old_values_go(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    cache = Cache(folder)
    cache.put(b"new", 1)
    assert cache._base is not None
    cache._base.execute("INSERT INTO known VALUES (?, ?, 1)", (b"old", pickle.dumps(2)))
    cache.close()
    assert [key for key, _ in rows(folder)] == [b"new"]


def test_keys_tell_parts_apart() -> None:
    assert len({key_of("a", "b", "c"), key_of("a", "bc"), key_of("ab", "c"), key_of("a", ["b", "c"])}) == 4


def test_the_command_keeps_and_cleans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project(tmp_path / "p")
    folder = root / ".letgo_cache"
    assert run(root, "check", "--no-cache", monkeypatch=monkeypatch) == cli.FOUND
    assert not folder.exists()
    assert run(root, "check", monkeypatch=monkeypatch) == cli.FOUND
    assert "*" in (folder / ".gitignore").read_text().splitlines()
    assert rows(folder)
    (folder / "mine").write_text("stays")
    assert run(root, "cache", "clean", monkeypatch=monkeypatch) == cli.CLEAN
    assert [each.name for each in folder.iterdir()] == ["mine"]
    (folder / "mine").unlink()
    assert run(root, "cache", "clean", monkeypatch=monkeypatch) == cli.CLEAN
    assert not folder.exists() or not clean(folder)
    assert run(root, "check", "--config", "cache-dir = 'elsewhere'", monkeypatch=monkeypatch) == cli.FOUND
    assert (root / "elsewhere" / FILE).exists()


def test_two_at_once(tmp_path: Path) -> None:
    """Two processes with one cache, several times: both say what one without a cache says."""
    root = project(tmp_path / "p")
    command = [sys.executable, "-m", "letgo", "check", "--output-format", "concise", "."]
    environment = {**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parent.parent)}
    plain = subprocess.run([*command, "--no-cache"], cwd=root, env=environment, capture_output=True, check=False).stdout
    assert plain
    for _ in range(2):
        both = [subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE) for _ in range(2)]
        assert [each.communicate(timeout=120)[0] for each in both] == [plain, plain]


def test_a_file_that_both_languages_read_is_told_by_who_comes_first(tmp_path: Path) -> None:
    source = SourceFile(tmp_path / "a.py", "a.py", PARTS["two.py"], module="a", names=frozenset({"connect"}))
    cache = Cache(tmp_path)
    found = []
    for target in ("3.11", "2.6", "3.11"):
        reading = Reading(Settings(target_version=target), frozenset({"a"}), cache)
        assert reading.facts(source, frozenset({"connect"})) is not None
        found.append(reading.languages["a.py"].name)
    cache.close()
    assert found == ["Python 3", "Python 2", "Python 3"]
