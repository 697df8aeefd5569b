"""Project classes that amount to a resource: their `__init__` acquires one and keeps it, and they can be closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from letgo.catalogue import ResourceType, WithDoes
from letgo.flow.graph import Bind, Call, is_path

if TYPE_CHECKING:
    from letgo.program.program import Analysis, Program

LIKE = {
    "connection": frozenset({"cursor", "execute", "commit"}),
    "cursor": frozenset({"execute", "fetchone", "fetchall"}),
}


def wrapper_type(owner: str, analysis: Analysis, program: Program) -> ResourceType | None:
    """The type a class amounts to, given the analysis of its `__init__`; None if it holds nothing of its own."""
    inner = _held(analysis)
    if inner is None:
        return None
    methods = {name for facts in program.project.lineage(owner) for name in facts.methods}
    proxy = "__getattr__" in methods
    if not proxy and "close" not in methods:
        return None
    if not proxy and not (methods & LIKE.get(inner.kind, frozenset())):
        return None
    return _amounting(owner, inner)


def proxy_type(owner: str, inner: ResourceType, program: Program) -> ResourceType | None:
    """The type of a class built around `inner`: it passes on whatever it lacks, or has a `close` and the like."""
    methods = {name for facts in program.project.lineage(owner) for name in facts.methods}
    if "__getattr__" not in methods and not ("close" in methods and methods & LIKE.get(inner.kind, frozenset())):
        return None
    return _amounting(owner, inner)


def _amounting(owner: str, inner: ResourceType) -> ResourceType:
    return replace(
        inner, name=owner, with_does=WithDoes.NONE, async_with=WithDoes.NONE, release="close",
        release_by=frozenset(), aliases=(), release_twice=False, project=True,
    )  # fmt: skip


def _held(analysis: Analysis) -> ResourceType | None:
    """The resource that is stored on self, or handed to the base's constructor."""
    graph = analysis.facts.graph
    assert graph is not None
    for acquisition in analysis.acquisitions:
        if acquisition.kind.quiet or acquisition.kind.kind not in LIKE:
            continue
        for ending in acquisition.endings:
            event = graph.nodes[ending.node].event
            if ending.how != "kept":
                continue
            if isinstance(event, Bind) and is_path(event.dst) and event.dst.startswith("self."):
                return acquisition.kind
            if isinstance(event, Call) and event.method == "__init__":
                return acquisition.kind
    return None
