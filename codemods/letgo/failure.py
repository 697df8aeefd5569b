"""What goes wrong inside letgo while it works on one file: it is kept and told, and the other files are still done."""

from __future__ import annotations

import os
import traceback

from letgo.model import Failure

STRICT = "LETGO_STRICT"  # where it is set, nothing is kept: the first internal error ends the run


def failure_of(error: Exception) -> Failure:
    """What to tell of an internal error that was caught. Raises it again where the environment has `LETGO_STRICT`."""
    if os.environ.get(STRICT):
        raise error
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(" ".join(said.split()), "".join(traceback.format_exception(error)))
