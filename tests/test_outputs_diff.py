"""Every patch must pass `git apply` and come out byte for byte, whatever the file holds and however it is called."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from letgo import files
from letgo.model import FileResult, Fix, Report, Safety, SourceFile
from letgo.outputs import diff

FIX = Fix("f", Safety.SAFE, "Do it", ())
ROW = "x = 1\n"
BODY = "".join(f"a{number} = {number}\n" for number in range(12))

NASTY = {
    "plain": (b"a = 1\nb = 2\n", ("b = 2", "b = 3")),
    "no last newline": (b"a = 1\nb = 2", ("a = 1", "a = 3")),
    "no last newline, last row changed": (b"a = 1\nb = 2", ("b = 2", "b = 3")),
    "last newline added": (b"a = 1\nb = 2", ("b = 2", "b = 2\n")),
    "last newline removed": (b"a = 1\nb = 2\n", ("b = 2\n", "b = 2")),
    "crlf": (b"a = 1\r\nb = 2\r\n", ("b = 2", "b = 3")),
    "crlf and lf": (b"a = 1\r\nb = 2\nc = 3\r\n", ("b = 2\n", "b = 2\r\n")),
    "bom": (b"\xef\xbb\xbfa = 1\nb = 2\n", ("a = 1", "a = 3")),
    "latin-1 cookie": ("# coding: latin-1\na = 'é'\nb = 'ü'\n".encode("latin-1"), ("a = 'é'", "a = 'à'")),
    "form feed": (b"a = 1\n\x0c\nb = 2\n\x0cc = 3\n", ("b = 2", "b = 3")),
    "form feed first": (b"\x0ca = 1\nb = 2\n", ("b = 2", "b = 3")),
    "line separator": ("a = '\u2028'\nb = '\x85'\nc = 2\n".encode(), ("c = 2", "c = 3\u2028")),
    "lone cr": (b"a = 1\rb = 2\nc = 3\rd = 4\n", ("c = 3", "c = 4")),
    "only cr": (b"a = 1\rb = 2\rc = 3\r", ("b = 2", "b = 4")),
    "control characters": (b"a = '\x1a\x1c\x1d\x1e\x0b'\nb = 2\n", ("b = 2", "b = 3")),
    "looks like a header": (b"--- a/x\n+++ b/x\n@@ -1 +1 @@\nb = 2\n", ("b = 2", "-- b = 3")),
    "empty before": (b"", ("", "a = 1\n")),
    "empty after": (b"a = 1\n", ("a = 1\n", "")),
    "two hunks": (BODY.encode(), ("a0 = 0\n", "")),
    "row moved in": (BODY.encode(), ("a5 = 5\n", "with a:\n    a5 = 5\n\n")),
}
NAMES = [
    "plain.py",
    "pkg/deep/m.py",
    "with space.py",
    "ünï/cödé 日本.py",
    'quo"te.py',
    "back\\slash.py",
    "ta\tb.py",
    "new\nline.py",
]


def git(folder: Path, *words: str, stdin: bytes = b"") -> bytes:
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "core.autocrlf=false")
    return subprocess.run(["git", *identity, *words], cwd=folder, input=stdin, check=True, capture_output=True).stdout


def repository(root: Path, contents: dict[str, bytes]) -> None:
    for name, raw in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "before")


def changed(root: Path, name: str, change: tuple[str, str]) -> FileResult:
    source = files.read(root / name, root)
    assert isinstance(source, SourceFile)
    fixed = source.text.replace(*change, 1)
    assert fixed != source.text
    return FileResult(name, source.text, (), fixed, (FIX,), encoding=source.encoding, bom=source.bom)


def wanted(result: FileResult) -> bytes:
    return (b"\xef\xbb\xbf" if result.bom else b"") + result.fixed.encode(result.encoding)


@pytest.mark.parametrize("case", NASTY)
def test_git_applies_the_patch_byte_for_byte(case: str, tmp_path: Path) -> None:
    raw, change = NASTY[case]
    repository(tmp_path, {"m.py": raw})
    result = changed(tmp_path, "m.py", change)
    patch = diff.render(Report((result,), tmp_path))

    git(tmp_path, "apply", "--check", stdin=patch)
    git(tmp_path, "apply", stdin=patch)

    assert (tmp_path / "m.py").read_bytes() == wanted(result)


@pytest.mark.parametrize("name", NAMES)
def test_git_finds_the_file_by_its_name(name: str, tmp_path: Path) -> None:
    repository(tmp_path, {name: ROW.encode()})
    result = changed(tmp_path, name, ("1", "2"))

    git(tmp_path, "apply", stdin=diff.render(Report((result,), tmp_path)))

    assert (tmp_path / name).read_bytes() == b"x = 2\n"


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    repository(tmp_path, {name: ROW.encode()})
    result = changed(tmp_path, name, ("1", "2"))

    git(tmp_path, "apply", stdin=diff.render(Report((result,), tmp_path)))

    assert (tmp_path / name).read_bytes() == b"x = 2\n"


def test_one_patch_for_all_files_keeps_modes_and_works_from_a_folder(tmp_path: Path) -> None:
    contents = {f"pkg/case {number}.py": raw for number, (raw, _) in enumerate(NASTY.values())}
    repository(tmp_path, contents)
    (tmp_path / "pkg/case 0.py").chmod(0o755)
    git(tmp_path, "commit", "-q", "-a", "-m", "mode")
    results = tuple(changed(tmp_path, name, change) for name, (_, change) in zip(contents, NASTY.values(), strict=True))
    patch = diff.render(Report(results, tmp_path))

    git(tmp_path / "pkg", "apply", "--index", stdin=patch)

    for result in results:
        assert (tmp_path / result.path).read_bytes() == wanted(result), result.path
    assert stat.S_IMODE((tmp_path / "pkg/case 0.py").stat().st_mode) == 0o755


def test_the_patch_can_be_taken_back(tmp_path: Path) -> None:
    repository(tmp_path, {"m.py": BODY.encode()})
    result = changed(tmp_path, "m.py", ("a5 = 5\n", "with a:\n    a5 = 5\n"))
    patch = diff.render(Report((result,), tmp_path))

    git(tmp_path, "apply", stdin=patch)
    git(tmp_path, "apply", "-R", stdin=patch)

    assert (tmp_path / "m.py").read_bytes() == BODY.encode()


def test_nothing_changed_is_an_empty_patch() -> None:
    same = FileResult("a.py", "x\n", (), "x\n", (FIX,))
    checked_only = FileResult("b.py", "x\n")

    assert diff.render(Report((same, checked_only), Path("/"))) == b""


def test_the_text_of_a_patch() -> None:
    result = FileResult("a b.py", "x\ny", (), "x\nz", (FIX,))

    assert diff.render(Report((result,), Path("/"))) == (
        b"--- a/a b.py\t\n+++ b/a b.py\t\n@@ -1,2 +1,2 @@\n x\n"
        b"-y\n\\ No newline at end of file\n+z\n\\ No newline at end of file\n"
    )
