"""Programs of Node's world: a client of the server on VS Code's own libraries, a validator of reviewdog's format."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_formats import real
from test_outputs import sample

from letgo import outputs
from letgo.outputs.view import View

HERE = Path(__file__).parent
OLDEST = 18  # the first Node with a test runner of its own


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client and all that it needs."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node and npm are not installed")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        pytest.skip(f"Node {version.strip()} is too old")
    folder = tmp_path_factory.mktemp("client") / "node"
    shutil.copytree(HERE / "node", folder, ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    try:
        got = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry is too slow")
    if got.returncode:
        pytest.skip(f"npm can't install the client's libraries: {got.stderr[-200:]}")
    return folder


def test_a_client_over_vscode_jsonrpc(place: Path, tmp_path: Path) -> None:
    server = json.dumps([sys.executable, "-m", "letgo", "server"])
    changed = {"LETGO_SERVER": server, "PYTHONPATH": str(HERE.parent / "codemods"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        ["npm", "test", "--silent"], cwd=place, env=os.environ | changed, capture_output=True, text=True, timeout=400,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 8\n" in done.stdout.replace("# ", ""), done.stdout  # none is left out


@pytest.mark.parametrize("form", ["rdjson", "rdjsonl"])
def test_what_reviewdog_reads_is_valid(place: Path, form: str) -> None:
    """The validator checks one document at a time, so each line of `rdjsonl` is one. No field may be unknown to it."""
    texts = [outputs.render(form, report, View(unsafe=True)) for report in (sample(), real(), real("\r\n"))]
    documents = [line for text in texts for line in (text.splitlines() if form == "rdjsonl" else [text])]
    assert any("suggestions" in document for document in documents)
    names = []
    for number, document in enumerate(documents):
        names.append(f"{form}{number}.json")
        (place / names[-1]).write_text(document, encoding="utf-8")
    command = ["node_modules/.bin/rdformat-validator", "--strict", "--no-extra-fields", "--format", "json", *names]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (place / names[0]).write_text('{"diagnostics": [{"location": {"path": 3}}]}', encoding="utf-8")
    assert subprocess.run(command, cwd=place, capture_output=True, timeout=100, check=False).returncode != 0
