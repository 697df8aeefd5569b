"""Where other paths hand the resource on, close it explicitly on the one that drops it."""

from __future__ import annotations

from letgo.flow.effects import Rank
from letgo.flow.plan import After, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.reach import Reach


def close_where_dropped(reach: Reach) -> Plan | Refusal:
    """An explicit close after the last statement that uses it, for the path that goes on from there."""
    kind = reach.acquisition.kind
    calm = {ending.how for ending in reach.acquisition.endings if ending.came is Rank.FLOW}
    if not calm & {"returned", "kept", "yielded"} or calm & {"released", "covered"}:
        return Refusal("no other path hands it on")
    name = reach.anchor.target
    if not name or kind.release_by or not kind.release:
        return Refusal(f"no explicit release of a {kind.name} is known here")
    suite, index = reach.at.suite, reach.at.index
    if reach.used_outside(suite, index):
        return Refusal(f"{name} is used outside of the suite that acquires it")
    last = suite.statements[reach.last_in(suite, index)]
    if not last.alone or last.kind in ("return", "raise", "jump"):
        return Refusal("there is no single place where the resource is dropped")
    text = f"{'await ' if kind.release_awaited else ''}{name}.{kind.release}()"
    reasons = ("it adds a release on one path", *dict.fromkeys(reach.doubts))
    return Plan((After(last.id, text),), f"Close {name} where it is dropped", Safety.UNSAFE, reasons)
