"""The control-flow graph of one function, and the events on it. Language-neutral plain data.

An *operand* is a string: a local name (`cur`), a path from one (`self._pool.conn`), a temporary (`%7`), a name from
outside the function by its full dotted name (`@sqlite3.connect`), or a constant (`#None`, `#True`, `#False`, `#`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from letgo.flow.record import record

Operand = str
NONE, TRUE, FALSE, CONSTANT = "#None", "#True", "#False", "#"
Place = tuple[int, int, int, int]  # first row, first column, last row, end column; rows 1-based, columns 0-based bytes


@record
class Bind:
    """`dst = src`. A path as `dst` stores into an object; `@` as `dst` stores into a global."""

    dst: Operand
    src: Operand


@record
class Argument:
    """One argument of a call: its keyword ("" if positional, `*` and `**` if spread), operand and source text."""

    keyword: str
    operand: Operand
    text: str


@record
class Call:
    """`dst = receiver.method(arguments)`, or `dst = callee(arguments)` when there is no receiver."""

    dst: Operand
    callee: Operand
    receiver: Operand
    method: str
    arguments: tuple[Argument, ...]

    @property
    def name(self) -> str:
        """The bare name that is called."""
        return self.method or self.callee.rpartition(".")[2].lstrip("@")

    @property
    def target(self) -> str:
        """The full dotted name if the call is of a name from outside the function, else ""."""
        if self.method:
            return f"{self.receiver[1:]}.{self.method}" if self.receiver.startswith("@") else ""
        return self.callee[1:] if self.callee.startswith("@") else ""


@record
class Await:
    """`dst = await src`: the same thing, but it may be cancelled here."""

    dst: Operand
    src: Operand


@record
class Member:
    """`dst = base.name`, read but not called."""

    dst: Operand
    base: Operand
    name: str


@record
class Item:
    """`dst = base[...]`, or a part of an unpacked `base`; fails on None."""

    dst: Operand
    base: Operand
    unpacks: bool = False
    index: int = -1  # which part of an unpacked base


@record
class Iterate:
    """`dst = iter(src)`."""

    dst: Operand
    src: Operand


@record
class Next:
    """The head of a loop: `dst = next(src)`. Successor 0 is the body, successor 1 the end of the iterator."""

    dst: Operand
    src: Operand


@record
class Build:
    """A new object that holds the operands: a tuple, list, dict, closure (`lazy`) or generator expression (`lazy`).

    `calls` are the methods that a closure calls on what it captured: operand and method.
    """

    dst: Operand
    operands: tuple[Operand, ...]
    lazy: bool = False
    calls: tuple[tuple[Operand, str], ...] = ()


@record
class Use:
    """`dst` is computed from the operands and needs them no longer.

    `sought_in` is a container, if `dst` tells whether something is in it: false of an empty one.
    """

    dst: Operand
    operands: tuple[Operand, ...]
    sought_in: Operand = ""


@record
class Test:
    """A branch: successor 0 if `operand` is None (`none`) or true (`truth`), successor 1 if not."""

    operand: Operand
    what: str  # none | truth


@record
class Enter:
    """`with manager as dst` is entered."""

    dst: Operand
    manager: Operand
    awaited: bool


@record
class Leave:
    """The `with` block of `manager` is left. If `failed`, successor 0 goes on raising and 1 is taken if it swallows."""

    manager: Operand
    awaited: bool
    failed: bool


@record
class Return:
    """The function returns `src`."""

    src: Operand


@record
class Yield:
    """The function yields `src`; `delegates` for `yield from`."""

    dst: Operand
    src: Operand
    delegates: bool = False


@record
class Raise:
    """The function raises on purpose."""

    src: Operand


@record
class Catch:
    """A handler begins. `types` are full dotted names; none means all."""

    types: tuple[str, ...]
    name: str


@record
class Delete:
    """`del name`."""

    name: Operand


Event = (
    Bind | Call | Await | Member | Item | Iterate | Next | Build | Use | Test | Enter | Leave | Return | Yield | Raise
    | Catch | Delete
)  # fmt: skip


@dataclass(slots=True)
class Node:
    """One step: what happens, in which statement, where, what follows, and where an exception goes (-1: it can't).

    `reads` and `writes` are those of the event, which never changes.
    """

    event: Event | None
    stmt: int
    place: Place
    next: list[int] = field(default_factory=list)
    raises: int = -1
    reads: tuple[Operand, ...] = field(init=False, repr=False, compare=False)
    writes: Operand = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.reads = reads(self.event)
        self.writes = writes(self.event)


@dataclass(slots=True)
class Graph:
    """Nodes by number. `entry` begins; control leaves by `exit` (return, end) or by `failure` (an exception)."""

    nodes: list[Node]
    entry: int = 0
    exit: int = 1
    failure: int = 2


def reads(event: Event | None) -> tuple[Operand, ...]:
    """The operands an event reads."""
    return _READS[type(event)](event)


def writes(event: Event | None) -> Operand:
    """The operand an event binds, or ""."""
    name = _WRITES.get(type(event))
    return getattr(event, name) if name else ""


def _read_by_call(event: Call) -> tuple[Operand, ...]:
    return (event.callee, event.receiver, *[argument.operand for argument in event.arguments])


# By the kind of event, since each node of each graph is asked: a `match` over so many classes takes ten times as long.
_READS: dict[type, Callable[[Any], tuple[Operand, ...]]] = {
    Call: _read_by_call,
    **dict.fromkeys((Bind, Await, Iterate, Next, Yield, Return, Raise), lambda event: (event.src,)),
    **dict.fromkeys((Member, Item), lambda event: (event.base,)),
    **dict.fromkeys((Build, Use), attrgetter("operands")),
    **dict.fromkeys((Enter, Leave), lambda event: (event.manager,)),
    Test: lambda event: (event.operand,),
    **dict.fromkeys((Catch, Delete, type(None)), lambda _: ()),
}
_WRITES = {
    **dict.fromkeys((Bind, Call, Await, Member, Item, Iterate, Next, Build, Use, Enter, Yield), "dst"),
    **dict.fromkeys((Catch, Delete), "name"),
}


def root(operand: Operand) -> str:
    """The local name an operand starts from: `self._pool.conn` -> `self`."""
    return operand.partition(".")[0]


def is_path(operand: Operand) -> bool:
    """Whether it is a part of another object: `self.conn`."""
    return "." in operand and operand[0] not in "@#%"


def is_temporary(operand: Operand) -> bool:
    """Whether it has no name in the source."""
    return operand.startswith("%")
