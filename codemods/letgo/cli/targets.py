"""`--output-format sarif:out.sarif,github`: which reports are wanted, and where each goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from letgo.cli.emit import color, put
from letgo.cli.guard import UsageError

if TYPE_CHECKING:
    from letgo.model import Report
    from letgo.outputs.view import View


REVIEW = "github-review"


@dataclass(frozen=True, slots=True)
class Target:
    """One report: its format, and the file it goes to (None: standard output)."""

    form: str
    file: Path | None

    @property
    def document(self) -> bool:
        """Whether it is a whole document, wanted even if there is nothing to tell."""
        from letgo.outputs import LINES

        return self.form not in LINES


def targets_of(wanted: str, output_file: Path | None) -> list[Target]:
    """The targets that `FORMAT[:FILE],...` names; `--output-file` is where the one without a file goes.

    Raises `UsageError` for a format that isn't there, and where two reports would be mixed up in one place.
    """
    found = []
    for word in wanted.split(","):
        form, _, file = word.strip().partition(":")
        known_format(form)
        found.append(Target(form, Path(file) if file else None))
    loose = [target for target in found if target.file is None]
    if output_file is not None and len(loose) != 1:
        raise UsageError(f"--output-file needs one format without a file of its own, not {len(loose)}")
    if len(loose) > 1 and any(target.document for target in loose):
        raise UsageError(f"only one of {', '.join(target.form for target in loose)} can go to standard output")
    files = [target.file for target in found if target.file]
    if len({*files, output_file}) < len(files) + 1:
        raise UsageError("two reports can't go to one file")
    return [replace(target, file=target.file or output_file) for target in found]


def suggesting(targets: list[Target]) -> dict[str, bool | None]:
    """The setting that the formats need: whether each fix must say what it is by itself."""
    from letgo.outputs import SUGGESTING

    return {"suggestions": any(target.form in SUGGESTING for target in targets) or None}


def put_reports(
    targets: list[Target], report: Report, view: View, *, statistics: bool = False, diff_base: str = ""
) -> None:
    """Write each report where it goes. A review's suggestions stay inside of what changed since `diff_base`."""
    from letgo import outputs

    render = outputs.render_statistics if statistics else outputs.render
    for target in targets:
        shown = replace(view, color=color(target.file))
        if target.form == REVIEW and diff_base:
            shown = replace(shown, hunks=_hunks(report, diff_base))
        put(render(target.form, report, shown), target.file)


def _hunks(report: Report, diff_base: str) -> dict[str, list[tuple[int, int]]]:
    """By path, the rows that the diff of a pull request shows."""
    from letgo.bot.hunks import hunks, ranges
    from letgo.wanted.scope import patch_since

    paths = {found.path for found in report.findings}
    return {path: list(ranges(hunks(patch_since(report.root, diff_base, path)))) for path in paths}


def known_format(name: str) -> None:
    """Raise `UsageError` unless there is such a format."""
    from letgo.config import did_you_mean
    from letgo.outputs import FORMATS

    if name not in FORMATS:
        raise UsageError(f"--output-format: {name!r} is not one of {', '.join(FORMATS)}{did_you_mean(name, FORMATS)}")
