"""The library's front door, and the package's public names. The analysis is a stand-in that echoes what it is given."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import letgo
from letgo import files
from letgo.config import ConfigError, Settings
from letgo.model import FileResult, Fix, Report, Safety

FIX = Fix("f", Safety.SAFE, "Do it", ())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the pipeline was called with; it finds nothing, and its fix puts `x` in the place of each text."""
    made: list[tuple[Any, ...]] = []

    def check(
        root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes] | None = None
    ) -> Report:
        made.append((root, list(paths), settings, overlay or {}))
        results = [FileResult(files.name_of(path, root), (overlay or {}).get(path, b"").decode()) for path in paths]
        return Report(tuple(results), root, len(results))

    def fix(root: Path, paths: Sequence[Path], settings: Settings, overlay: Mapping[Path, bytes]) -> Report:
        report = check(root, paths, settings, overlay)
        return Report(tuple(FileResult(result.path, result.text, (), "x", (FIX,)) for result in report.files), root)

    stub = ModuleType("letgo.pipeline")
    stub.check, stub.fix = check, fix  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "letgo.pipeline", stub)
    monkeypatch.setattr(letgo, "pipeline", stub, raising=False)
    return made


def test_a_text_alone(calls: list[tuple[Any, ...]]) -> None:
    result = letgo.check_source("y = 1\n")
    ((root, paths, settings, overlay),) = calls

    assert result == FileResult("<string>", "y = 1\n")
    assert not root.exists()
    assert (paths, settings, overlay) == ([root / "<string>"], Settings(), {root / "<string>": b"y = 1\n"})


def test_a_text_that_stands_for_a_file(calls: list[tuple[Any, ...]], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.letgo]\nignore = ['LG2']\n", encoding="utf-8")

    result = letgo.check_source(b"y = 1\n", tmp_path / "new.py")

    assert result.path == "new.py"
    assert calls == [(tmp_path, [tmp_path / "new.py"], Settings(ignore=("LG2",)), {tmp_path / "new.py": b"y = 1\n"})]


def test_fixing_a_text(calls: list[tuple[Any, ...]]) -> None:
    assert letgo.fix_source("y = 1\n").fixed == "x"
    letgo.fix_source("y = 1\n", unsafe=True)
    letgo.fix_source("y = 1\n", settings=Settings(jobs=1))

    assert [settings for _, _, settings, _ in calls] == [Settings(), Settings(unsafe_fixes=True), Settings(jobs=1)]


def test_checking_paths(calls: list[tuple[Any, ...]], tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("y = 1\n", encoding="utf-8")

    assert [result.path for result in letgo.check_paths([tmp_path]).files] == ["a.py"]
    letgo.check_paths([str(tmp_path / "a.py")], settings=Settings(jobs=2))
    assert calls == [
        (tmp_path, [tmp_path / "a.py"], Settings(), {}),
        (tmp_path, [tmp_path / "a.py"], Settings(jobs=2), {}),
    ]


def test_what_cannot_be_done_is_raised(calls: list[tuple[Any, ...]], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        letgo.check_paths([tmp_path / "gone.py"])
    with pytest.raises(ValueError, match="can't encode"):
        letgo.check_source("# coding: ascii\n'é'")
    (tmp_path / "pyproject.toml").write_text("[tool.letgo]\nx = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        letgo.check_source("", tmp_path / "a.py")
    assert not calls


def test_public_names() -> None:
    for name in letgo.__all__:
        assert getattr(letgo, name) is not None
    assert dir(letgo) == letgo.__all__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        letgo.nothing  # type: ignore[attr-defined]  # noqa: B018
