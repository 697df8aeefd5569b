"""Release it by the project's own helper in a `finally`, where that stood at the end of the happy path only."""

from __future__ import annotations

from collections.abc import Mapping

from letgo.flow.blocks import inside
from letgo.flow.graph import Await, Bind, Call, Operand, is_temporary, root
from letgo.flow.plan import Drop, Guard, Plan
from letgo.model import Refusal, Safety
from letgo.remedies.doubts import safety
from letgo.remedies.reach import Reach, bound_again, run_by


def by_helper(reach: Reach) -> int:
    """The statement that releases it, if that is one call of a project function beside the acquisition; else -1."""
    if len(reach.releases) != 1 or reach.anchor.kind != "bind" or not reach.anchor.alone:
        return -1
    ((stmt, direct),) = reach.releases.items()
    where = [statement for statement in reach.at.suite.statements[reach.at.index + 1 :] if statement.id == stmt]
    call = _call(reach, stmt)
    if direct or not where or where[0].kind != "call" or not where[0].alone or call is None:
        return -1
    effect = reach.analysis.values.effects.get(call[0])
    return stmt if effect is not None and effect.callee and _text(reach, call[1]) else -1


def release_by_helper(reach: Reach) -> Plan | Refusal:
    """`rows = read(conn)` and `finish(conn)` behind `conn = connect()` become the halves of a try and its finally."""
    stmt = by_helper(reach)
    found = _call(reach, stmt)
    suite, index = reach.at.suite, reach.at.index
    if stmt < 0 or found is None:
        return Refusal("no helper releases it at the end of its suite")
    end = next(number for number, statement in enumerate(suite.statements) if statement.id == stmt)
    body = list(suite.statements[index + 1 : end])
    within = {each.id for statement in body for each in inside(statement)}
    if not body or reach.uses - within:
        return Refusal("it is used behind its release, or outside of the suite that acquires it")
    if suite.role == "elif" or any(not statement.alone for statement in body):
        return Refusal("a statement of the block shares its line with another")
    name = next(argument.operand for argument in found[1].arguments if argument.operand in reach.names)
    again = bound_again(reach, name, body)
    if again:
        return Refusal(f"{name} is bound again inside of the block, at line {again}")
    does = run_by(reach, found[0])
    if any(isinstance(event, Call) and event.method == "commit" for event in does):
        return Refusal(f"{found[1].name}() commits, which it must not do after an error")
    level, reasons = safety(reach, body)
    more = sum(isinstance(event, Call) for event in does) > 1
    if more or any(isinstance(event, Bind) and "." in event.dst for event in does):
        level, reasons = Safety.UNSAFE, (*reasons, f"{found[1].name}() then runs after an error as well")
    guard = Guard(reach.anchor.id, body[-1].id, _text(reach, found[1]))
    return Plan((guard, Drop(stmt)), f"Release {name} in a finally clause", level, reasons)


def _call(reach: Reach, stmt: int) -> tuple[int, Call] | None:
    """The only call of a statement, with its node."""
    nodes = [(number, node.event) for number, node in enumerate(reach.graph.nodes) if node.stmt == stmt]
    calls = [(number, event) for number, event in nodes if isinstance(event, Call)]
    return calls[0] if len(calls) == 1 else None


def _text(reach: Reach, call: Call) -> str:
    """How the source spells a call with names for arguments; "" if it is anything else."""
    called = f"{call.receiver}.{call.method}" if call.method else call.callee
    given = [argument.operand for argument in call.arguments]
    if any(is_temporary(operand) or operand[:1] in "@#" for operand in (called.lstrip("@"), *given) if operand):
        return ""
    if any(argument.keyword for argument in call.arguments) or not any(operand in reach.names for operand in given):
        return ""
    if any(root(operand) in _bound(reach) for operand in given if operand not in reach.names):
        return ""  # the `finally` may be reached before that has a value
    spelled = _spelled(reach, called)
    awaited = any(isinstance(node.event, Await) and node.event.src == call.dst for node in reach.graph.nodes)
    return f"{'await ' if awaited else ''}{spelled}({', '.join(given)})" if spelled else ""


def _spelled(reach: Reach, called: Operand) -> str:
    """A global by the name under which the module has it; a path from a name that stays what it is as it stands."""
    facts = reach.analysis.facts
    if not called.startswith("@"):
        fixed = {parameter.name for parameter in facts.parameters} - _bound(reach)
        return called if root(called) in fixed else ""
    module = reach.analysis.context.world.project.module(facts.module)
    names: Mapping[str, str] = module.names if module else {}
    for name, full in sorted(names.items()):
        if called[1:] == full or called[1:].startswith(f"{full}."):
            return name + called[1 + len(full) :]
    return ""


def _bound(reach: Reach) -> set[str]:
    return {node.writes for node in reach.graph.nodes if node.writes}
