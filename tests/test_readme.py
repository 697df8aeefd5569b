"""The README tells the truth: its outputs are made anew, its commands parse, and its tables list what is there."""

from __future__ import annotations

import importlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

import letgo
from letgo import cli, config
from letgo.outputs.pages import OWN
from letgo.rules import RULES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CUT = "[...]"  # stands for any number of lines that the README leaves out
BLOCKS = re.findall(
    r"(?:^<!-- (?P<note>[^\n]+) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", README, re.MULTILINE | re.DOTALL
)
OUTPUTS = [(note.partition("output of: ")[2], text) for note, _, text in BLOCKS if "output of: " in note]
INLINE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL))
SHELL = [line for _, language, text in BLOCKS if language == "sh" for line in text.splitlines()]
COMMANDS = [line for line in [*SHELL, *(command for command, _ in OUTPUTS)] if line.startswith("letgo ")]
APP: Any = typer.main.get_command(cli.app)


def block(note: str) -> str:
    """The text of the one block below a comment that starts so."""
    (text,) = (text for found, _, text in BLOCKS if found.startswith(note))
    return str(text)


def words(command: str) -> list[str]:
    """The arguments of a `letgo` command line, without what the shell keeps for itself."""
    return shlex.split(command.partition(" <")[0].partition(" 2>")[0], comments=True)[1:]


def table(heading: str) -> list[list[str]]:
    """The rows of the table whose first column has that heading."""
    (body,) = re.findall(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in body.splitlines()]


def like(text: str) -> re.Pattern[str]:
    """Matches a text in which the README has left lines out."""
    lines = [r"(?:.*\n)*" if line == CUT else re.escape(line) + r"\n" for line in text.splitlines()]
    return re.compile("".join(lines))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example and `jobs.py` as it was before its diff."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    kept = [line[1:] for line in block("the whole of jobs.py").splitlines() if line[0] in " -" and line[:4] != "--- "]
    (tmp_path / "jobs.py").write_text("\n".join(kept) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("command", "text"), OUTPUTS, ids=[command for command, _ in OUTPUTS])
def test_an_output_is_what_the_command_prints(command: str, text: str, capfd: pytest.CaptureFixture[str]) -> None:
    cli.main(words(command))
    printed = capfd.readouterr().out
    assert like(text).fullmatch(printed), printed


def test_there_is_a_diff_and_a_finding() -> None:
    assert [command.split()[1] for command, _ in OUTPUTS] == ["fix", "check"]


def test_the_diff_shows_the_whole_file(project: Path) -> None:
    before = (project / "jobs.py").read_text(encoding="utf-8")
    fixed = letgo.fix_source(before, "jobs.py").fixed
    wanted = [line[1:] for line in block("the whole of jobs.py").splitlines() if line[0] in " +" and line[:4] != "+++ "]
    assert fixed == "\n".join(wanted) + "\n"
    assert letgo.check_source(fixed, "jobs.py").findings == ()


def test_the_rules_are_those_of_letgo() -> None:
    known: list[Any] = [*OWN, *RULES]
    rules = [(rule.code, rule.name, rule.summary, rule.default) for rule in known]
    told = [(code, name.strip("`"), summary, default == "on") for code, name, summary, default, _ in table("code")]
    assert {default for *_, default, _ in table("code")} == {"on", "off"}
    assert all(fix for *_, fix in table("code"))
    assert told == sorted(rules)


def test_the_settings_are_those_of_letgo() -> None:
    told = [key for names, _ in table("setting") for key in re.findall(r"`([\w-]+)`", names)]
    assert sorted(told) == sorted(key.name for key in config.KEYS)


def test_the_settings_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(block("settings"), encoding="utf-8")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "db.py").write_text("from vendor import lend as checkout\n", encoding="utf-8")
    text = "from app.db import checkout\n\n\ndef touch(key):\n    lent = checkout()\n    lent.send(key)\n"
    _, settings = config.load(tmp_path)
    result = letgo.fix_source(text, tmp_path / "app" / "job.py")
    assert settings.enabled("LG151")
    assert [fix.safety.value for fix in result.applied] == ["safe"]
    assert "lent.give_back()" in result.fixed


@pytest.mark.usefixtures("project")
def test_the_keys_of_a_finding(capfd: pytest.CaptureFixture[str]) -> None:
    cli.main(["check", "--output-format", "json", "jobs.py"])
    (told,) = re.findall(r"has the keys\n(.*)\n", README)
    assert re.findall(r"`(\w+)`", told) == list(json.loads(capfd.readouterr().out)[0])


def test_the_exit_codes(project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert [int(code) for code, _ in table("exit code")] == [cli.CLEAN, cli.FOUND, cli.FAILED]
    (command,) = (command for command in COMMANDS if command.startswith("letgo fix - "))
    raw = (project / "jobs.py").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
    assert cli.main(words(command)) == cli.CLEAN
    assert capfd.readouterr().out == letgo.fix_source(raw.decode(), "jobs.py").fixed
    assert cli.main(["check", "jobs.py"]) == cli.main(["fix", "--diff", "jobs.py"]) == cli.FOUND
    assert cli.main(["check", "--exit-zero", "jobs.py"]) == cli.main(["fix", "jobs.py"]) == cli.CLEAN
    assert cli.main(["check", "--exit-zero", "nowhere.py"]) == cli.FAILED


@pytest.mark.parametrize("command", sorted({*COMMANDS, *(text for text in INLINE if text.startswith("letgo "))}))
def test_a_command_parses(command: str) -> None:
    name, *arguments = words(command)
    if name == "--version":
        return
    APP.commands[name].make_context(name, arguments).close()


def test_a_flag_stands_in_the_help() -> None:
    """Every flag, wherever it stands: `letgo`'s own by its help, those of other programs by their lines."""
    ours = [*COMMANDS, *(text for text in INLINE if text.startswith(("--", "letgo ", ":%!letgo ")))]
    flags = {flag for text in ours for flag in re.findall(r"(?<!\S)--[\w-]+", text)}
    helped = {flag for command in (APP, *APP.commands.values()) for flag in options(command)}
    assert flags
    assert flags <= helped


def options(command: Any) -> set[str]:
    """The flags that a command's help lists."""
    return {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)}


@pytest.mark.usefixtures("project")
def test_the_library_runs(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block("run"), "README.md", "exec"), {})
    assert "with closing(" in capsys.readouterr().out


def test_the_codemod_runs(project: Path) -> None:
    (line,) = (line for line in INLINE if "libcst.tool" in line)
    _, *arguments, path = shlex.split(line)
    assert path == "PATH"
    module, _, name = arguments[-1].rpartition(".")
    assert hasattr(importlib.import_module(module), name)
    assert hasattr(importlib.import_module(module), f"{name}Unsafe")
    wanted = letgo.fix_source((project / "jobs.py").read_text(encoding="utf-8"), "jobs.py").fixed
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments, "jobs.py"],
        env={"PYTHONPATH": str(ROOT / "codemods")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (project / "jobs.py").read_text(encoding="utf-8") == wanted


def test_what_it_links_and_runs_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    scripts = [line.split()[0] for line in SHELL if line.startswith("scripts/")]
    assert scripts == ["scripts/demo", "scripts/test"]
    assert all((ROOT / place).exists() for place in [*links, *scripts])


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 260
