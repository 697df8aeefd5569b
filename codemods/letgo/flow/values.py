"""Which values an operand may hold: a forward pass over the graph that also settles what every call does."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from letgo.flow.effects import Context, Effect, Result
from letgo.flow.graph import (
    Await,
    Bind,
    Build,
    Call,
    Enter,
    Graph,
    Item,
    Iterate,
    Member,
    Node,
    Operand,
    is_path,
    reads,
    writes,
)

Value = tuple[str, str]  # where it came from (a node as "12", or an operand), and its type ("" if unknown)
Values = frozenset[Value]
Environment = dict[Operand, Values]
NOTHING: Values = frozenset()
ROUNDS = 6


@dataclass(slots=True)
class ValueMap:
    """The answer: effects by node, the possible values of each node's operands, and parents of values.

    Temporaries are bound in one place each and need no environment; names have one per node (shared where nothing
    changes). `last_read` is the last node that reads a temporary; after it, the temporary is dead.
    """

    effects: dict[int, Effect] = field(default_factory=dict)
    before: dict[int, Environment] = field(default_factory=dict)
    temporaries: Environment = field(default_factory=dict)
    defaults: Environment = field(default_factory=dict)  # names nobody has bound yet
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    last_read: dict[Operand, int] = field(default_factory=dict)
    carriers: set[str] = field(default_factory=set)  # origins of objects that hold a resource
    closures: dict[str, tuple[tuple[Operand, str], ...]] = field(default_factory=dict)  # what they call, by origin

    def values(self, node: int, operand: Operand) -> Values:
        """What `operand` may hold just before `node`."""
        if operand[:1] == "%":
            return self.temporaries.get(operand, NOTHING)
        found = self.before.get(node, _EMPTY).get(operand)
        if found is None:
            found = self.defaults.get(operand)
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


_EMPTY: Environment = {}


def trace_values(graph: Graph, context: Context) -> ValueMap:
    """Run the pass until nothing changes (a few rounds: the lattice is small)."""
    found = ValueMap()
    nodes = graph.nodes
    for number, node in enumerate(nodes):
        for operand in reads(node.event):
            if operand[:1] == "%":
                found.last_read[operand] = number
    waiting: dict[int, Environment] = {graph.entry: {}}
    rounds = [0] * len(nodes)
    queue = [graph.entry]
    queued = {graph.entry}
    while queue:
        number = heappop(queue)
        queued.discard(number)
        if rounds[number] >= ROUNDS:
            continue
        rounds[number] += 1
        node = nodes[number]
        env = waiting[number]
        found.before[number] = env
        out = _transfer(number, node, env, context, found)
        for end in node.next:
            if end >= 0 and _send(waiting, end, out, context, found) and end not in queued:
                queued.add(end)
                heappush(queue, end)
        end = node.raises
        if end >= 0 and _send(waiting, end, env, context, found) and end not in queued:
            queued.add(end)
            heappush(queue, end)
    return found


def _send(waiting: dict[int, Environment], end: int, env: Environment, context: Context, found: ValueMap) -> bool:
    """Merge an environment into that of a node; whether anything changed there."""
    old = waiting.get(end)
    if old is None:
        waiting[end] = env
        return True
    if old is env:
        return False
    changed: Environment | None = None
    for operand, values in env.items():
        have = old.get(operand)
        if have is values:
            continue
        if have is None:
            have = _default(operand, context, found)
        if values <= have:
            if operand in old:
                continue
            values = have
        else:
            values = have | values
        if changed is None:
            changed = dict(old)
        changed[operand] = values
    for operand in old:
        if operand not in env:
            both = old[operand] | _default(operand, context, found)
            if both != old[operand]:
                if changed is None:
                    changed = dict(old)
                changed[operand] = both
    if changed is None:
        return False
    waiting[end] = changed
    return True


def _default(operand: Operand, context: Context, found: ValueMap) -> Values:
    """What a name holds that this function has not bound: a parameter, a path, a global."""
    values = found.defaults.get(operand)
    if values is None:
        values = found.defaults[operand] = frozenset({(operand, context.type_of(operand))})
    return values


def _look(env: Environment, operand: Operand, context: Context, found: ValueMap) -> Values:
    first = operand[:1]
    if first == "%":
        return found.temporaries.get(operand, NOTHING)
    values = env.get(operand)
    if values is not None:
        return values
    return NOTHING if first in ("#", "") else _default(operand, context, found)


def _transfer(number: int, node: Node, env: Environment, context: Context, found: ValueMap) -> Environment:
    event = node.event
    for operand in reads(event):
        if operand and operand[0] not in "#%" and operand not in env:
            _default(operand, context, found)
    dst = writes(event)
    if not dst:
        return env
    made: Values = NOTHING
    origin = str(number)
    if isinstance(event, Bind | Await):
        made = _look(env, event.src, context, found)
    elif isinstance(event, Call):
        made = _call(number, event, env, context, found)
    elif isinstance(event, Enter):
        made = _enter(origin, event, env, context, found)
    elif isinstance(event, Iterate):
        found.parents[origin] = frozenset(source for source, _ in _look(env, event.src, context, found))
        made = frozenset({(origin, "")})
    elif isinstance(event, Build):
        held = [value for operand in event.operands for value in _look(env, operand, context, found)]
        found.parents[origin] = frozenset(source for source, _ in held)
        if any(_is_resource(value, context, found) for value in held):
            found.carriers.add(origin)
        if event.calls:
            found.closures[origin] = event.calls
        made = frozenset({(origin, "")})
    elif isinstance(event, Item) and (boxed := _unboxed(event, env, context, found)):
        made = boxed
    else:
        made = frozenset({(dst if is_path(dst) else origin, context.type_of(dst) if is_path(dst) else "")})
    if dst[0] == "%":
        have = found.temporaries.get(dst)
        found.temporaries[dst] = made if have is None or have <= made else have | made
        return env
    prefix = dst + "."
    if isinstance(event, Member) and env.get(dst) == made:
        return env
    out = {operand: values for operand, values in env.items() if not operand.startswith(prefix)}
    out[dst] = made
    return out


def _call(number: int, event: Call, env: Environment, context: Context, found: ValueMap) -> Values:
    receiver = event.receiver if event.method else event.callee
    values = _look(env, receiver, context, found)
    types = sorted({kind for _, kind in values if kind})
    carried = frozenset(
        argument.operand
        for argument in event.arguments
        if any(_is_resource(value, context, found) for value in _look(env, argument.operand, context, found))
    )
    effect = context.effect(event, types, carried)
    if event.callee and (closed := _closed(values, env, context, found)):
        effect = replace(effect, releases=(*effect.releases, *closed))
    found.effects[number] = effect
    origin = str(number)
    if effect.result is Result.ALIAS:
        same = frozenset(
            value
            for operand in effect.operands
            for value in _opened(_look(env, operand, context, found), env, context, found)
        )
        if same and not effect.type:
            return same
    sources = {
        source
        for operand in (*effect.operands, event.receiver)
        if operand
        for source, _ in _look(env, operand, context, found)
    }
    found.parents[origin] = frozenset(sources)
    if effect.result is Result.HOLDS and any(operand in carried for operand in effect.operands):
        found.carriers.add(origin)
    prefix = "context:" if effect.result is Result.CONTEXT else "manager:" if effect.result is Result.MANAGER else ""
    return frozenset({(origin, prefix + effect.type)})


def _closed(callee: Values, env: Environment, context: Context, found: ValueMap) -> list[Operand]:
    """What a call of a nested function releases: captured resources that it calls the release of."""
    closed = []
    for source, _ in callee:
        for operand, method in found.closures.get(source, ()):
            for _, kind in _look(env, operand, context, found):
                resource = context.resource(kind) if kind and ":" not in kind else None
                if resource is not None and method in {resource.release, *resource.releases, "close"}:
                    closed.append(operand)
    return closed


def _is_resource(value: Value, context: Context, found: ValueMap) -> bool:
    source, kind = value
    if kind and (":" in kind or context.resource(kind) is not None):
        return True
    return source in found.carriers or context.carries(source)


def _unboxed(event: Item, env: Environment, context: Context, found: ValueMap) -> Values:
    """The part of a tuple that a call is known to put a resource in (`cursor, seconds = self.timed_query()`)."""
    made: set[Value] = set()
    for source, kind in _look(env, event.base, context, found):
        effect = found.effects.get(int(source)) if source.isdigit() else None
        if effect is not None and event.unpacks and effect.index == event.index >= 0:
            made.add((source, effect.type))
        elif kind and not event.unpacks:
            given = context.item_type(kind)
            if given:
                made.add((event.dst, given))
    return frozenset(made)


def _opened(values: Values, env: Environment, context: Context, found: ValueMap) -> Values:
    """Values as they are once entered: a `closing(x)` stands for `x`."""
    if not any(kind.startswith("manager:") for _, kind in values):
        return values
    made: set[Value] = set()
    for source, kind in values:
        effect = found.effects.get(int(source)) if kind.startswith("manager:") and source.isdigit() else None
        if effect is None:
            made.add((source, kind))
        for operand in effect.operands if effect else ():
            made |= _look(env, operand, context, found)
    return frozenset(made)


def _enter(origin: str, event: Enter, env: Environment, context: Context, found: ValueMap) -> Values:
    made: set[Value] = set()
    for source, kind in _look(env, event.manager, context, found):
        if kind.startswith("context:"):
            found.parents[origin] = frozenset({source})
            made.add((origin, kind[8:]))
        elif kind.startswith("manager:"):
            effect = found.effects.get(int(source)) if source.isdigit() else None
            for operand in effect.operands if effect else ():
                made |= _look(env, operand, context, found)
        else:
            resource = context.resource(kind) if kind else None
            made.add((source, kind) if resource is None or resource.as_binds == "self" else (origin, ""))
    return frozenset(made)
