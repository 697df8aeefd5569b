"""What a row of the catalogue says. Plain data; the rows themselves are the TOML files beside this module."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from letgo.model import Cost


class WithDoes(StrEnum):
    """What leaving a `with` block on the resource does."""

    CLOSES = "closes"  # releases it, and nothing else
    RETURNS = "returns"  # gives it back to its pool, and nothing else
    COMMITS = "commits"  # commits or rolls back, stays open
    COMMITS_CLOSES = "commits-closes"  # commits or rolls back, then releases it
    OTHER = "other"  # something a rewrite must not add (terminate, flush, reset)
    NOTHING = "nothing"  # may be entered, leaves it open
    NONE = "none"  # can't be entered


class Awaited(StrEnum):
    """How the result of an acquiring or releasing call is had."""

    NO = "no"  # plain call
    YES = "yes"  # coroutine: await it (`async with await f()`)
    EITHER = "either"  # awaitable and async context manager: `await f()` or `async with f()`


class Group(StrEnum):
    """Which family of rules a resource belongs to."""

    ROWS = "rows"  # databases: LG1xx, on by default
    FILES = "files"  # files and temporary files: opt-in
    SOCKETS = "sockets"  # sockets, selectors: opt-in
    PROCESSES = "processes"  # child processes, executors: opt-in
    STREAMS = "streams"  # HTTP responses and clients: opt-in


@dataclass(frozen=True, slots=True)
class ResourceType:
    """One acquirable type, e.g. `sqlite3.Cursor`. Method names are bare (`close`).

    fluent methods return the resource itself; tied ones return something that needs it (a child, a lazy iterator);
    every other method returns a detached value. `reads_one` read a row and leave the rest; `exhausts` read to the end.
    `release` is the method that lets go; `release_by` are methods of the *parent* that take it (`pool.putconn(conn)`).
    `peeks` are attributes or methods that tell whether it is open (`closed`, `is_connected`).
    """

    name: str
    library: str
    distribution: str = field(default="", kw_only=True)
    kind: str
    cost: Cost
    group: Group = Group.ROWS
    with_does: WithDoes = WithDoes.NONE
    with_since: str = ""
    with_assumed: bool = False  # every version that installs on a supported Python has that `with`
    async_with: WithDoes = WithDoes.NONE
    as_binds: str = "self"  # self | none | other
    release: str = "close"
    release_awaited: bool = False
    releases: frozenset[str] = frozenset()
    release_by: frozenset[str] = frozenset()
    release_twice: bool = True
    release_raises: str = ""  # in which state releasing raises ("unread rows"); "" never
    fluent: frozenset[str] = frozenset()
    tied: frozenset[str] = frozenset()
    exhausts: frozenset[str] = frozenset()
    reads_one: frozenset[str] = frozenset()
    peeks: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()  # members that stay readable after the release (`lastrowid`)
    plain: frozenset[str] = frozenset()  # members that are plain values; any other may need the resource
    frees_when_exhausted: bool = False
    one_value: str = (
        ""  # the library's own way to read one value, as it is spelled: `scalar()`, or `get` for an attribute
    )
    closes_children: bool = False
    loses: str = ""  # what dies with it beyond itself ("uncommitted work")
    leak: str = ""  # how a leak shows at run time
    quiet: bool = False  # never reported by itself (results that free themselves, process-lifetime objects)
    aliases: tuple[str, ...] = ()
    project: bool = False  # made of a project class: what its methods return is not known to be detached
    source: str = ""


@dataclass(frozen=True, slots=True)
class Acquire:
    """One way to get a resource: `call` is a dotted name, `Type.method`, or `*.method` for any receiver.

    `if_argument` narrows the row, in the words of `letgo.catalogue.conditions`: `name@0` (given by position 0 or by
    keyword), `stream=True`, `~SSCursor` (some argument's text ends so). Narrowed rows win over plain ones.
    `owned` says the callee's parent keeps it (nobody has to close it): a getter, not an acquisition.
    """

    call: str
    gives: str
    awaited: Awaited = Awaited.NO
    if_argument: str = ""
    owned: bool = False
    with_only: bool = False  # gives nothing until entered (`pool.connection()`): never a leak
    on: str = ""  # of a call known by its bare name: the receiver's name must hold this word (`pool`)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Callee:
    """What a library function does with its arguments: `keeps` or `releases` them, `wraps` one, or calms down.

    `does`: keeps | releases | closing (a context manager that releases its argument) | enters (`enter_context`) |
    calm (cannot raise in practice) | clock (tells seconds, and is calm too) | stops (never returns) | fixture (a
    decorator whose yield always resumes) |
    context (a decorator that makes a generator a context manager) | suppresses (a context manager that may swallow) |
    exhausts (reads an iterable argument to the end: `list`, `sorted`) | reads_one (`next`) | once (a decorator that
    remembers what the function gave for the same arguments) | casts (gives its second argument as it is).
    """

    call: str
    does: str
    source: str = ""

    @property
    def calm(self) -> bool:
        """Whether it cannot raise in practice."""
        return self.does in ("calm", "clock")


class WaitKind(StrEnum):
    """What a blocking call waits for."""

    TIMER = "timer"  # the clock: sleep
    LIMITER = "limiter"  # a rate limiter's token
    THREAD = "thread"  # a thread or a pool of them to end
    PROCESS = "process"  # a child process to end or to speak
    FUTURE = "future"  # a result that somebody else computes
    EVENT = "event"  # somebody to set an event, reach a barrier, notify a condition
    QUEUE = "queue"  # an item, or a free place
    LOCK = "lock"  # a semaphore's or a file lock's holder
    NETWORK = "network"  # a peer
    DATABASE = "database"  # a database server
    DEVICE = "device"  # a serial port and the like
    INPUT = "input"  # a person


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A call that may block: a dotted name or `Type.method`, the type an `[[object]]`, `[[lock]]` or `[[type]]`.

    The method may be one of an attribute (`subprocess.Popen.stdout.read`), the protocol's own (`Type.__exit__`:
    leaving the block waits), or `*` for every public one, except those in `but`.
    `timeout` names the argument that bounds it (`timeout@0`: by position 0 or by keyword); `bounded` says that it is
    bounded even without (a client's default timeout). `unless` are conditions under which it doesn't wait, in the
    words of `letgo.catalogue.conditions` (`block@0=False`, `timeout@1=0`). `pure`: it touches nothing but the clock or
    what it waits for (sleep, join, `Event.wait`, `Future.result`). `awaited`: it waits where it is awaited.
    `iterated`: the call gives an iterator at once, which waits (`as_completed`). `decorates`: what it decorates waits,
    where that is called (`sleep_and_retry`). `frees` says that it lets go of its own lock meanwhile
    (`Condition.wait`).
    """

    call: str
    kind: WaitKind
    timeout: str = ""
    bounded: bool = False
    unless: tuple[str, ...] = ()
    pure: bool = False
    awaited: bool = False
    frees: bool = False
    iterated: bool = False
    decorates: bool = False
    but: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A type of object that waits are told by: `queue.Queue`, `threading.Thread`.

    It may be a `[[type]]` or `[[lock]]` as well, if there is more to say of it than that row can (`base`, `named`).
    `made_by` are the calls that give one besides its own name (`Executor.submit`); `if_argument` narrows them as an
    `Acquire` row does (with `maxsize@0>0`, the type is a bounded queue). `base` is a type whose waits it shares.
    `named` are words: a receiver of unknown type whose last word is one of them is taken for it (`sock`).
    """

    name: str
    made_by: tuple[str, ...] = ()
    if_argument: str = ""
    base: str = ""
    named: tuple[str, ...] = ()
    source: str = ""


class LockFamily(StrEnum):
    """Who is kept out by a lock."""

    THREAD = "thread"
    PROCESS = "process"  # other processes (multiprocessing)
    FILE = "file"  # other processes, by a file: it is made to be held over I/O
    REMOTE = "remote"  # other machines, by a server: it is made to be held over I/O
    ASYNC = "async"  # other tasks of the loop


@dataclass(frozen=True, slots=True)
class LockRow:
    """A type of lock, by the dotted name of its constructor. `shares@0` names the argument whose lock it takes.

    `counts`: it lets several in (a semaphore), but with one of the arguments of `single` only one. `reentrant`: its
    holder may take it again. `enter` and `leave` are its methods; `factories` are other calls that give one
    (`multiprocessing.context.BaseContext.Lock`).
    """

    name: str
    family: LockFamily
    reentrant: bool = False
    counts: bool = False
    single: tuple[str, ...] = ()  # in the words of `letgo.catalogue.conditions` (`value@0=1`)
    shares: str = ""
    enter: str = "acquire"
    leave: str = "release"
    factories: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # arguments of `enter` with which it doesn't wait (`blocking@0=False`)
    decorates: bool = False  # its constructor is a decorator: the whole function runs under a lock
    source: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """One TOML file: a library, how pip calls it, and what it offers."""

    name: str
    distribution: str
    source: str
    types: tuple[ResourceType, ...] = ()
    acquires: tuple[Acquire, ...] = ()
    callees: tuple[Callee, ...] = ()
    waits: tuple[WaitRow, ...] = ()
    objects: tuple[ObjectRow, ...] = ()
    locks: tuple[LockRow, ...] = ()
    notes: str = ""
    word: str = ""  # what an import of it always names, where that isn't its first part (`bigquery` for google.cloud)
    shared: tuple[str, ...] = field(default=())  # dotted names of objects that are shared: never close those
