"""`letgo cache`: what is kept between runs."""

from __future__ import annotations

from pathlib import Path

import typer

from letgo.cli.guard import CLEAN, guarded, say

app = typer.Typer(help="What runs keep for the next one.", no_args_is_help=True)


@app.callback()
def _top() -> None:
    pass


@app.command()
@guarded
def clean() -> int:
    """Delete it. It is made again by the next run."""
    from letgo import cache, config

    root, settings = config.load(config.start_of([Path.cwd()]))
    folder = root / (settings.cache_dir or config.Settings().cache_dir)
    say(f"{folder} {'is deleted' if cache.clean(folder) else 'is not there'}")
    return CLEAN
