"""`letgo fix --patch-dir`: one patch per part, the order they come in, and a text for each one's review."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from letgo.cli.bar import bar
from letgo.cli.emit import save
from letgo.cli.guard import UsageError, say
from letgo.cli.job import Job

if TYPE_CHECKING:
    from letgo.model import Fix, Report
    from letgo.outputs.view import View
    from letgo.parts import Held, Key, Part

SERIES = "series"


def key_of(way: str, root: Path) -> Key:
    """What makes a part, for `letgo.parts.split`. Raises `UsageError` where there are no owners to split by."""
    if way == "rule":
        return lambda _, findings: min(found.code for found in findings)
    if way == "dir":
        return lambda name, _: str(PurePosixPath(name).parent)
    if way == "file":
        return lambda name, _: name
    from letgo.owners import owners

    of = owners(root)
    if of is None:
        raise UsageError(f"--split-by owner: {root} has no CODEOWNERS file")
    return lambda name, _: of(name)


def write_patches(job: Job, way: str, folder: Path, view: View) -> tuple[Report, int]:
    """Write the parts of a run. Returns the report of all of them together, and how many patches there are."""
    from letgo import parts
    from letgo.outputs import diff, pull_request

    key = key_of(way, job.root)
    old = _old(folder)
    with bar():
        report = job.check()
    made, held = parts.split(report, job.settings, key)
    names = [f"{number:04}-{part.safety.value}-{_slug(part.key)}" for number, part in enumerate(made, 1)]
    folder.mkdir(parents=True, exist_ok=True)
    for path in old:
        path.unlink(missing_ok=True)
    for name, part in zip(names, made, strict=True):
        save(diff.render(part.report, context=part.context, blobs=True), folder / f"{name}.patch")
        others = [names[number - 1] for number in part.shares]
        text = pull_request.render(part.report, view, part.key, part.safety, f"{name}.patch", others)
        save(text.encode("utf-8", "backslashreplace"), folder / f"{name}.md")
    save(_series(names, made, held).encode("utf-8", "backslashreplace"), folder / SERIES)
    whole = _together(report, made)
    _say_rest(job, whole, held)
    return whole, len(made)


def _old(folder: Path) -> list[Path]:
    """The files of an earlier run that are to go. Raises `UsageError` if the folder holds something else."""
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise UsageError(f"--patch-dir: {folder} is no folder")
    found = list(folder.iterdir())
    ours = [path for path in found if path.name == SERIES or re.fullmatch(r"\d{4}-.*\.(patch|md)", path.name)]
    if len(ours) < len(found):
        raise UsageError(f"--patch-dir: {folder} holds other files; name a folder that is new or empty")
    return ours


def _slug(key: str) -> str:
    return re.sub(r"[^\w.-]+", "-", key).strip("-.")[:60] or "root"


def _series(names: Sequence[str], made: Sequence[Part], held: Sequence[Held]) -> str:
    """The list of patches, as quilt reads it."""
    lines = ["# letgo: each patch applies on its own; any order gives the same files"]
    if any(part.shares for part in made):
        lines.append("# where one names another, they share rows: behind it, apply with `git apply -3`")
    for name, part in zip(names, made, strict=True):
        shares = f"  # shares rows with {', '.join(names[number - 1][:4] for number in part.shares)}"
        lines.append(f"{name}.patch" + (shares if part.shares else ""))
    for each in held:
        found = each.finding
        lines.append(f"# in no patch: {found.path}:{found.span.start.row} {found.code}: {each.reason}")
    return "".join(line + "\n" for line in lines)


def _together(report: Report, made: Sequence[Part]) -> Report:
    """The report with the fixes of all parts applied; its findings are those that are in none."""
    from letgo import pipeline

    fixes: dict[str, tuple[Fix, ...]] = {}
    for part in made:
        for each in part.report.files:
            fixes[each.path] = (*fixes.get(each.path, ()), *each.applied)
    results = []
    for result in report.files:
        applied = fixes.get(result.path, ())
        ids = {fix.id for fix in applied}
        settled = tuple(each for each in result.findings if each.fix is not None and each.fix.id in ids)
        rest = tuple(each for each in result.findings if each not in settled)
        fixed = pipeline.composed(result.text, applied)
        results.append(replace(result, findings=rest, fixed=fixed, applied=applied, settled=settled))
    return replace(report, files=tuple(results))


def _say_rest(job: Job, whole: Report, held: Sequence[Held]) -> None:
    """Say what only another run can fix, when all parts are in."""
    from letgo import files, pipeline

    texts = {job.root / each.path: files.raw(each, each.fixed) for each in whole.files if each.applied}
    if texts:
        again = pipeline.check(job.root, list(texts), job.settings, texts)
        more = sum(len(pipeline.wanted(result, job.settings)) for result in again.files)
        back = len({(each.finding.path, each.finding.fix and each.finding.fix.id) for each in held})
        if more:
            why = f" ({back} of them need an import's row that a safe fix changes)" if back else ""
            say(f"{more} more can be fixed when these are in: run again then{why}")
