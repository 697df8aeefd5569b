"""What the TOML files hold is kept where Python keeps compiled modules: found again, never stale, never in the way."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import letgo
from letgo.catalogue import documents as module
from letgo.catalogue.documents import documents


@pytest.fixture(autouse=True)
def _writing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def put(folder: Path, text: str, name: str = "x.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if "documents" in path.name)


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "library = 'b'", "b.toml")
    put(tmp_path, "library = 'a'", "a.toml")
    put(tmp_path, "not read", "c.txt")
    wanted = [("a.toml", {"library": "a"}), ("b.toml", {"library": "b"})]
    assert documents(tmp_path) == wanted
    assert documents(tmp_path) == wanted  # the second time from what was kept


def test_what_was_read_is_kept_once_and_used(tmp_path: Path) -> None:
    documents(put(tmp_path, "a = 1"))
    (place,) = kept(tmp_path)
    assert place.parent.name == "__pycache__"
    stamp, found = marshal.loads(place.read_bytes())
    assert found == [("x.toml", {"a": 1})]
    place.write_bytes(marshal.dumps((stamp, [("x.toml", {"a": 2})])))
    assert documents(tmp_path) == [("x.toml", {"a": 2})]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    documents(put(tmp_path, "a = 1"))
    assert documents(put(tmp_path, "a = 10")) == [("x.toml", {"a": 10})]
    os.utime(tmp_path / "x.toml", ns=(0, 0))
    stamp = marshal.loads(kept(tmp_path)[0].read_bytes())[0]
    documents(tmp_path)
    assert marshal.loads(kept(tmp_path)[0].read_bytes())[0] != stamp


def test_a_file_more_or_less_is_noticed(tmp_path: Path) -> None:
    documents(put(tmp_path, "a = 1"))
    assert len(documents(put(tmp_path, "a = 1", "y.toml"))) == 2
    (tmp_path / "y.toml").unlink()
    assert len(documents(tmp_path)) == 1


@pytest.mark.parametrize("data", [b"", b"\x00", b"no marshal", marshal.dumps(3), marshal.dumps((1, 2, 3))])
def test_what_cannot_be_used_is_replaced(tmp_path: Path, data: bytes) -> None:
    documents(put(tmp_path, "a = 1"))
    (place,) = kept(tmp_path)
    place.write_bytes(data)
    assert documents(tmp_path) == [("x.toml", {"a": 1})]
    assert place.read_bytes() != data


def test_nothing_is_written_where_python_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert documents(put(tmp_path, "a = 1")) == [("x.toml", {"a": 1})]
    assert kept(tmp_path) == []


def test_it_is_written_where_python_is_told_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rows").mkdir()
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    documents(put(tmp_path / "rows", "a = 1"))
    assert [path.is_relative_to(tmp_path / "cache") for path in kept(tmp_path)] == [True]


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rows").mkdir()
    put(tmp_path, "a file, no folder", "cache")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    assert documents(put(tmp_path / "rows", "a = 1")) == [("x.toml", {"a": 1})]


def test_an_archive_can_be_read(tmp_path: Path) -> None:
    package = Path(letgo.__file__).parent
    with zipfile.ZipFile(tmp_path / "letgo.zip", "w") as archive:
        for path in package.rglob("*"):
            if path.suffix in (".py", ".toml"):
                archive.write(path, Path("letgo") / path.relative_to(package))
    code = "from letgo import catalogue; print(catalogue.__file__, len(catalogue.load().libraries))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "letgo.zip")},
        capture_output=True,
        text=True,
        check=True,
    )
    place, count = done.stdout.split()
    assert "letgo.zip" in place
    assert int(count) == len(module.documents())
