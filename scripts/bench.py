#!/usr/bin/env python3
"""Speed as ratios, all measured in one run: `scripts/bench.py FOLDER...`.

Each folder is taken as one project of its own. A cold, one-process `check` with default rules, fixes included, is
compared with `ast.parse` of all the folder's Python files (collector frozen), and `letgo --version` with a bare typer
app. Name and pin the tree you give it: ratios of different trees don't compare.
"""

from __future__ import annotations

import argparse
import ast
import gc
import resource
import statistics
import subprocess
import sys
import time
import tokenize
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "codemods"))

from letgo import files, pipeline
from letgo.config import Settings

TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef main(): print('0')\napp()\n"


def parse_all(folder: Path) -> float:
    """Seconds that `ast.parse` takes for all files, reading left out."""
    texts = []
    for path in sorted(folder.rglob("*.py")):
        try:
            with tokenize.open(path) as stream:
                texts.append(stream.read())
        except (SyntaxError, UnicodeDecodeError):
            continue
    gc.collect()
    gc.freeze()
    gc.disable()
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts:
            try:
                ast.parse(text)
            except (SyntaxError, ValueError):
                continue
    spent = time.perf_counter() - start
    gc.enable()
    gc.unfreeze()
    return spent


def check(folder: Path) -> tuple[float, int]:
    """Seconds for a whole check with fixes, and how many findings it gave."""
    settings = Settings()
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = pipeline.check(folder, files.discover(folder, [folder], settings), settings)
    return time.perf_counter() - start, len(report.findings)


def start_up(rounds: int) -> float:
    """`letgo --version` against a bare typer app, whole processes, median of pairs."""
    letgo = [sys.executable, "-m", "letgo", "--version"]
    bare = [sys.executable, "-c", TYPER]
    environment = {"PYTHONPATH": str(Path(__file__).resolve().parent.parent / "codemods"), "PATH": "/usr/bin:/bin"}
    ratios = []
    for _ in range(rounds):
        spent = []
        for command in (letgo, bare):
            start = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            spent.append(time.perf_counter() - start)
        ratios.append(spent[0] / spent[1])
    return statistics.median(ratios)


def main() -> None:
    """Print one line per folder, then the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=7, help="pairs for the start-up ratio")
    options = parser.parse_args()
    check(Path(__file__).resolve().parent)  # imports and the catalogue, once per process
    parsed = checked = 0.0
    for folder in options.folders:
        plain = parse_all(folder)
        spent, found = check(folder)
        parsed, checked = parsed + plain, checked + spent
        print(f"{folder.name[:40]:40} {spent:7.2f} s  {spent / plain if plain else 0:6.2f} x parse  {found:4} findings")
    print(f"all: check {checked:.2f} s, parse {parsed:.2f} s, ratio {checked / parsed:.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"letgo --version against a bare typer app: {start_up(options.rounds):.2f} x")


if __name__ == "__main__":
    main()
