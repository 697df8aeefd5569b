"""Finding, reading, naming and writing files."""

from __future__ import annotations

import os
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from letgo import files
from letgo.config import Settings
from letgo.files import Skipped
from letgo.model import FileResult, Fix, Safety, Severity, SourceFile

FIX = Fix("f", Safety.SAFE, "Do it", ())
SETTINGS = Settings()


def put(root: Path, *names: str, text: str = "x = 1\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost")
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


def found(root: Path, *paths: str, settings: Settings = SETTINGS) -> list[str]:
    places = [root / path for path in paths or (".",)]
    return [files.name_of(path, root) for path in files.discover(root, places, settings)]


# discover -------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["git", "walk"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same files inside a repository and outside of one."""
    if request.param == "git":
        git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("build/\n*_gen.py\n!keep_gen.py\n", encoding="utf-8")
    put(
        tmp_path,
        "a.py",
        "pkg/b.py",
        "pkg/sub/c.py",
        "pkg/d_gen.py",
        "pkg/keep_gen.py",
        "build/e.py",
        "note.txt",
        "f.pyi",
    )
    put(tmp_path, "note.txt", "node_modules/g.py", ".venv/h.py", "pkg/__pycache__/i.py", "ünï cödé/j.py")
    put(tmp_path, "pkg/sub/.gitignore", text="/local.py\n")
    put(tmp_path, "pkg/sub/local.py", "pkg/local.py")
    return tmp_path


def test_discover_leaves_out_what_is_ignored(tree: Path) -> None:
    wanted = ["a.py", "pkg/b.py", "pkg/keep_gen.py", "pkg/local.py", "pkg/sub/c.py", "ünï cödé/j.py"]

    assert found(tree) == wanted
    assert found(tree, "pkg/sub", "pkg", "a.py") == [name for name in wanted if name[0] in "ap"]
    assert found(tree, "pkg/sub") == ["pkg/sub/c.py"]


def test_explicit_files_always_count(tree: Path) -> None:
    assert found(tree, "build/e.py", "note.txt", ".venv/h.py") == [".venv/h.py", "build/e.py", "note.txt"]


def test_exclusion_can_be_forced_on_explicit_files(tree: Path) -> None:
    settings = replace(SETTINGS, force_exclude=True, extend_exclude=("/pkg/*.py",))

    assert found(tree, "a.py", ".venv/h.py", "pkg/b.py", "build/e.py", settings=settings) == ["a.py", "build/e.py"]


def test_what_git_ignores_can_count(tree: Path) -> None:
    settings = replace(SETTINGS, respect_gitignore=False)

    assert set(found(tree, settings=settings)) - set(found(tree)) == {
        "build/e.py",
        "pkg/d_gen.py",
        "pkg/sub/local.py",
    }


def test_discover_excludes_patterns(tree: Path) -> None:
    settings = replace(SETTINGS, extend_exclude=("/pkg/*.py", "ünï cödé/"))

    assert found(tree, settings=settings) == ["a.py", "pkg/sub/c.py"]
    assert found(tree, settings=replace(SETTINGS, extend_exclude=("sub",))) == [
        "a.py", "pkg/b.py", "pkg/keep_gen.py", "pkg/local.py", "ünï cödé/j.py",
    ]  # fmt: skip


def test_links_in_folders_are_not_followed(tree: Path) -> None:
    (tree / "link.py").symlink_to("a.py")
    (tree / "away").symlink_to(tree / "pkg")

    assert "link.py" not in found(tree)
    assert not any(name.startswith("away") for name in found(tree))
    assert found(tree, "link.py", "away/b.py") == ["a.py", "pkg/b.py"]
    assert found(tree, "away") == [name for name in found(tree) if name.startswith("pkg/")]


def test_tracked_files_count_even_if_ignored_and_not_if_gone(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    put(tmp_path, "a.py", "b.py")
    git(tmp_path, "add", "-A")
    (tmp_path / ".gitignore").write_text("a.py\n", encoding="utf-8")
    (tmp_path / "b.py").unlink()

    assert found(tmp_path) == ["a.py"]


def test_a_hook_of_another_repository_does_not_mislead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    put(tmp_path, "a.py")
    monkeypatch.setenv("GIT_DIR", "/nowhere")

    assert found(tmp_path) == ["a.py"]


@pytest.mark.parametrize("obstacle", ["no git", "git fails"])
def test_without_a_working_git_the_folders_are_walked(
    obstacle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.py", "b.py")
    (tmp_path / ".gitignore").write_text("b.py\n", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    if obstacle == "no git":
        monkeypatch.setenv("PATH", "")

    assert found(tmp_path) == ["a.py"]


def test_a_walk_passes_by_virtual_environments_and_what_it_cannot_read(tmp_path: Path) -> None:
    put(tmp_path, "a.py", "env/pyvenv.cfg", "env/b.py", "c/d.py")
    (tmp_path / "c" / ".gitignore").write_bytes(b"\xff")

    assert found(tmp_path) == ["a.py", "c/d.py"]
    assert found(tmp_path / "gone", "../a.py") == ["../a.py"]
    assert list(files._walk(str(tmp_path / "gone"), files._excluder(()), respecting=True)) == []


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*gone\.py"):
        found(tmp_path, "gone.py")


# read -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "text", "encoding", "bom"),
    [
        (b"x = 1\r\ny = 2\rz\n\x0c", "x = 1\r\ny = 2\rz\n\x0c", "utf-8", False),
        ("'é🦊'".encode(), "'é🦊'", "utf-8", False),
        (b"\xef\xbb\xbfx", "x", "utf-8", True),
        (b"\xef\xbb\xbf# coding: utf-8\nx", "# coding: utf-8\nx", "utf-8", True),
        (b"#!x\n# vim: fileencoding=latin-1 :\n'\xe9'", "#!x\n# vim: fileencoding=latin-1 :\n'é'", "iso-8859-1", False),
        ("# coding: euc-jp\n'日本'".encode("euc-jp"), "# coding: euc-jp\n'日本'", "euc-jp", False),
        (b"x = 1\ny = 2\n# coding: latin-1\n", "x = 1\ny = 2\n# coding: latin-1\n", "utf-8", False),
        (b"", "", "utf-8", False),
    ],
)  # fmt: skip
def test_read_decodes_as_python_does(raw: bytes, text: str, encoding: str, bom: bool, tmp_path: Path) -> None:
    path = tmp_path / "pkg" / "m.py"
    path.parent.mkdir()
    path.write_bytes(raw)

    source = files.read(path, tmp_path)

    assert source == SourceFile(path, "pkg/m.py", text, encoding, bom, files.digest(raw), "pkg.m")
    assert len(files.digest(raw)) == 32


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"x = 1\0", "it contains NUL bytes"),
        (b"'\xe9'", "it is not valid utf-8 at byte 1"),
        (b"# coding: klingon\n", "its encoding can't be used: unknown encoding: klingon"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "its encoding can't be used: encoding problem: utf-8"),
        (b"# coding: rot13\nx", "its encoding can't be used: 'rot13' is not a text encoding"),
        (b"# coding: ascii\n'\xe9'", "it is not valid ascii at byte 17"),
        (b"# coding: utf-7\n+AHg-", "it does not come back byte for byte from its encoding utf-7"),
        (b"x" * (files.LIMIT + 1), "it is larger than 2 MB"),
    ],
)  # fmt: skip
def test_read_says_why_a_file_is_skipped(raw: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(raw)

    skipped = files.read(path, tmp_path)

    assert isinstance(skipped, Skipped)
    assert skipped.name == "m.py"
    assert skipped.reason.startswith(reason)


def test_read_does_not_follow_links_out_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(tmp_path, "secret.py", "root/a.py")
    (root / "out.py").symlink_to("../secret.py")
    (root / "in.py").symlink_to("a.py")
    outside = "it lies outside the project"

    assert files.read(root / "out.py", root) == Skipped("out.py", outside)
    assert files.read(tmp_path / "secret.py", root) == Skipped("../secret.py", outside)
    assert isinstance(files.read(root / "in.py", root), SourceFile)


def test_read_of_what_is_no_readable_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "dangling.py").symlink_to("gone.py")

    assert files.read(tmp_path / "pipe.py", tmp_path) == Skipped("pipe.py", "it is not a regular file")
    assert files.read(tmp_path, tmp_path.parent) == Skipped(tmp_path.name, "it is not a regular file")
    assert files.read(tmp_path / "gone.py", tmp_path) == Skipped("gone.py", "it is no longer there")
    assert files.read(tmp_path / "dangling.py", tmp_path) == Skipped("dangling.py", "it is no longer there")
    loop = files.read(tmp_path / "loop.py", tmp_path)
    assert isinstance(loop, Skipped)
    assert loop.reason.startswith("it can't be read: ")


def test_texts_are_encoded_by_their_own_cookie() -> None:
    assert files.encoded("# coding: latin-1\n'é'") == b"# coding: latin-1\n'\xe9'"
    assert files.encoded("'é'") == "'é'".encode()
    assert files.encoded("\ufeff'é'") == b"\xef\xbb\xbf'\xc3\xa9'"
    with pytest.raises(ValueError, match="can't encode"):
        files.encoded("# coding: latin-1\n'🦊'")
    with pytest.raises(ValueError, match="unknown encoding"):
        files.encoded("# coding: klingon\n")


@pytest.mark.parametrize(
    ("text", "marker"),
    [
        ("# Generated by the protocol buffer compiler.  DO NOT EDIT!\n", True),
        ("#!/usr/bin/python\n\n# @generated by tool\n", True),
        ('"""This file was autogenerated. Do not edit."""\n', True),
        ("# Generated by Django 4.2 on 2024-01-01\n", False),
        ("# @not-generated\n", False),
        ("# please do not edit the order below\n", False),
        ("x = 'DO NOT EDIT'\n", False),
        ("\n" * 10 + "# DO NOT EDIT\n", False),
    ],
)
def test_generated_files_say_so(text: str, marker: bool) -> None:
    assert bool(files.generated(text)) is marker


def test_a_skipped_file_is_a_finding() -> None:
    result = files.skip("a.py", "it contains NUL bytes")
    (finding,) = result.findings

    assert result.skipped == "it contains NUL bytes"
    assert (finding.code, finding.path, finding.severity) == ("LG001", "a.py", Severity.WARNING)
    assert finding.fingerprint != files.skip("b.py", "it contains NUL bytes").findings[0].fingerprint


# module_name ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "path", "module"),
    [
        ((), "a.py", "a"),
        ((), "pkg/sub/a.py", "pkg.sub.a"),
        ((), "src/pkg/a.py", "pkg.a"),
        ((), "src/a.py", "a"),
        (("lib/deep/pkg/__init__.py",), "lib/deep/pkg/sub/a.py", "pkg.sub.a"),
        (("pkg/__init__.py", "pkg/x/__init__.py"), "pkg/x/__init__.py", "pkg.x"),
        (("pkg/__init__.py",), "pkg/management/commands/a.py", "pkg.management.commands.a"),
        (("one/pyproject.toml",), "one/app/a.py", "app.a"),
        (("one/setup.py",), "one/src/app/__init__.py", "app"),
        (("__init__.py",), "__init__.py", "__init__"),
        (("__init__.py",), "a.py", "a"),
        ((), "bin/tool", "bin.tool"),
    ],
)
def test_module_names(present: tuple[str, ...], path: str, module: str, tmp_path: Path) -> None:
    put(tmp_path, path, *present)
    files.discover(tmp_path, [], SETTINGS)

    assert files.module_name(tmp_path / path, tmp_path) == module


# write ----------------------------------------------------------------------------------------------------------------


def result_for(name: str, text: str = "x = 1\n", fixed: str = "x = 2\n") -> FileResult:
    return FileResult(name, text, (), fixed, (FIX,))


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".letgo-*")]


def test_write_keeps_mode_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    path.chmod(0o754)

    assert files.write(replace(result_for("m.py", "x = 1\r\n", "x = 2\r\n"), bom=True), tmp_path) is None

    assert path.read_bytes() == b"\xef\xbb\xbfx = 2\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o754
    assert leftovers(tmp_path) == []


def test_write_uses_the_files_encoding(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_bytes(b"'\xe9'")
    result = replace(result_for("m.py", "'é'", "'éé'"), encoding="iso-8859-1")

    assert files.write(result, tmp_path) is None
    assert (tmp_path / "m.py").read_bytes() == b"'\xe9\xe9'"
    assert files.write(replace(result, text="'éé'", fixed="'🦊'"), tmp_path) == Skipped(
        "m.py", "the fix has characters that its encoding iso-8859-1 lacks"
    )


def test_write_goes_through_links(tmp_path: Path) -> None:
    put(tmp_path, "real/m.py")
    (tmp_path / "link.py").symlink_to("real/m.py")

    assert files.write(result_for("link.py"), tmp_path) is None
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real/m.py").read_text(encoding="utf-8") == "x = 2\n"


def test_write_does_nothing_where_nothing_was_applied(tmp_path: Path) -> None:
    assert files.write(FileResult("gone.py", "x"), tmp_path) is None
    assert files.write(result_for("gone.py", "x", "x"), tmp_path) is None


def test_write_refuses_a_file_that_changed(tmp_path: Path) -> None:
    put(tmp_path, "m.py", text="x = 9\n")

    assert files.write(result_for("m.py"), tmp_path) == Skipped("m.py", "it changed since it was read")
    assert (tmp_path / "m.py").read_text(encoding="utf-8") == "x = 9\n"
    assert leftovers(tmp_path) == []


def test_write_refuses_read_only_generated_and_foreign_files(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(tmp_path, "root/m.py", "out.py")
    (root / "m.py").chmod(0o444)
    (root / "link.py").symlink_to("../out.py")
    marked = "# @generated\n"

    assert files.write(result_for("m.py"), root) == Skipped("m.py", "it is read-only")
    assert files.write(result_for("link.py"), root) == Skipped("link.py", "it lies outside the project")
    assert files.write(result_for("../out.py"), root) == Skipped("../out.py", "it lies outside the project")
    assert files.write(result_for("m.py", marked), root) == Skipped("m.py", "it is generated (# @generated)")
    assert (tmp_path / "out.py").read_text(encoding="utf-8") == "x = 1\n"


def test_write_refuses_what_is_gone_or_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()

    assert files.write(result_for("gone.py"), tmp_path) == Skipped("gone.py", "it is no longer there")
    assert files.write(result_for("folder.py"), tmp_path) == Skipped("folder.py", "it is not a regular file")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_file_whole(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "m.py")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)

    assert files.write(result_for("m.py"), tmp_path) == Skipped("m.py", "it can't be written: No space left on device")
    assert (tmp_path / "m.py").read_text(encoding="utf-8") == "x = 1\n"
    assert leftovers(tmp_path) == []


def test_what_a_writer_left_goes_away_unless_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(process: int, _: int) -> None:
        if process != 3:
            raise ProcessLookupError if process == 1 else PermissionError

    names = [f".letgo-{process}-x.tmp" for process in "123"]
    put(tmp_path, *names)
    monkeypatch.setattr(os, "kill", kill)
    files.sweep(tmp_path)

    assert sorted(leftovers(tmp_path)) == names[1:], "the second is somebody else's"


def test_a_file_that_was_not_written_says_so() -> None:
    before = result_for("m.py")

    after = files.not_written(before, Skipped("m.py", "it is read-only"))

    assert (after.fixed, after.applied, after.skipped) == (before.text, (), "it is read-only")
    assert [finding.code for finding in after.findings] == ["LG001"]
