"""Functions written after leaks of real code, run before and after their fix."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from property.compare import Fixed, fixed, functions, problems

FOLDER = Path(__file__).parent / "functions"
KNOWN: dict[str, str] = {}  # function -> what is still wrong with its fix


def parts() -> Iterator[tuple[str, str, bool]]:
    """Each function with its module's head alone: its name, the text, and whether a fix is expected."""
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        body = ast.parse(text).body
        left = next(
            node.value for node in body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LEFT"
        )
        lines = text.split("\n")
        head = [node for node in body if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        top = "\n".join(
            ast.unparse(node) for node in head if "LEFT" not in ast.unparse(node) and not isinstance(node, ast.Expr)
        )
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno
                own = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                yield f"{path.stem}.{node.name}", f"{top}\n\n\n{own}\n", node.name not in ast.literal_eval(left)


PARTS = {name: (text, wanted) for name, text, wanted in parts()}


def known(name: str) -> object:
    marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
    return pytest.param(name, id=name, marks=marks)


@pytest.mark.parametrize("name", [known(name) for name in PARTS])
def test_fixed(name: str) -> None:
    """With unsafe fixes nothing is left to say, and nothing is left open."""
    text, wanted = PARTS[name]
    made = fixed(text, unsafe=True)
    assert not made.result.findings, [finding.refusal for finding in made.result.findings]
    assert bool(made.result.applied) == wanted
    assert not list(problems(Fixed(text, made.result, unsafe=True, every=wanted)))


@pytest.mark.parametrize("name", PARTS)
def test_fixed_safely(name: str) -> None:
    """Safe fixes are right even where helpers keep what they are handed."""
    made = fixed(PARTS[name][0], unsafe=False)
    assert not list(problems(made))


def test_all_are_run() -> None:
    for name, (text, _) in PARTS.items():
        assert functions(text) == [name.partition(".")[2]]
    assert len(PARTS) >= 25
