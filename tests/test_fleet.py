"""The recipes for many repositories: run over scratch clones, and checked by the rules of their tools."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from repositories import REFUSED, SAFE, SAFE_FIXED, git, put, repository, tree

import letgo

FLEET = Path(__file__).parent.parent / "examples" / "fleet"
LEAK, FIXED = SAFE.format(name="f"), SAFE_FIXED.format(name="f")
# What a batch spec may hold: batch_spec.schema.json of Sourcegraph, with the `version` that newer ones have.
SPEC = {"version", "name", "description", "on", "workspaces", "steps", "importChangesets", "changesetTemplate",
        "transformChanges"}  # fmt: skip
STEP = {"run", "container", "env", "files", "outputs", "if", "mount"}
TEMPLATE = {"title", "body", "branch", "commit", "published", "fork"}


def run(script: str, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LETGO": f"{sys.executable} -m letgo", "NO_COLOR": "1"}
    environment["PYTHONPATH"] = str(Path(letgo.__file__).parents[1])
    environment |= {f"GIT_{who}_{what}": "t@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = [str(FLEET / script), *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def clones(tmp_path: Path) -> Path:
    for name, text in {"leaks": LEAK, "clean": "x = 1\n", "refused": REFUSED.format(name="r"), "dirty": LEAK}.items():
        (tmp_path / name).mkdir()
        repository(tmp_path / name, {"a.py": text})
    put(tmp_path / "dirty", {"a.py": LEAK + "# mine\n"})
    (tmp_path / "folder").mkdir()
    return tmp_path


def test_a_loop_over_clones(clones: Path) -> None:
    done = run("local.sh", "leaks", "clean", "refused", "dirty", "folder", cwd=clones)

    assert done.stdout.splitlines() == [
        "leaks: 1 file changed, 3 insertions(+), 3 deletions(-)",
        "clean: nothing to fix",
        "refused: nothing to fix",
        "dirty: left alone (letgo fix says why)",
        "folder: no git repository",
    ]
    assert (done.returncode, done.stderr) == (1, "")
    assert git(clones / "leaks", "branch", "--show-current") == b"letgo\n"
    assert tree(clones / "leaks") == {"a.py": FIXED.encode()}
    message = git(clones / "leaks", "log", "-1", "--format=%B").decode()
    assert message.startswith("Let go of what is held too long\n\n## letgo\n\n1 fixed.\n")
    assert tree(clones / "dirty") == {"a.py": (LEAK + "# mine\n").encode()}
    assert git(clones / "clean", "branch", "--show-current") != b"letgo\n"


def test_what_multi_gitter_runs(clones: Path) -> None:
    for name, wanted in {"leaks": FIXED, "clean": "x = 1\n", "refused": REFUSED.format(name="r")}.items():
        done = run("multi-gitter.sh", cwd=clones / name)

        assert done.returncode == 0, "a repository in which something remains is no failure"
        assert tree(clones / name) == {"a.py": wanted.encode()}
    assert run("multi-gitter.sh", cwd=clones / "dirty").returncode == 2, "a tree that isn't a fresh clone is"


def test_the_options_of_multi_gitter() -> None:
    config: dict[str, Any] = yaml.safe_load((FLEET / "multi-gitter.yaml").read_text(encoding="utf-8"))

    assert {"branch", "commit-message", "pr-title", "pr-body", "dry-run"} <= config.keys()
    assert config["dry-run"] is True


def test_the_batch_spec() -> None:
    spec: dict[str, Any] = yaml.safe_load((FLEET / "letgo-batch.yaml").read_text(encoding="utf-8"))

    spec["on"] = spec.pop(True, None) or spec["on"]  # type: ignore[call-overload]  # for YAML 1.1 the word is a truth

    assert spec.keys() <= SPEC
    assert spec["version"] == 2
    assert all(step.keys() <= STEP and {"run", "container"} <= step.keys() for step in spec["steps"])
    assert spec["changesetTemplate"].keys() <= TEMPLATE
    assert {"title", "branch", "commit"} <= spec["changesetTemplate"].keys()
    assert spec["changesetTemplate"]["published"] is False
    assert set(spec["steps"][0]["outputs"]["summary"]) == {"value", "format"}
    assert "--exit-zero" in spec["steps"][0]["run"]
