"""The options that say how `letgo fix` goes about it. The command gets them as one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from letgo.cli.grouped import grouped
from letgo.cli.guard import UsageError
from letgo.cli.options import ReportOption
from letgo.cli.reports import known_report

OPTIONS: dict[str, tuple[Any, Any]] = {  # name -> annotation, default
    "interactive": (
        Annotated[bool, typer.Option("--interactive", "-i", help="Show each fix and ask what to do with it.")],
        False,
    ),
    "patch_dir": (
        Annotated[
            Path | None,
            typer.Option("--patch-dir", metavar="DIR", help="Dry run: write one patch per part, and texts for review."),
        ],
        None,
    ),
    "verify": (
        Annotated[
            str | None,
            typer.Option("--verify", metavar="COMMAND", help="Run it after each part; take a part back if it fails."),
        ],
        None,
    ),
    "split_by": (
        Annotated[
            str | None,
            typer.Option("--split-by", metavar="WAY", help="What makes a part: rule, dir, owner or file."),
        ],
        None,
    ),
    "statistics": (
        Annotated[bool, typer.Option("--statistics", help="Show counts per rule instead of findings.")],
        False,
    ),
    "reports": (
        ReportOption,
        None,
    ),
    "summary_md": (
        Annotated[
            Path | None,
            typer.Option("--summary-md", metavar="FILE", help="A short Markdown text, for a pull request."),
        ],
        None,
    ),
    "allow_dirty": (
        Annotated[bool, typer.Option("--allow-dirty", help="Write into files with uncommitted changes, too.")],
        False,
    ),
    "allow_staged": (
        Annotated[bool, typer.Option("--allow-staged", help="Write into files with staged changes, too.")],
        False,
    ),
    "allow_no_vcs": (
        Annotated[bool, typer.Option("--allow-no-vcs", help="Write files that are in no git repository, too.")],
        False,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """What those options were given, by the names of `OPTIONS`."""

    interactive: bool = False
    patch_dir: Path | None = None
    verify: str | None = None
    split_by: str | None = None
    statistics: bool = False
    reports: list[Path] | None = None
    summary_md: Path | None = None
    allow_dirty: bool = False
    allow_staged: bool = False
    allow_no_vcs: bool = False

    def check(self, plain: Mapping[str, bool]) -> None:
        """Raise `UsageError` for options that can't be given together, or with one of the `plain` ones that is."""
        ways = {
            "--interactive": self.interactive,
            "--patch-dir": self.patch_dir is not None,
            "--verify": self.verify is not None,
        }
        given = [name for name, is_given in ways.items() if is_given]
        others = [*given[1:], *(name for name, is_given in plain.items() if is_given)]
        if given and others:
            raise UsageError(f"{given[0]} can't be given together with {others[0]}")
        if self.split_by is not None:
            from letgo.config import did_you_mean
            from letgo.parts import WAYS

            if self.patch_dir is None and self.verify is None:
                raise UsageError("--split-by needs --patch-dir or --verify")
            if self.split_by not in WAYS:
                hint = did_you_mean(self.split_by, WAYS)
                raise UsageError(f"--split-by: {self.split_by!r} is not one of {', '.join(WAYS)}{hint}")
        known_report(self.reports or ())

    @property
    def papers(self) -> list[tuple[Path, str]]:
        """The reports that are asked for: path and form."""
        short = [(self.summary_md, "short")] if self.summary_md is not None else []
        return [*((path, path.suffix) for path in self.reports or ()), *short]


manner = grouped("manner", OPTIONS, Manner)
