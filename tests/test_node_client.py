"""The editor's server, seen by a client in Node that speaks with VS Code's own libraries: `tests/node`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLDEST = 18  # the first Node with a test runner of its own


def node() -> str:
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("Node and npm are not installed")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        pytest.skip(f"Node {version.strip()} is too old")
    return npm


def test_a_client_over_vscode_jsonrpc(tmp_path: Path) -> None:
    npm = node()
    place = tmp_path / "node"
    shutil.copytree(HERE / "node", place, ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    try:
        got = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=100, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry is too slow")
    if got.returncode:
        pytest.skip(f"npm can't install the client's libraries: {got.stderr[-200:]}")
    server = json.dumps([sys.executable, "-m", "letgo", "server"])
    changed = {"LETGO_SERVER": server, "PYTHONPATH": str(HERE.parent / "codemods"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [npm, "test", "--silent"], cwd=place, env=os.environ | changed, capture_output=True, text=True, timeout=400,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 8\n" in done.stdout.replace("# ", ""), done.stdout  # none is left out
