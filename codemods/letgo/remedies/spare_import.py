"""The same cure in a form that imports nothing: an explicit release in a `finally` clause instead of a helper."""

from __future__ import annotations

from dataclasses import replace

from letgo.flow.plan import Around, Block, Cover, Guard, Name, NameInTry, Opener, Operation, Plan, Rewrap, Stack
from letgo.program import Analysis
from letgo.remedies.fresh import fresh_name, taken

_CLOSING = "contextlib.closing"
_RELEASES = {_CLOSING: "{}.close()", "contextlib.aclosing": "await {}.aclose()"}
_TITLES = {
    "in a with block": "in a try block",
    "after its with block": "after its with block, in a finally clause",
    "Enter ": "Release ",
    "on an ExitStack": "in a finally clause",
}


def spare_import(analysis: Analysis, plan: Plan) -> Plan | None:
    """`with closing(acquire()) as name:` becomes `name = acquire()`, `try:`, `finally: name.close()`.

    So do a temporary that gets a name, a `with` that is closed around, and what is entered on an `ExitStack`. None if
    the plan needs a helper that no single statement stands for.
    """
    assert analysis.facts.graph is not None
    own = fresh_name(analysis.facts.graph, "opened", taken(analysis))
    operations = tuple(_spared(operation, own) for operation in plan.operations)
    title, names = plan.title, plan.names
    for old, new in _TITLES.items():
        title = title.replace(old, new)
    if any(isinstance(each, Cover) for each in operations):
        names = names - {each.stack for each in plan.operations if isinstance(each, Stack)} | {own}
    made = replace(plan, operations=operations, title=title, names=names)
    return None if made.helpers else made


def _spared(operation: Operation, own: str) -> Operation:
    match operation:
        case Block(anchor, last, name, opener):
            release = _release(opener, name)
            return Guard(anchor, last, release) if release else operation
        case Name(first, last, place, name, opener):
            release = _release(opener, name)
            return NameInTry(first, last, place, name, release) if release else operation
        case Rewrap(anchor, place, name, opener, named):
            release = _release(opener, name)
            return Around(anchor, anchor, place, name, None, release, named) if release else operation
        case Around(opener=opener, name=name) if opener is not None:
            release = _release(opener, name)
            return replace(operation, opener=None, release=release) if release else operation
        case Stack(first, last, _, ((anchor, opener),)) if opener == Opener(_CLOSING):
            return Cover(first, last, (anchor,), own, "close")
    return operation


def _release(opener: Opener, name: str) -> str:
    """The statement that does what the block would do at its end, "" if there is none."""
    return _RELEASES.get(opener.helper, "").format(name)
