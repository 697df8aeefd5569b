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
        for operand in node.reads:
            if operand[:1] == "%":
                found.last_read[operand] = number
    trace = _Trace(context, found, _parts(graph))
    waiting: dict[int, Environment] = {graph.entry: {}}
    merged: dict[int, Environment] = {}  # what was sent to a node last
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
        env = found.before[number] = waiting[number]
        out = trace.after(number, node, env)
        ways = [(end, out) for end in node.next if end >= 0]
        if node.raises >= 0:
            ways.append((node.raises, env))
        for end, sent in ways:
            if merged.get(end) is sent:
                continue
            merged[end] = sent
            if trace.merge(waiting, end, sent) and end not in queued:
                queued.add(end)
                heappush(queue, end)
    return found


def _parts(graph: Graph) -> dict[Operand, frozenset[Operand]]:
    """Name or path -> the longer paths from it that are stored into: they are other objects once it is bound anew."""
    paths = {node.writes for node in graph.nodes if is_path(node.writes or "#") and not isinstance(node.event, Member)}
    found: dict[Operand, set[Operand]] = {}
    for path in paths:
        head = path.rpartition(".")[0]
        while head:
            found.setdefault(head, set()).add(path)
            head = head.rpartition(".")[0]
    return {head: frozenset(paths) for head, paths in found.items()}


@dataclass(slots=True)
class _Trace:
    """The pass over one graph. An environment is shared by all nodes between which nothing is bound."""

    context: Context
    found: ValueMap
    parts: dict[Operand, frozenset[Operand]]
    _resources: dict[str, bool] = field(default_factory=dict)

    def merge(self, waiting: dict[int, Environment], end: int, env: Environment) -> bool:
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
            have = have if have is not None else self.default(operand)
            if values <= have:
                if operand in old:
                    continue
                values = have
            else:
                values = have | values
            changed = dict(old) if changed is None else changed
            changed[operand] = values
        for operand, have in old.items():
            if operand not in env:
                both = have | self.default(operand)
                if both != have:
                    changed = dict(old) if changed is None else changed
                    changed[operand] = both
        if changed is None:
            return False
        waiting[end] = changed
        return True

    def default(self, operand: Operand) -> Values:
        """What a name holds that this function has not bound: a parameter, a path, a global."""
        values = self.found.defaults.get(operand)
        if values is None:
            values = self.found.defaults[operand] = frozenset({(operand, self.context.type_of(operand))})
        return values

    def look(self, env: Environment, operand: Operand) -> Values:
        """What an operand holds in an environment."""
        first = operand[:1]
        if first == "%":
            return self.found.temporaries.get(operand, NOTHING)
        values = env.get(operand)
        if values is not None:
            return values
        return NOTHING if first in ("#", "") else self.default(operand)

    def after(self, number: int, node: Node, env: Environment) -> Environment:
        """The environment behind a node."""
        defaults = self.found.defaults
        for operand in node.reads:
            if operand not in defaults and operand and operand[0] not in "#%" and operand not in env:
                self.default(operand)
        dst = node.writes
        if not dst:
            return env
        made = self.made(number, node, env)
        if dst[0] == "%":
            have = self.found.temporaries.get(dst)
            self.found.temporaries[dst] = made if have is None or have <= made else have | made
            return env
        gone = [each for each in self.parts.get(dst, ()) if each in env]
        if isinstance(node.event, Member):
            have = env.get(dst)
            if have == made or (have is None and not gone and made is defaults.get(dst)):
                return env
        out = dict(env)
        for each in gone:
            del out[each]
        out[dst] = made
        return out

    def made(self, number: int, node: Node, env: Environment) -> Values:
        """What an event gives to the operand it binds."""
        event = node.event
        if isinstance(event, Call):
            return self.call(number, event, env)
        if isinstance(event, Bind | Await):
            return self.look(env, event.src)
        origin = str(number)
        if isinstance(event, Enter):
            return self.enter(origin, event, env)
        if isinstance(event, Iterate):
            self.found.parents[origin] = frozenset(source for source, _ in self.look(env, event.src))
            return frozenset({(origin, "")})
        if isinstance(event, Build):
            held = [value for operand in event.operands for value in self.look(env, operand)]
            self.found.parents[origin] = frozenset(source for source, _ in held)
            if any(self.is_resource(value) for value in held):
                self.found.carriers.add(origin)
            if event.calls:
                self.found.closures[origin] = event.calls
            return frozenset({(origin, "")})
        if isinstance(event, Item) and (boxed := self.unboxed(event, env)):
            return boxed
        values = self.default(node.writes) if is_path(node.writes) else frozenset({(origin, "")})
        if isinstance(event, Member) and self.lets_go(event.base, event.name, env):
            self.found.closures.update((source, ((event.base, event.name),)) for source, _ in values)
        return values

    def call(self, number: int, event: Call, env: Environment) -> Values:
        """Settle what a call does, and what its result may be."""
        context, found = self.context, self.found
        receiver = event.receiver if event.method else event.callee
        values = self.look(env, receiver)
        types = sorted({kind for _, kind in values if kind})
        carried = frozenset(
            argument.operand
            for argument in event.arguments
            if any(self.is_resource(value) for value in self.look(env, argument.operand))
        )
        effect = self.among(context.effect(event, types, carried), event, values, carried)
        if found.closures and event.callee and (closed := self.closed(values, env)):
            effect = replace(effect, releases=(*effect.releases, *closed))
        for operand in effect.reads_one:
            inner = {given for _, kind in self.look(env, operand) if (given := context.next_type(kind))}
            if inner:
                effect = replace(effect, result=Result.HOLDS, type=min(inner), operands=(operand,), reads_one=())
        found.effects[number] = effect
        origin = str(number)
        if effect.result is Result.ALIAS:
            same = frozenset(
                value for operand in effect.operands for value in self.opened(self.look(env, operand), env)
            )
            if same and not effect.type:
                return same
        sources = {
            source for operand in (*effect.operands, event.receiver) if operand for source, _ in self.look(env, operand)
        }
        found.parents[origin] = frozenset(sources)
        if effect.result is Result.HOLDS and any(operand in carried for operand in effect.operands):
            found.carriers.add(origin)
        prefix = (
            "context:" if effect.result is Result.CONTEXT else "manager:" if effect.result is Result.MANAGER else ""
        )
        return frozenset((origin, prefix + each) for each in (effect.type, *filter(None, effect.also)))

    def among(self, effect: Effect, event: Call, values: Values, carried: frozenset[Operand]) -> Effect:
        """A fresh result with the types that it has if the receiver is another of the objects it may be."""
        if effect.result is not Result.FRESH or len(values) < 2:
            return effect
        unknown = any(not kind and source.isdigit() and int(source) in self.found.effects for source, kind in values)
        given = {""} if unknown else set[str]()
        for kind in sorted({kind for _, kind in values if kind}):
            other = self.context.effect(event, [kind], carried)
            given.add(other.type if other.result is Result.FRESH else "")
        return replace(effect, also=tuple(sorted({*effect.also, *given} - {effect.type})))

    def closed(self, callee: Values, env: Environment) -> list[Operand]:
        """What a call of a nested function or a bound method releases: resources that it calls the release of."""
        called = [each for source, _ in callee for each in self.found.closures.get(source, ())]
        return [operand for operand, method in called if self.lets_go(operand, method, env)]

    def lets_go(self, operand: Operand, method: str, env: Environment) -> bool:
        """Whether a method of that name releases the resource that an operand may hold."""
        kinds = (kind for _, kind in self.look(env, operand) if kind and ":" not in kind)
        found = (self.context.resource(kind) for kind in kinds)
        return any(each is not None and method in {each.release, *each.releases, "close"} for each in found)

    def is_resource(self, value: Value) -> bool:
        """Whether a value is a resource, or holds one."""
        source, kind = value
        if kind:
            known = self._resources.get(kind)
            if known is None:
                known = self._resources[kind] = ":" in kind or self.context.resource(kind) is not None
            if known:
                return True
        return source in self.found.carriers or self.context.carries(source)

    def unboxed(self, event: Item, env: Environment) -> Values:
        """The part of a tuple that a call is known to put a resource in (`cursor, seconds = self.timed_query()`)."""
        made: set[Value] = set()
        for source, kind in self.look(env, event.base):
            effect = self.found.effects.get(int(source)) if source.isdigit() else None
            if effect is not None and event.unpacks and effect.index == event.index >= 0:
                made.add((source, effect.type))
            elif kind and not event.unpacks:
                given = self.context.item_type(kind)
                if given:
                    made.add((event.dst, given))
        return frozenset(made)

    def opened(self, values: Values, env: Environment) -> Values:
        """Values as they are once entered: a `closing(x)` stands for `x`."""
        if not any(kind.startswith("manager:") for _, kind in values):
            return values
        made: set[Value] = set()
        for source, kind in values:
            effect = self.found.effects.get(int(source)) if kind.startswith("manager:") and source.isdigit() else None
            if effect is None:
                made.add((source, kind))
            for operand in effect.operands if effect else ():
                made |= self.look(env, operand)
        return frozenset(made)

    def enter(self, origin: str, event: Enter, env: Environment) -> Values:
        """What `as` binds."""
        made: set[Value] = set()
        for source, kind in self.look(env, event.manager):
            if kind.startswith("context:"):
                self.found.parents[origin] = frozenset({source})
                made.add((origin, kind[8:]))
            elif kind.startswith("manager:"):
                effect = self.found.effects.get(int(source)) if source.isdigit() else None
                for operand in effect.operands if effect else ():
                    made |= self.look(env, operand)
            else:
                resource = self.context.resource(kind) if kind else None
                made.add((source, kind) if resource is None or resource.as_binds == "self" else (origin, ""))
        return frozenset(made)
