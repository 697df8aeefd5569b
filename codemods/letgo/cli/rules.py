"""`letgo rules`: the list of rules."""

from __future__ import annotations

from letgo.cli.emit import put
from letgo.cli.guard import CLEAN, guarded
from letgo.cli.job import known_rules


@guarded
def rules() -> int:
    """List the rules."""
    from letgo.outputs import pages

    put(pages.rule_table(known_rules()))
    return CLEAN
