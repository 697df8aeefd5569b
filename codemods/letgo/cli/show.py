"""What `--show-settings` and `--show-files` print in place of a run."""

from __future__ import annotations

from letgo.cli.choosing import Choosing
from letgo.cli.emit import put
from letgo.cli.guard import CLEAN
from letgo.cli.job import Job


def show(job: Job, choosing: Choosing) -> int:
    """Print them; the exit code is 0."""
    from letgo import config

    if choosing.show_settings:
        put(config.shown(job.root, job.settings))
    if choosing.show_files:
        put("".join(f"{path}\n" for path in job.files))
    return CLEAN
