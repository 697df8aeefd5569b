"""What imports what, where library names may stand, and how long things get."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from letgo.catalogue import load

ROOT = Path(__file__).parent.parent / "codemods" / "letgo"
MODULES = sorted(ROOT.rglob("*.py"))
LINES = 420
FUNCTION = 60

FRONT = {
    *("pipeline", "wanted", "files", "config", "outputs", "rules", "model", "catalogue", "api"),
    *("worktree", "parts", "owners", "progress", "cache"),
}
# Room (or module of the top) -> what it may import of letgo besides itself.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "catalogue": {"model"},
    "failure": {"model"},
    "flow": {"model", "catalogue"},
    "program": {"model", "catalogue", "flow"},
    "rules": {"model", "catalogue", "flow", "program"},
    "remedies": {"model", "catalogue", "flow", "program"},
    "python": {"model", "catalogue", "flow"},
    "python2": {"model", "catalogue", "flow", "python"},  # it translates, and lends Python 3's lowering and proof
    "outputs": {"model"},
    "wanted": {"model", "config", "files", "python"},
    "config": {"model", "catalogue"},
    "files": {"model", "config"},
    "worktree": {"files"},
    "owners": set(),
    "progress": set(),
    "parts": {"model", "config", "pipeline"},
    "compose": {"model", "flow"},
    "alone": {"model", "flow", "program", "remedies", "mend"},
    "mend": {"model", "catalogue", "flow", "program", "remedies", "compose"},
    "mend_locks": {"model", "catalogue", "flow", "program", "remedies", "rules", "mend"},
    "leak_findings": {"model", "catalogue", "flow", "program", "remedies", "rules", "mend"},
    "lock_findings": {"model", "catalogue", "flow", "program", "rules", "mend"},
    "cache": {"__init__"},
    "workers": set(),
    "reading": {"model", "flow", "python", "python2", "config", "cache", "failure", "workers"},
    "known": {
        *("model", "catalogue", "program", "rules", "config", "leak_findings", "lock_findings", "progress", "reading"),
        "workers",
    },
    "cures": {"model", "rules", "alone", "failure", "known", "leak_findings", "mend", "mend_locks"},
    "again": {"model", "flow", "program", "known"},
    "afresh": {"model", "flow", "program", "known", "reading"},
    "run": {
        *("model", "catalogue", "flow", "rules", "files", "config", "afresh", "again", "cures", "known", "progress"),
        *("reading", "wanted", "cache", "workers"),
    },
    "pipeline": {
        *("model", "flow", "program", "rules", "files", "config", "compose", "wanted", "cache", "reading", "run"),
        "failure",
    },
    "api": FRONT,
    "bot": FRONT,
    "session": {"model", "afresh", "cache", "config", "files", "pipeline", "run"},
    "cli": FRONT | {"__init__", "bot", "server"},
    "codemod": FRONT,
    "server": FRONT | {"__init__", "session"},
    "__init__": {"model", "api", "config"},
    "__main__": {"cli"},
}
# Heavy libraries, and the only places that may import them.
ONLY_IN = {
    "libcst": ("python/rewrite/", "codemod.py"),
    "bowler": ("python2/",),
    "fissix": ("python2/",),
    "pygls": ("server/",),
    "lsprotocol": ("server/",),
    "httpx": ("bot/",),
    "typer": ("cli/",),
    "rich": ("cli/", "outputs/"),
}
# Violations that stand as they are, each with its reason.
EXCEPTIONS: dict[tuple[str, str], str] = {}
# Names of the standard library that a remedy writes into programs, and the functions that find cleanups by name.
WRITTEN = {"contextlib.closing", "contextlib.aclosing", "contextlib.ExitStack", "contextlib.AsyncExitStack"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Dotted names of all modules a file imports, wherever it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            assert node.module
            if node.module == "letgo":
                yield from (f"letgo.{alias.name}" for alias in node.names)
            else:
                yield node.module


def rooms(path: Path) -> Iterator[str]:
    for dotted in imports(path):
        if dotted == "letgo":
            yield "__init__"
        elif dotted.startswith("letgo."):
            yield dotted.split(".")[1] if not dotted.split(".")[1].startswith("__") else "__init__"


by_module = pytest.mark.parametrize("path", MODULES, ids=name)


@by_module
def test_imports_point_one_way(path: Path) -> None:
    mine = room(path)
    assert mine in ALLOWED, f"{mine} is a room without a rule"
    wrong = {other for other in rooms(path) if other != mine and other not in ALLOWED[mine]}
    assert {other for other in wrong if (name(path), other) not in EXCEPTIONS} == set()


@by_module
def test_heavy_libraries_stay_in_their_place(path: Path) -> None:
    for dotted in imports(path):
        places = ONLY_IN.get(dotted.split(".")[0])
        assert places is None or name(path).startswith(places), dotted


LIGHT = {"__init__", "__main__", "api", "cli", "model", "config", "files"}


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) in LIGHT], ids=name)
def test_start_up_is_light(path: Path) -> None:
    """Front doors import the analysis inside of functions only."""
    for node in tree(path).body:
        found = [node.module] if isinstance(node, ast.ImportFrom) else []
        found += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for dotted in found:
            assert dotted not in ("letgo.pipeline", "letgo.mend", "letgo.rules"), dotted
            assert (dotted or "").split(".")[1:2] not in (["python"], ["program"], ["flow"], ["remedies"]), dotted


@cache
def dotted_names() -> frozenset[str]:
    """All names of libraries that the catalogue knows, those of types and calls with `*` left out."""
    catalogue = load()
    names: set[str] = set()
    for library in catalogue.libraries.values():
        names.update(row.call for row in library.acquires)
        names.update(row.call for row in library.callees)
        for kind in library.types:
            names.update((kind.name, *kind.aliases))
        names.update(library.shared)
    return frozenset(each for each in names if "." in each and not each.startswith("*"))


def docstrings(module: ast.Module) -> set[int]:
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


@pytest.mark.parametrize("path", [path for path in MODULES if room(path) != "catalogue"], ids=name)
def test_library_names_stand_in_the_catalogue_only(path: Path) -> None:
    pages = docstrings(tree(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pages:
            assert node.value not in dotted_names() - WRITTEN, f"line {node.lineno}: {node.value!r}"


@by_module
def test_modules_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FUNCTION, f"{node.name} (line {node.lineno})"
