"""Where other paths hand the resource on, close it explicitly on the one that drops it."""

from __future__ import annotations

from letgo.flow.blocks import Suite, locate
from letgo.flow.effects import Rank
from letgo.flow.plan import After, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.reach import Reach, bound_again

LEAVES = frozenset({"return", "raise", "jump"})


def close_where_dropped(reach: Reach) -> Plan | Refusal:
    """An explicit close after the last statement that uses it, for the path that goes on from there."""
    kind = reach.acquisition.kind
    calm = {ending.how for ending in reach.acquisition.endings if ending.came is Rank.FLOW}
    if calm & {"released", "covered"}:
        return Refusal("it is handed on, released and dropped: which path drops it is for a person to see")
    name = reach.anchor.target
    if not name or kind.release_by or not kind.release:
        return Refusal(f"no explicit release of a {kind.name} is known here")
    found = _home(reach)
    if found is None:
        return Refusal(f"{name} is used outside of the suite that acquires it")
    suite, index = found
    last = suite.statements[reach.last_in(suite, index)]
    if not last.alone or last.kind in LEAVES:
        return Refusal("there is no single place where the resource is dropped")
    again = bound_again(reach, name, list(suite.statements[index + 1 : suite.statements.index(last) + 1]))
    if again:
        return Refusal(f"{name} is bound again before it is dropped, at line {again}")
    text = f"{'await ' if kind.release_awaited else ''}{name}.{kind.release}()"
    reasons = ("it adds a release on one path", *dict.fromkeys(reach.doubts))
    return Plan((After(last.id, text),), f"Close {name} where it is dropped", Safety.UNSAFE, reasons)


def _home(reach: Reach) -> tuple[Suite, int] | None:
    """The suite with all uses: that of the acquisition, or around a try that goes on only if that succeeds."""
    suite, index = reach.at.suite, reach.at.index
    if not reach.used_outside(suite, index):
        return suite, index
    if not reach.at.around or index != len(suite.statements) - 1:
        return None
    outer = reach.at.around[-1][0]
    others = outer.suites[1:]
    leaves = all(each.role == "handler" and each.statements[-1].kind in LEAVES for each in others)
    where = locate(reach.tree, outer.id)
    if outer.kind != "try" or suite.role != "body" or not others or not leaves or where is None:
        return None
    return None if reach.used_outside(where.suite, where.index) else (where.suite, where.index)
