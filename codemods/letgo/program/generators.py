"""Project generators that yield a resource and let go of it behind the yield (`def get_db(): ... yield db ...`).

One that is asked for its value and dropped (`next(get_db())`) runs its cleanup at collection, whoever still uses the
value: on CPython before the first use. So the generator is itself something to hold, and `close()` lets go of it
(PEP 342).
"""

from __future__ import annotations

from collections.abc import Sequence

from letgo.catalogue import ResourceType
from letgo.flow.facts import FunctionFacts
from letgo.flow.graph import Yield
from letgo.flow.values import ValueMap
from letgo.flow.walk import Acquisition

PREFIX, ASYNC = "generator of ", "async generator of "


def generator_type(name: str, inner: ResourceType) -> ResourceType:
    """The type of a generator that yields an `inner`; what it costs is what that costs."""
    asynchronous = name.startswith(ASYNC)
    return ResourceType(
        name, "python", kind="generator", cost=inner.cost, release="aclose" if asynchronous else "close",
        release_awaited=asynchronous, leak="its cleanup runs at collection",
    )  # fmt: skip


def yielded(name: str) -> str:
    """The type that a generator of that type yields, "" if it is no such type."""
    head, _, inner = name.partition(PREFIX)
    return inner if head in ("", "async ") else ""


def yields(facts: FunctionFacts, values: ValueMap, found: Sequence[Acquisition]) -> str:
    """The generator's type if the function yields a resource that it acquired and releases, else ""."""
    graph = facts.graph
    if not facts.generator or graph is None:
        return ""
    held = {str(each.node): each for each in found if any(end.how == "released" for end in each.endings)}
    for number, node in enumerate(graph.nodes):
        if isinstance(node.event, Yield) and not node.event.delegates:
            for source, kind in values.values(number, node.event.src):
                if source in held and kind == held[source].kind.name:
                    return (ASYNC if facts.asynchronous else PREFIX) + kind
    return ""
