"""The options that choose what is looked at and reported. Commands get them as one value: see `choosing`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from letgo.cli.grouped import grouped
from letgo.cli.guard import UsageError
from letgo.cli.options import Words

OPTIONS: dict[str, tuple[Any, Any]] = {  # name -> annotation, default
    "config": (
        Annotated[
            Words, typer.Option("--config", metavar="FILE|KEY=VALUE", help="A settings file, or one setting as TOML.")
        ],
        None,
    ),
    "isolated": (Annotated[bool, typer.Option("--isolated", help="Use no settings file.")], False),
    "exclude": (
        Annotated[
            Words, typer.Option("--exclude", metavar="PATTERNS", help="Leave these out, and not the usual ones.")
        ],
        None,
    ),
    "extend_exclude": (
        Annotated[Words, typer.Option("--extend-exclude", metavar="PATTERNS", help="Leave these out, too.")],
        None,
    ),
    "force_exclude": (
        Annotated[
            bool | None,
            typer.Option("--force-exclude/--no-force-exclude", help="Leave out excluded files even if named."),
        ],
        None,
    ),
    "respect_gitignore": (
        Annotated[
            bool | None,
            typer.Option("--respect-gitignore/--no-respect-gitignore", help="Leave out what git ignores (default)."),
        ],
        None,
    ),
    "target_version": (
        Annotated[str | None, typer.Option("--target-version", metavar="3.X", help="The lowest Python it runs on.")],
        None,
    ),
    "baseline": (
        Annotated[
            Path | None, typer.Option("--baseline", metavar="FILE", help="The findings that are known; not reported.")
        ],
        None,
    ),
    "no_baseline": (Annotated[bool, typer.Option("--no-baseline", help="Report known findings, too.")], False),
    "diff_base": (
        Annotated[
            str | None,
            typer.Option("--diff-base", metavar="REV", help="Only what has changed since HEAD left this revision."),
        ],
        None,
    ),
    "diff_scope": (
        Annotated[
            str | None,
            typer.Option("--diff-scope", metavar="SCOPE", help="What a change covers: lines, function or file."),
        ],
        None,
    ),
    "shard": (
        Annotated[
            str | None,
            typer.Option("--shard", metavar="N/TOTAL", help="Report on one part of the files; `letgo merge` joins."),
        ],
        None,
    ),
    "no_cache": (Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep what runs find out.")], False),
    "show_settings": (
        Annotated[bool, typer.Option("--show-settings", help="Print the settings that hold here, and stop.")],
        False,
    ),
    "show_files": (Annotated[bool, typer.Option("--show-files", help="Print the files that count, and stop.")], False),
}


@dataclass(frozen=True, slots=True)
class Choosing:
    """What those options were given, by the names of `OPTIONS`."""

    config: Words = None
    isolated: bool = False
    exclude: Words = None
    extend_exclude: Words = None
    force_exclude: bool | None = None
    respect_gitignore: bool | None = None
    target_version: str | None = None
    baseline: Path | None = None
    no_baseline: bool = False
    diff_base: str | None = None
    diff_scope: str | None = None
    shard: str | None = None
    no_cache: bool = False
    show_settings: bool = False
    show_files: bool = False

    @property
    def shows(self) -> bool:
        """Whether settings or files are to be shown, and nothing else is to be done."""
        return self.show_settings or self.show_files

    @property
    def flags(self) -> dict[str, Any]:
        """The settings that are given; None where an option isn't. Raises `UsageError` for what contradicts itself."""
        if self.baseline and self.no_baseline:
            raise UsageError("--baseline can't be given together with --no-baseline")
        return {
            "exclude": self.exclude,
            "extend_exclude": self.extend_exclude,
            "force_exclude": self.force_exclude,
            "respect_gitignore": self.respect_gitignore,
            "target_version": self.target_version,
            "baseline": str(self.baseline.absolute()) if self.baseline else "" if self.no_baseline else None,
            "diff_base": self.diff_base,
            "diff_scope": self.diff_scope,
            "cache_dir": "" if self.no_cache else None,
        }


choosing = grouped("choosing", OPTIONS, Choosing)
