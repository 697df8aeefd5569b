"""Hooks, the action and the snippets: what they call is there, and what the action is given is never read as code."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

from letgo import cli

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples" / "ci"
APP: Any = typer.main.get_command(cli.app)
LEAK = "import sqlite3\n\n\ndef f(path):\n    c = sqlite3.connect(path)\n    c.execute('x')\n"


def read(path: Path) -> Any:
    return import_module("yaml").safe_load(path.read_text(encoding="utf-8"))


def parses(command: str) -> bool:
    """Whether `letgo ...` is a command with options that it has."""
    name, *arguments = shlex.split(command.partition(" |")[0], comments=True)[1:]
    APP.commands[name].make_context(name, arguments).close()
    return True


def strings(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for each in data.values() for text in strings(each)]
    if isinstance(data, list):
        return [text for each in data for text in strings(each)]
    return [data] if isinstance(data, str) else []


# hooks ----------------------------------------------------------------------------------------------------------------


def test_hooks() -> None:
    hooks = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}

    assert sorted(hooks) == ["letgo-check", "letgo-fix"]
    for name, hook in hooks.items():
        assert hook["language"] == "python"
        assert hook["types_or"] == ["python"]
        assert hook["require_serial"], "the whole project is known in every run: once is enough"
        assert hook["entry"].split()[:2] == ["letgo", name.removeprefix("letgo-")]
        assert "--force-exclude" in hook["entry"]
        assert parses(f"{hook['entry']} a.py b.py")


# the action -----------------------------------------------------------------------------------------------------------


def test_inputs_of_the_action_reach_its_program_by_the_environment_only() -> None:
    action = read(ROOT / "action.yml")
    given = [text for step in action["runs"]["steps"] for text in step["env"].values()]
    used = {name for text in given for name in re.findall(r"inputs\.([\w-]+)", text)}

    assert action["runs"]["using"] == "composite"
    assert used | {"working-directory"} == set(action["inputs"])
    for step in action["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        program = (ROOT / "scripts" / "action").read_text(encoding="utf-8")
        assert set(step["env"]) <= set(re.findall(r"LETGO_\w+", program))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder in which the action's program finds letgo as if it were installed; it has one file with a finding."""
    home = tmp_path / "runner" / "letgo-action" / "bin"
    home.mkdir(parents=True)
    (home / "letgo").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m letgo "$@"\n', encoding="utf-8")
    (home / "letgo").chmod(0o755)
    (tmp_path / "project" / "a b").mkdir(parents=True)
    (tmp_path / "project" / ".git").mkdir()
    (tmp_path / "project" / "a b" / "x.py").write_text(LEAK, encoding="utf-8")
    return tmp_path


def run(place: Path, **given: str) -> tuple[int, str, str, str]:
    """Exit code, output and error of the action's program, and what it tells the runner."""
    told = place / "output"
    told.write_text("", encoding="utf-8")
    kept = {name: text for name, text in os.environ.items() if not name.startswith("LETGO_")}
    done = subprocess.run(
        [ROOT / "scripts" / "action", "run"],
        cwd=place / "project",
        env={
            **kept,
            "PYTHONPATH": str(ROOT / "codemods"),
            "RUNNER_TEMP": str(place / "runner"),
            "GITHUB_OUTPUT": str(told),
            "LETGO_OUTPUT_FORMAT": "json",
            **given,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr, told.read_text(encoding="utf-8")


def test_the_action_runs(place: Path) -> None:
    code, out, err, told = run(place)

    assert (code, err, told) == (1, "", "exit-code=1\n")
    assert [each["filename"] for each in json.loads(out)] == ["a b/x.py"]
    assert run(place, LETGO_ARGS="--exit-zero\n--ignore\nLG101\n")[:2] == (0, "[]\n")
    assert run(place, LETGO_PATHS="a b\na b/x.py\n", LETGO_SHARD="1/1", LETGO_DIFF_BASE="auto")[0] == 1
    code, _, err, told = run(place, LETGO_DIFF_BASE="auto", LETGO_PULL_REQUEST_BASE="0123")
    assert (code, told) == (2, "exit-code=2\n")
    assert "--diff-base" in err


@pytest.mark.parametrize(
    "text", ["$(touch bad)", "`touch bad`", "; touch bad;", '" && touch bad && "', "'; touch bad; '"]
)
def test_what_the_action_is_given_is_not_read_as_code(text: str, place: Path) -> None:
    program = place / "runner" / "letgo-action" / "bin" / "letgo"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', encoding="utf-8")
    names = ("LETGO_PATHS", "LETGO_ARGS", "LETGO_SHARD", "LETGO_DIFF_BASE", "LETGO_OUTPUT_FORMAT")

    code, out, _, _ = run(place, **dict.fromkeys(names, text))

    given = ["check", "--output-format", text, "--diff-base", text, "--shard", text, text, "--", text]
    assert (code, out.splitlines()) == (0, given)
    assert not list(place.rglob("bad"))


def test_the_action_can_be_the_bot(place: Path) -> None:
    program = place / "runner" / "letgo-action" / "bin" / "letgo"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$GITHUB_TOKEN"\n', encoding="utf-8")

    code, out, _, told = run(place, LETGO_MODE="bot", LETGO_TOKEN="t", LETGO_ARGS="--exit-zero\n", LETGO_PATHS="x")

    assert (code, out, told) == (0, "bot\n--exit-zero\nt\n", "exit-code=0\n")
    assert parses("letgo bot --exit-zero --show-info")
    assert run(place, LETGO_MODE="other")[:2] == (2, "")


def test_a_path_is_no_option(place: Path) -> None:
    code, out, err, _ = run(place, LETGO_PATHS="--exit-zero")

    assert (code, out) == (2, "")
    assert "no such file or folder: --exit-zero" in err


# snippets -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yml")), ids=lambda path: path.name)
def test_what_a_snippet_calls_is_there(path: Path) -> None:
    texts = strings(read(path))
    commands = [line for text in texts for line in text.splitlines() if line.startswith("letgo ")]

    assert commands or any(text.startswith("letgo/letgo@") for text in texts)
    assert all(parses(command) for command in commands)


def test_the_inputs_that_a_snippet_gives_are_there() -> None:
    jobs = [job for path in EXAMPLES.glob("github-*.yml") for job in read(path)["jobs"].values()]
    given = [step["with"] for job in jobs for step in job["steps"] if step.get("uses", "").startswith("letgo/")]

    assert given
    assert all(each.keys() <= read(ROOT / "action.yml")["inputs"].keys() for each in given)


def test_the_hooks_that_a_snippet_names_are_there() -> None:
    (repository,) = read(EXAMPLES / "pre-commit-config.yaml")["repos"]
    known = {hook["id"] for hook in read(ROOT / ".pre-commit-hooks.yaml")}

    assert {hook["id"] for hook in repository["hooks"]} <= known


def test_the_page_of_the_snippets_is_true() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^letgo .*$", page, re.MULTILINE)

    assert {path.name for path in EXAMPLES.iterdir()} - {"README.md"} == set(re.findall(r"\]\(([\w.-]+)\)", page))
    assert len(commands) == 5
    assert all(parses(command) for command in commands)
