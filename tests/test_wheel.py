"""The wheel that users install: what is in it, and that it runs without the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import letgo

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "codemods" / "letgo"
pytestmark = pytest.mark.slow

LEAKY = """\
import sqlite3


def count(path):
    connection = sqlite3.connect(path)
    return connection.execute("SELECT count(*) FROM job").fetchone()[0]
"""
FIXED = """\
import sqlite3
from contextlib import closing


def count(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM job").fetchone()[0]
"""


def pip(*arguments: str | Path) -> None:
    quiet = ("-q", "--disable-pip-version-check", "--no-deps", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", *map(str, arguments), *quiet], check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-build-isolation", "--wheel-dir", folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder the wheel is installed in, and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    pip("install", wheel, "--target", folder)
    return folder


def run(site: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed command, away from the source tree. What letgo depends on comes from where the tests run."""
    environment = {**os.environ, "PYTHONPATH": str(site), "NO_COLOR": "1"}
    command = [sys.executable, site / "bin" / "letgo", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_it_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    source = {path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert held == {path.relative_to(PACKAGE.parent).as_posix() for path in source}
    assert any(name.endswith(".toml") for name in held)


def test_it_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(name).decode().split("\n\n")[0].splitlines()
    assert "Name: letgo" in lines
    assert f"Version: {letgo.__version__}" in lines
    always = [line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert {line.split()[1].partition(">")[0] for line in always} == {"libcst", "pathspec", "rich", "typer"}


def test_it_is_the_installed_one_that_runs(site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-c", "import letgo; print(letgo.__file__)"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(site)


def test_it_tells_its_version(site: Path, tmp_path: Path) -> None:
    done = run(site, "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, f"letgo {letgo.__version__}")


def test_it_fixes_a_file(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "job.py"
    file.write_text(LEAKY, encoding="utf-8")
    done = run(site, "fix", "job.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert file.read_text(encoding="utf-8") == FIXED
