"""The old program: Python 2 only, and its patch is what letgo makes of it."""

import ast
import subprocess
from pathlib import Path

import pytest

from letgo import check_source, fix_source
from letgo.python2.language import Python2

pytest.importorskip("bowler")

ROOT = Path(__file__).parent.parent
PROGRAM = ROOT / "examples" / "old_code" / "nightly.py"
PATCH = PROGRAM.with_suffix(".patch")


def test_only_python_2_reads_it() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    with pytest.raises(SyntaxError):
        ast.parse(text)
    assert Python2().parses(text)


def test_the_patch_is_what_letgo_makes(tmp_path: Path) -> None:
    made = fix_source(PROGRAM.read_bytes(), PROGRAM)
    assert made.language == "Python 2"
    copy = tmp_path / PROGRAM.relative_to(ROOT)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(PROGRAM.read_bytes())
    subprocess.run(["git", "apply", str(PATCH)], cwd=tmp_path, check=True)
    assert copy.read_text(encoding="utf-8") == made.fixed
    assert Python2().parses(made.fixed)


def test_nothing_is_left_of_the_leaks() -> None:
    found = check_source(PROGRAM.read_bytes(), PROGRAM).findings
    assert sorted(each.code for each in found) == ["LG102", "LG102", "LG103", "LG103", "LG201"]
    assert fix_source(PROGRAM.read_bytes(), PROGRAM).findings == ()
