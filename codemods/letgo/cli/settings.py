"""`letgo config`: the keys of a settings file, and what each means."""

from __future__ import annotations

from typing import Annotated

import typer

from letgo.cli.emit import put
from letgo.cli.guard import CLEAN, UsageError, guarded

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="A key of a settings file.")]


@guarded
def config(key: KeyArgument = "") -> int:
    """List the settings, or explain one."""
    from letgo.config import KEYS, did_you_mean
    from letgo.outputs import pages

    if not key:
        put(pages.key_table(KEYS))
        return CLEAN
    found = next((each for each in KEYS if key.replace("_", "-") == each.name), None)
    if found is None:
        raise UsageError(f"there is no setting {key!r}{did_you_mean(key, [each.name for each in KEYS])}")
    put(pages.key_page(found))
    return CLEAN
