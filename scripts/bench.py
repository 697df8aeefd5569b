#!/usr/bin/env python3
"""Speed as ratios, all measured in one run: `scripts/bench.py FOLDER...`.

Each folder is taken as one project of its own (`--together`: all of them as one). A `check` with default rules, fixes
included, is compared with `ast.parse` of all the folder's Python files (collector frozen): cold in one process, cold on
all cores, cold while the cache is filled, and warm. `letgo --version` is compared with a bare typer app. One process is
measured in processor time, several in wall time beside the same of one. Name and pin the tree you give it: ratios of
different trees don't compare.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings
from dataclasses import dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "codemods"))

from letgo import files, pipeline
from letgo.cache import Cache
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
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts:
            try:
                ast.parse(text)
            except (SyntaxError, ValueError):
                continue
    spent = time.process_time() - start
    gc.enable()
    gc.unfreeze()
    return spent


@dataclass
class Spent:
    """Seconds: processor time of one process, wall time of one and of several; and how many findings there are."""

    parse: float = 0.0
    cold: float = 0.0
    cold_wall: float = 0.0
    many_wall: float = 0.0
    filling: float = 0.0
    warm: float = 0.0
    findings: int = 0

    def add(self, other: Spent) -> None:
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))


def check(folder: Path, jobs: int, cache: Cache | None = None) -> tuple[float, float, int]:
    """Processor and wall time of a whole check with fixes, and how many findings it gave."""
    settings = Settings(jobs=jobs)
    gc.collect()  # what earlier runs have left behind is no part of this one
    start, wall = time.process_time(), time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = pipeline.check(folder, files.discover(folder, [folder], settings), settings, {}, cache)
    if cache is not None:
        cache.close()
    return time.process_time() - start, time.perf_counter() - wall, len(report.findings)


def measure(folder: Path, jobs: int) -> Spent:
    """All figures of one folder."""
    spent = Spent(parse=parse_all(folder))
    spent.cold, spent.cold_wall, spent.findings = check(folder, 1)
    _, spent.many_wall, _ = check(folder, jobs)
    with tempfile.TemporaryDirectory() as place:
        spent.filling, _, _ = check(folder, 1, Cache(Path(place, "kept")))
        spent.warm, _, _ = check(folder, 1, Cache(Path(place, "kept")))
    return spent


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
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes for `all cores`")
    parser.add_argument("--together", action="store_true", help="take the folders' common parent as one project")
    options = parser.parse_args()
    check(Path(__file__).resolve().parent, 1)  # imports and the catalogue, once per process
    folders = [Path(os.path.commonpath(options.folders))] if options.together else options.folders
    whole = Spent()
    for folder in folders:
        spent = measure(folder, options.jobs)
        whole.add(spent)
        ratio = spent.cold / (spent.parse or 1)
        print(f"{folder.name[:40]:40} {spent.cold:7.2f} s  {ratio:6.2f} x parse  {spent.findings:4} findings")
    plain = whole.parse or 1
    print(f"ast.parse: {whole.parse:.2f} s")
    print(f"cold, one process: {whole.cold:.2f} s, {whole.cold / plain:.2f} x")
    print(f"cold, filling the cache: {whole.filling:.2f} s, {whole.filling / plain:.2f} x")
    print(f"warm: {whole.warm:.2f} s, {whole.warm / plain:.2f} x")
    print(
        f"cold, {options.jobs} processes: {whole.many_wall:.2f} s (wall) for {whole.cold_wall:.2f} s (wall),"
        f" {whole.cold_wall / (whole.many_wall or 1):.2f} times as fast"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"letgo --version against a bare typer app: {start_up(options.rounds):.2f} x")


if __name__ == "__main__":
    main()
