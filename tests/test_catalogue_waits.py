"""The rows of waits, locks and objects: what they say fits together, and names what the installed libraries have."""

from __future__ import annotations

import builtins
import inspect
import re
import select
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from letgo.catalogue import LockRow, ObjectRow, WaitKind, WaitRow, load
from letgo.catalogue.conditions import CONDITION
from letgo.catalogue.lookup import builtin

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # telnetlib's

LIBRARIES = {library.name: library for library in builtin()}
WAITS = [row for library in LIBRARIES.values() for row in library.waits]
LOCKS = [row for library in LIBRARIES.values() for row in library.locks]
OBJECTS = [row for library in LIBRARIES.values() for row in library.objects]
STANDARD = {"asyncio", "processes", "sockets", "streams", "threads"}


# -- the rows ----------------------------------------------------------------------------------------------------------


def test_names_are_unique() -> None:
    for names in (
        [row.call for row in WAITS],
        [row.name for row in OBJECTS],
        [name for row in LOCKS for name in (row.name, *row.factories)],
        [f"{call} {row.if_argument}" for row in OBJECTS for call in row.made_by],
        [word for row in OBJECTS for word in row.named],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def types() -> set[str]:
    return {row.name for row in OBJECTS} | {row.name for row in LOCKS} | set(load().types)


def owner(row: WaitRow) -> str:
    """The type that a row is about, "" if it is about a function."""
    found = [name for name in types() if row.call.startswith(name + ".")]
    return max(found, key=len, default="")


def test_an_alias_is_not_used_as_an_owner() -> None:
    made = {call for row in OBJECTS for call in row.made_by if call not in types()}
    other = {name for row in LOCKS for name in row.factories} | made
    aliases = {name for name, kind in load().types.items() if name != kind.name}
    for row in WAITS:
        assert owner(row) not in aliases
        assert row.call.rpartition(".")[0] not in other - {owner(row)}, row.call


def test_bases_and_makers_exist() -> None:
    for row in OBJECTS:
        assert not row.base or row.base in types(), row
        assert row.made_by or not row.if_argument, row
        assert "#" not in row.name or (row.if_argument and row.base), row
        for call in row.made_by:
            before = call.rpartition(".")[0]
            assert before not in {kind for kind in load().types if load().types[kind].name != kind}, row


def test_conditions_are_understood() -> None:
    conditions = [text for texts in [row.unless for row in WAITS] + [row.unless for row in LOCKS] for text in texts]
    conditions += [row.if_argument for row in OBJECTS if row.if_argument]
    assert [text for text in conditions if not CONDITION.fullmatch(text)] == []
    named = [row.timeout for row in WAITS if row.timeout] + [row.shares for row in LOCKS if row.shares]
    assert [text for text in named if not re.fullmatch(r"\w+(@\d+)?", text)] == []


def test_what_a_row_says_fits_together() -> None:
    for row in WAITS:
        assert not row.decorates or not owner(row) or row.call.rpartition(".")[0] == owner(row), row
        assert not row.frees or owner(row) in load().locks or owner(row) in load().objects, row
        assert not row.but or row.call.endswith(".*"), row
        assert not row.pure or row.kind not in {WaitKind.NETWORK, WaitKind.DATABASE, WaitKind.DEVICE}, row
        source = row.source or next(each.source for each in LIBRARIES.values() if row in each.waits)
        assert source.startswith("https://"), row


# -- the rows against what is installed: names, and where their arguments stand ----------------------------------------

STAND_INS: dict[str, Any] = {
    "multiprocessing.Queue#bounded": "multiprocessing.queues.Queue",
    "select.poll": type(select.poll()),
    "socketserver.TCPServer": "socketserver.BaseServer",
}
GONE = {
    "raw_input",
    "six.moves.urllib.request.urlopen",
    "ssl.wrap_socket",
    "urllib.urlopen",
    "urllib.urlretrieve",
    "urllib2.urlopen",
}  # in other versions of Python
PLATFORM = {"select.kqueue", "telnetlib.Telnet"}  # in other versions or systems
DYNAMIC = {"dbutils.steady_db.SteadyDBCursor", "os._wrap_close"}  # whose methods are looked up in another object
UNSIGNED = {  # written in C without saying what they take; some are tried below
    "time.sleep", "select.epoll.poll", "select.poll.poll", "select.select", "os.wait3", "fcntl.flock",
    "signal.sigtimedwait", "fcntl.lockf", "os.waitpid", "os.waitid", "os.wait4",
}  # fmt: skip
FROM_INIT = {
    "asyncio.Condition",
    "multiprocessing.BoundedSemaphore",
    "multiprocessing.Semaphore",
    "threading.Condition",
}
ELSEWHERE = {"smtplib", "ssl"}  # constructors of subclasses and versions differ
SAID_BY_ANOTHER = {"blocking"}  # what the proxies of a manager call `block`


@dataclass(frozen=True)
class Parameter:
    """One argument that a row names."""

    call: str
    name: str
    position: int | None


def parameters(call: str, texts: tuple[str, ...]) -> Iterator[Parameter]:
    for text in texts:
        parts = CONDITION.fullmatch(text)
        if parts and parts["name"]:
            yield Parameter(call, parts["name"], None if parts["position"] is None else int(parts["position"]))


def spellings(name: str) -> list[str]:
    """All names of a type, the one that is a class among them."""
    found = [name, name.partition("[")[0]]
    for row in OBJECTS:
        if row.name == name:
            found += [*row.made_by, *([row.base] if row.base else [])]
    for lock in LOCKS:
        if lock.name == name:
            found += lock.factories
    return found + [alias for alias, kind in load().types.items() if kind.name == name.partition("[")[0]]


def dotted(name: str) -> Any:
    """The object of that dotted name; raises LookupError if it isn't there, or can't be imported."""
    head, *parts = name.split(".")
    if not parts and hasattr(builtins, head):
        return getattr(builtins, head)
    try:
        found = import_module(head)
        path = head
        for part in parts:
            path += f".{part}"
            if not hasattr(found, part):
                import_module(path)
            found = getattr(found, part)
    except (AttributeError, ImportError) as error:
        raise LookupError(name) from error
    return found


def clazz(name: str) -> Any:
    """The class that a type's name stands for; raises LookupError if none of its spellings is one."""
    stand_in = STAND_INS.get(name, name)
    if not isinstance(stand_in, str):
        return stand_in
    for spelling in spellings(stand_in):
        with suppress(LookupError):
            found = dotted(spelling.partition("[")[0])
            if isinstance(found, type):
                return found
    raise LookupError(name)


def target(row: WaitRow) -> Any:
    """What a row is about; raises LookupError if it isn't there."""
    kind = owner(row)
    if not kind or row.call in types():
        return dotted(row.call)
    found = clazz(kind)
    path = row.call.removeprefix(kind + ".").split(".")
    if (
        path == ["*"] or len(path) > 1 or kind in DYNAMIC or (kind in FROM_INIT and path == ["acquire"])
    ):  # what an instance alone has
        return found
    if not hasattr(found, path[0]):
        raise LookupError(row.call)
    return getattr(found, path[0])


def installed(row: WaitRow) -> bool:
    if row.call.startswith("google.cloud."):  # a namespace that others share
        row = WaitRow("google.cloud.bigquery", row.kind)
    with suppress(ImportError):
        return row.call in dir(builtins) or find_spec(row.call if "google" in row.call else head(row.call)) is not None
    return False


def head(name: str) -> str:
    return name.partition(".")[0]


HERE = [row for row in WAITS if installed(row)]


def test_the_standard_library_is_here() -> None:
    absent = {row.call for name in STANDARD for row in LIBRARIES[name].waits} - {row.call for row in HERE}
    assert {call for call in absent if call not in GONE and not call.startswith("telnetlib.")} == set()


@pytest.mark.parametrize("row", HERE, ids=lambda row: row.call)
def test_a_wait_exists_and_takes_what_its_row_says(row: WaitRow) -> None:
    if row.call in GONE or owner(row) in PLATFORM:
        with suppress(LookupError):
            target(row)
        return
    found = target(row)
    if isinstance(found, type) and row.call not in types():
        return
    wanted = list(parameters(row.call, (*row.unless, *([row.timeout] if row.timeout else []))))
    if not wanted:
        assert callable(found)
        return
    try:
        signature = inspect.signature(found)
    except ValueError:
        if head(row.call) in sys.stdlib_module_names:
            assert row.call in UNSIGNED
        return
    check(signature, wanted, bound=not takes_self(row))


def takes_self(row: WaitRow) -> bool:
    """Whether the first parameter of what a row is about is the object: it is a method, found on the class."""
    if not owner(row) or row.call in types():
        return False
    name = row.call.rpartition(".")[2]
    return not isinstance(inspect.getattr_static(clazz(owner(row)), name, None), classmethod | staticmethod)


def check(signature: inspect.Signature, wanted: list[Parameter], *, bound: bool) -> None:
    """Every parameter stands where the row says."""
    given = list(signature.parameters.values())[0 if bound else 1 :]
    kinds = inspect.Parameter
    by_position = [each.name for each in given if each.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
    by_keyword = {each.name for each in given if each.kind in (kinds.KEYWORD_ONLY, kinds.POSITIONAL_OR_KEYWORD)}
    anything = any(each.kind is kinds.VAR_KEYWORD for each in given)
    several = any(each.kind is kinds.VAR_POSITIONAL for each in given)
    for each in wanted:
        if each.name in SAID_BY_ANOTHER and each.name not in by_keyword:
            continue
        if each.position is None:
            assert each.name in by_keyword or anything, each
        elif each.name in by_position:
            assert by_position.index(each.name) == each.position, each
        else:
            assert several, each
            assert anything, each


def test_a_name_alone_leaves_no_near_position_out() -> None:
    """`timeout` without a position is one that nobody gives by position, or that stands elsewhere in other versions."""
    for row in WAITS:
        if row.timeout.isidentifier() and installed(row) and row.call not in GONE:
            try:
                given = list(inspect.signature(target(row)).parameters.values())
            except (ValueError, LookupError):  # written in C without saying what it takes; a part that isn't installed
                continue
            near = given[: 5 if owner(row) and row.call not in types() else 4]
            named = [each.name for each in near if each.kind is not each.KEYWORD_ONLY]
            assert row.timeout not in named or head(row.call) in ELSEWHERE, row


@pytest.mark.parametrize("row", LOCKS, ids=lambda row: row.name)
def test_a_lock_has_its_methods(row: LockRow) -> None:
    try:
        made = clazz(row.name)
    except LookupError:
        if head(row.name) in sys.stdlib_module_names:
            made = type(dotted(row.name)())
        else:
            pytest.skip("not installed")
    if row.name not in FROM_INIT and not row.name.startswith("multiprocessing."):
        assert callable(getattr(made, row.enter))
        assert callable(getattr(made, row.leave))
    if row.shares:
        (parameter,) = parameters(row.name, (row.shares,))
        check(inspect.signature(made.__init__), [parameter], bound=False)


@pytest.mark.parametrize("row", [row for row in OBJECTS if row.if_argument], ids=lambda row: row.name)
def test_what_narrows_an_object_is_an_argument_of_its_makers(row: ObjectRow) -> None:
    for call in row.made_by:
        with suppress(LookupError):
            made = dotted(call)
            if call.startswith("multiprocessing.managers."):
                continue  # forwards all it is given
            try:
                signature = inspect.signature(made)
            except ValueError:  # written in C without saying what it takes
                continue
            check(signature, list(parameters(call, (row.if_argument,))), bound="BaseContext" not in call)
