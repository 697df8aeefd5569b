"""A wanted change as data: operations on the statements of one function, by statement id. Knows no syntax tree.

Each operation says exactly what it does to the statement list, so that a language can carry it out, and can take it
back to see that nothing else was touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from letgo.flow.graph import Place
from letgo.model import Safety


@dataclass(frozen=True, slots=True)
class Opener:
    """How a block is opened on an expression: the helper around it ("" for its own `with`), and how it is awaited.

    `helper` is a dotted name (`contextlib.closing`). `asynchronous` makes it `async with`. `drops_await` takes the
    `await` off the expression, for objects that are awaitable and async context managers alike.
    """

    helper: str = ""
    asynchronous: bool = False
    drops_await: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """`name = X` and the statements up to `last` become `with opener(X) as name:`. `anchor` is the binding statement.

    With `keeps_anchor` the binding stays and the block `with opener(name):` follows it.
    """

    anchor: int
    last: int
    name: str
    opener: Opener
    keeps_anchor: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """`a, b = X, Y` and the statements up to `last` become `with opener(X) as a, opener(Y) as b:`."""

    anchor: int
    last: int
    items: tuple[tuple[str, Opener], ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """`with ExitStack() as stack:` around `first` to `last`; the value bound at each entry's statement is entered."""

    first: int
    last: int
    stack: str
    entries: tuple[tuple[int, Opener], ...]

    @property
    def asynchronous(self) -> bool:
        """Whether it takes an `AsyncExitStack`."""
        return any(opener.asynchronous for _, opener in self.entries)


@dataclass(frozen=True, slots=True)
class Cover:
    """`own = None`, and `first` to `last` in a `try:` whose `finally:` releases `own` unless that is None.

    `name = X` at each of the `anchors`, somewhere inside, becomes `name = own = X`. `release` is the method's name.
    """

    first: int
    last: int
    anchors: tuple[int, ...]
    own: str
    release: str

    @property
    def ending(self) -> str:
        """The statement of the `finally:`."""
        return f"{self.own}.{self.release}()"


@dataclass(frozen=True, slots=True)
class Name:
    """`with opener(X) as name:` around `first` to `last`; X, at `place` inside `first`, becomes `name`."""

    first: int
    last: int
    place: Place
    name: str
    opener: Opener


@dataclass(frozen=True, slots=True)
class NameInTry:
    """`name = X` before `first`, then `first` to `last` in `try:`, with `release` in its `finally:`.

    X, at `place` inside `first`, becomes `name`.
    """

    first: int
    last: int
    place: Place
    name: str
    release: str


@dataclass(frozen=True, slots=True)
class Guard:
    """After `anchor`, the statements up to `last` go into `try:`, with `release` in its `finally:`."""

    anchor: int
    last: int
    release: str


@dataclass(frozen=True, slots=True)
class OnError:
    """After `anchor`, the statements up to `last` go into `try:`; `except BaseException:` releases and raises again."""

    anchor: int
    last: int
    release: str


@dataclass(frozen=True, slots=True)
class After:
    """One statement, `text`, is added after the statement `anchor`, by which some paths come, or all (`always`)."""

    anchor: int
    text: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Rewrap:
    """`with X as name:` at statement `anchor` becomes `with helper(X) as name, name:` (the item at `place`)."""

    anchor: int
    place: Place
    name: str
    opener: Opener
    named: bool = True  # the item already has a name


@dataclass(frozen=True, slots=True)
class Around:
    """`with X as name:` at `anchor` becomes `with name:`, in a block `with opener(X) as name:` that ends at `last`.

    Without an opener, `name = X` stands before it, and a `try:` with `release` in its `finally:` around it. X stands
    at `place`; `named` says whether the item gave it that name already.
    """

    anchor: int
    last: int
    place: Place
    name: str
    opener: Opener | None
    release: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Drop:
    """A statement goes away: a release that the block does now, or a condition that held nothing else."""

    stmt: int


@dataclass(frozen=True, slots=True)
class DropFinally:
    """The `finally` of a `try` goes away, since nothing else is left in it; a bare `try` becomes its body."""

    stmt: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The value of the expression statement `stmt` is released at once: `execute(q)` becomes `execute(q).close()`."""

    stmt: int
    release: str


@dataclass(frozen=True, slots=True)
class LetGo:
    """The block `block` lets go of its lock for the statements `first` to `last` of its body.

    What stands before them stays in the block, what follows goes into a second block with the same header; either
    block goes away if it would hold nothing.
    """

    block: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Capture:
    """At the end of what stays before the statements that leave `block`, `name = X`; X becomes `name` in them.

    X is the expression at `place`, in every place where it is spelled the same; with `copied`, `name = list(X)`. It
    goes before the statement `ahead` of the block if that is given.
    """

    block: int
    first: int
    last: int
    place: Place
    name: str
    copied: bool = False
    ahead: int = -1


@dataclass(frozen=True, slots=True)
class Defer:
    """The statements `first` to `last` of the block `block` go behind it, though others follow them in it.

    Those stay in the block, but for the statement `ending`, a return at its end, which then follows what left. With
    `back`, statements of the block that count, what leaves goes into `try:`, and `except BaseException:` takes the
    block again, counts them back, and raises again.
    """

    block: int
    first: int
    last: int
    ending: int = -1
    back: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Drain:
    """The statement `stmt` in a loop of the block `block` goes into a loop of its own behind the block and such loops.

    `into = []` stands before the block; `into.append(item)` takes the place of the statement; `for item in into:` holds
    it. The statement `ending`, a return at the end of the block, then follows that loop.
    """

    block: int
    stmt: int
    item: str
    into: str
    ending: int = -1


@dataclass(frozen=True, slots=True)
class Owe:
    """The statements `first` to `last`, in a branch of the block `block`, go behind it and behind other such ones.

    `flag = False` stands before the block, `flag = True` in their place, and `if flag:` around them. With `noted` the
    flag is a name that a capture in their place binds: `flag = None`, nothing, and `if flag is not None:`. The
    statements `again`, which follow them, still do, in a block with the same header; with `looks`, under the condition
    of their branch once more. `leave` is a return at the end of their branch, which comes last there. The statements
    of the block's body from `rest` on go into a second block behind everything, which then holds `again` as well, in
    `if flag:`; a return `ending` goes behind everything.
    """

    block: int
    first: int
    last: int
    flag: str
    noted: bool = False
    again: tuple[int, ...] = ()
    looks: bool = False
    leave: int = -1
    rest: int = -1
    ending: int = -1


@dataclass(frozen=True, slots=True)
class Later:
    """X, the expression at `place` in the statement `stmt`, becomes `X + by`; with `floor`, `X + max(by, 0)`."""

    stmt: int
    place: Place
    by: str
    floor: bool = False


@dataclass(frozen=True, slots=True)
class Sink:
    """The block `block`, which holds nothing but an `if` without an `else`, goes into the branch of that."""

    block: int


@dataclass(frozen=True, slots=True)
class Poll:
    """A block that holds `while C:` around a sleep becomes `while True:` around the block, and the sleep behind it.

    In the block stand what came before the loop, `if not C:` with what came after it, and what came before the sleep
    in the loop. What came after the sleep goes away: it is spelled as what comes before the loop, `hoisted` left out,
    which stands before everything. `ends`: what came after the loop leaves the function; else a `break` follows it.
    """

    block: int
    loop: int
    sleep: int
    hoisted: tuple[int, ...] = ()
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Converge:
    """Every `return X` of the block `block`, X the expression at `place`, becomes one `return X` behind the block.

    What follows a branch that returned goes into its `else`; a branch that did nothing else is turned round.
    """

    block: int
    place: Place


@dataclass(frozen=True, slots=True)
class Enclose:
    """`lock.acquire()` at `first` and `lock.release()` at `last` go away; between them stands `with lock:`.

    The lock is what the call at `place`, in `first`, is made on. What follows in the plan knows the new block by the
    number of `first`. With `guarded`, a try, the release is the last that its `finally:` does: that goes away if it was
    all, and the try as well if it catches nothing; `first` stands before it in the same suite, or begins it.
    `asynchronous`: what acquires is awaited, and the block is `async with lock:`.
    """

    first: int
    last: int
    place: Place
    guarded: int = -1
    asynchronous: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """`name = X` stands before the block `block`; X, at `place` in the statement `stmt` of its body, becomes `name`.

    With `twice`, `stmt` is in a branch that is all the block holds: its condition is asked before as well, around both;
    with `apart`, around the first alone, since there is another branch.
    """

    block: int
    stmt: int
    place: Place
    name: str
    twice: bool = False
    apart: bool = False


Locking = LetGo | Ahead | Capture | Converge | Defer | Drain | Enclose | Later | Owe | Poll | Sink
Operation = (
    Locking
    | Finish
    | Block
    | Several
    | Stack
    | Cover
    | Name
    | NameInTry
    | Guard
    | OnError
    | After
    | Rewrap
    | Around
    | Drop
    | DropFinally
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Operations on one function. `reasons` says why the plan is not safe, "" never in it."""

    operations: tuple[Operation, ...]
    title: str
    safety: Safety
    reasons: tuple[str, ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)  # new names in the function
    tests: frozenset[int] = frozenset()  # conditions that ask for nothing but whether there is something to release

    @property
    def helpers(self) -> frozenset[str]:
        """Dotted names the result needs to import."""
        found = {op.opener.helper for op in self.operations if isinstance(op, Block | Name | Rewrap)}
        for op in self.operations:
            if isinstance(op, Several):
                found.update(opener.helper for _, opener in op.items)
            if isinstance(op, Around) and op.opener is not None:
                found.add(op.opener.helper)
            if isinstance(op, Stack):
                found.add("contextlib.AsyncExitStack" if op.asynchronous else "contextlib.ExitStack")
                found.update(opener.helper for _, opener in op.entries)
        return frozenset(found - {""})
