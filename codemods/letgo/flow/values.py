"""Which values an operand may hold: a forward pass over the graph that also settles what every call does."""

from __future__ import annotations

from dataclasses import dataclass, field

from letgo.flow.effects import Context, Effect, Result
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Catch,
    Enter,
    Graph,
    Iterate,
    Node,
    Operand,
    is_path,
    reads,
    writes,
)

Value = tuple[str, str]  # where it came from (a node as "12", or an operand), and its type ("" if unknown)
Values = frozenset[Value]
NOTHING: Values = frozenset()
ROUNDS = 6


@dataclass(slots=True)
class ValueMap:
    """The answer: effects by node, the possible values of each node's operands, and parents of values.

    `last_read` is the last node that reads a temporary; after it, the temporary is dead.
    """

    effects: dict[int, Effect] = field(default_factory=dict)
    before: dict[int, dict[Operand, Values]] = field(default_factory=dict)
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    last_read: dict[Operand, int] = field(default_factory=dict)
    carriers: set[str] = field(default_factory=set)  # origins of objects that hold a resource

    def values(self, node: int, operand: Operand) -> Values:
        """What `operand` may hold just before `node`."""
        found = self.before.get(node, {}).get(operand)
        return found if found is not None else frozenset({(operand, "")})

    def family(self, origin: str) -> frozenset[str]:
        """Origins that need `origin` to live: itself, its cursors, their iterators."""
        found = {origin}
        grew = True
        while grew:
            more = {child for child, parents in self.parents.items() if child not in found and parents & found}
            found |= more
            grew = bool(more)
        return frozenset(found)


def trace_values(graph: Graph, context: Context) -> ValueMap:
    """Run the pass until nothing changes (a few rounds: the lattice is small)."""
    found = ValueMap()
    nodes = graph.nodes
    for number, node in enumerate(nodes):
        for operand in reads(node.event):
            if operand.startswith("%"):
                found.last_read[operand] = number
    waiting: dict[int, dict[Operand, Values]] = {graph.entry: {}}
    seen: dict[int, int] = {}
    order = [graph.entry]
    while order:
        number = order.pop()
        env = waiting[number]
        if seen.get(number, 0) >= ROUNDS:
            continue
        seen[number] = seen.get(number, 0) + 1
        node = nodes[number]
        found.before[number] = env
        out = _transfer(number, node, env, context, found)
        ends = node.next if node.raises < 0 else [*node.next, node.raises]
        for end in ends:
            if end < 0:
                continue
            sent = env if end == node.raises and end not in node.next else out
            old = waiting.get(end)
            if old is None:
                waiting[end] = sent
                order.append(end)
            elif old is not sent:
                merged = _merge(old, sent)
                if merged is not old:
                    waiting[end] = merged
                    order.append(end)
    return found


def _merge(left: dict[Operand, Values], right: dict[Operand, Values]) -> dict[Operand, Values]:
    changed: dict[Operand, Values] | None = None
    for operand, values in right.items():
        have = left.get(operand)
        if have is None:
            values = values | {(operand, "")} if not operand.startswith("%") else values
        elif values <= have:
            continue
        else:
            values = have | values
        if changed is None:
            changed = dict(left)
        changed[operand] = values
    return left if changed is None else changed


def _look(env: dict[Operand, Values], operand: Operand, context: Context) -> Values:
    found = env.get(operand)
    if found is not None:
        return found
    if operand.startswith(("#", "%")) or not operand:
        return NOTHING
    return frozenset({(operand, context.type_of(operand))})


def _transfer(number: int, node: Node, env: dict[Operand, Values], context: Context, found: ValueMap) -> dict[Operand, Values]:
    event = node.event
    dst = writes(event)
    for operand in reads(event):
        if operand and operand not in env and operand[0] not in "#%":
            env[operand] = _look(env, operand, context)
    if not dst:
        return env
    made: Values = NOTHING
    origin = str(number)
    if isinstance(event, Bind | Await):
        made = _look(env, event.src, context)
    elif isinstance(event, Call):
        made = _call(number, event, env, context, found)
    elif isinstance(event, Enter):
        made = _enter(origin, event, env, context, found)
    elif isinstance(event, Iterate):
        values = _look(env, event.src, context)
        found.parents[origin] = frozenset(source for source, _ in values)
        made = frozenset({(origin, "")})
    elif isinstance(event, Build):
        held = [value for operand in event.operands for value in _look(env, operand, context)]
        found.parents[origin] = frozenset(source for source, _ in held)
        if any(_is_resource(value, context, found) for value in held):
            found.carriers.add(origin)
        made = frozenset({(origin, "")})
    elif isinstance(event, Catch) or dst:
        made = frozenset({(dst if is_path(dst) else origin, context.type_of(dst) if is_path(dst) else "")})
    out = dict(env)
    if dst[0] != "%":
        prefix = dst + "."
        for operand in [operand for operand in out if operand.startswith(prefix)]:
            del out[operand]
    out[dst] = made
    return out


def _call(number: int, event: Call, env: dict[Operand, Values], context: Context, found: ValueMap) -> Values:
    receiver = event.receiver if event.method else event.callee
    values = _look(env, receiver, context)
    types = sorted({kind for _, kind in values if kind})
    carried = frozenset(
        argument.operand
        for argument in event.arguments
        if any(_is_resource(value, context, found) for value in _look(env, argument.operand, context))
    )
    effect = context.effect(event, types, carried)
    found.effects[number] = effect
    origin = str(number)
    if effect.result is Result.ALIAS:
        same = frozenset(value for operand in effect.operands for value in _opened(_look(env, operand, context), env, context, found))
        if same and not effect.type:
            return same
    sources = {source for operand in (*effect.operands, event.receiver) if operand for source, _ in _look(env, operand, context)}
    found.parents[origin] = frozenset(sources)
    if effect.result is Result.HOLDS and any(operand in carried for operand in effect.operands):
        found.carriers.add(origin)
    prefix = "context:" if effect.result is Result.CONTEXT else "manager:" if effect.result is Result.MANAGER else ""
    return frozenset({(origin, prefix + effect.type)})


def _is_resource(value: Value, context: Context, found: ValueMap) -> bool:
    source, kind = value
    if kind and (":" in kind or context.resource(kind) is not None):
        return True
    return source in found.carriers or context.carries(source)


def _opened(values: Values, env: dict[Operand, Values], context: Context, found: ValueMap) -> Values:
    """Values as they are once entered: a `closing(x)` stands for `x`."""
    if not any(kind.startswith("manager:") for _, kind in values):
        return values
    made: set[Value] = set()
    for source, kind in values:
        effect = found.effects.get(int(source)) if kind.startswith("manager:") and source.isdigit() else None
        if effect is None:
            made.add((source, kind))
        for operand in effect.operands if effect else ():
            made |= _look(env, operand, context)
    return frozenset(made)


def _enter(origin: str, event: Enter, env: dict[Operand, Values], context: Context, found: ValueMap) -> Values:
    made: set[Value] = set()
    for source, kind in _look(env, event.manager, context):
        if kind.startswith("context:"):
            found.parents[origin] = frozenset({source})
            made.add((origin, kind[8:]))
        elif kind.startswith("manager:"):
            effect = found.effects.get(int(source)) if source.isdigit() else None
            for operand in effect.operands if effect else ():
                made |= _look(env, operand, context)
        else:
            resource = context.resource(kind) if kind else None
            made.add((source, kind) if resource is None or resource.as_binds == "self" else (origin, ""))
    return frozenset(made)
