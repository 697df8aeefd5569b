"""How to hold a resource of a type: by its own `with`, by a helper around it, or by an explicit release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from letgo.catalogue import Awaited, ResourceType, WithDoes
from letgo.flow.graph import Await, is_temporary
from letgo.flow.plan import Opener
from letgo.model import Refusal
from letgo.remedies.reach import Reach

ONLY_RELEASES = (WithDoes.CLOSES, WithDoes.RETURNS)
PYTHON = "python"  # the name under which the floors hold the lowest Python
HELPERS = {  # the Python that brought a helper, by the library reference's "New in version"
    "contextlib.closing": "2.5",
    "contextlib.ExitStack": "3.3",
    "contextlib.AsyncExitStack": "3.7",
    "contextlib.aclosing": "3.10",
}


@dataclass(frozen=True, slots=True)
class Form:
    """Either a block (`opener`), or the statement that lets go (`release`)."""

    opener: Opener | None
    release: str = ""


def form(reach: Reach, floors: Mapping[str, str]) -> Form | Refusal:
    """The form that lets go and does nothing else, in every version the project may install (`floors`)."""
    kind = reach.acquisition.kind
    awaits = _awaited(reach)
    row = reach.acquisition.effect.row
    how = (
        row.awaited
        if row is not None and not reach.acquisition.effect.callee
        else Awaited.YES
        if awaits
        else Awaited.NO
    )
    asynchronous = reach.analysis.facts.asynchronous
    effect = reach.acquisition.effect
    sure = not effect.guess and not effect.also  # a type that is told by names only may have another `with`
    if sure and kind.async_with in ONLY_RELEASES and asynchronous and _since(kind, floors):
        return Form(Opener(asynchronous=True, drops_await=how is Awaited.EITHER))
    if sure and kind.with_does in ONLY_RELEASES and _since(kind, floors):
        return Form(Opener())
    if kind.release == "close" and not kind.release_awaited and not kind.release_by:
        return Form(Opener("contextlib.closing"))
    name = next(iter(sorted(reach.names)), "")
    if kind.release and not kind.release_by:
        return Form(None, f"{'await ' if kind.release_awaited else ''}{name}.{kind.release}()")
    receiver = reach.call.receiver.lstrip("@")
    if kind.release_by and receiver and not is_temporary(receiver):
        taker = min(kind.release_by, key=lambda name: (name != "putconn", name != "release", name))
        return Form(None, f"{'await ' if kind.release_awaited else ''}{_spelled(reach, receiver)}.{taker}({name})")
    return Refusal(f"no form is known that releases a {kind.name} here and does nothing else")


def alike(reach: Reach) -> bool:
    """Whether every type that it may be of is known, and released by a call of the same name."""
    if "" in reach.acquisition.effect.also:
        return False
    also = [reach.analysis.context.resource(name) for name in reach.acquisition.effect.also]
    kinds = [reach.acquisition.kind, *(each for each in also if each is not None)]
    return len({(each.release, each.release_awaited, bool(each.release_by)) for each in kinds}) == 1


def _spelled(reach: Reach, receiver: str) -> str:
    """The receiver as the source spells it: a global is known by its full name."""
    return receiver.removeprefix(f"{reach.analysis.facts.module}.")


def _awaited(reach: Reach) -> bool:
    return any(isinstance(node.event, Await) and node.event.src == reach.call.dst for node in reach.graph.nodes)


def _since(kind: ResourceType, floors: Mapping[str, str]) -> bool:
    """Whether the `with` of the type holds in every version the project allows.

    What is assumed of versions on today's Python says nothing about those on Python 2.
    """
    old = _numbers(floors.get(PYTHON, "3")) < (3,)
    if not old and (not kind.with_since or kind.with_assumed):
        return True
    if not kind.with_since:
        return False
    name = kind.distribution.lower().replace("_", "-") or PYTHON  # what has no distribution comes with Python
    floor = floors.get(name) or floors.get(f"{kind.distribution}-binary")
    return floor is not None and floor != "" and _numbers(floor) >= _numbers(kind.with_since)


def too_new(helpers: Iterable[str], floors: Mapping[str, str]) -> Refusal | None:
    """Why the project can't use those helpers, None if it can: they are newer than the lowest Python it runs on."""
    floor = floors.get(PYTHON, "")
    for helper in sorted(helpers):
        if floor and _numbers(floor) < _numbers(HELPERS[helper]):
            return Refusal(f"{helper} is new in Python {HELPERS[helper]}, and the project runs on {floor}")
    return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
