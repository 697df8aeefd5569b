"""Rows that are opened for one value: the first part of the first row is taken, and all else is dropped."""

from __future__ import annotations

from letgo.flow.graph import Call, Graph, Item, Operand, Place
from letgo.flow.ownership import Acquisition


def one_value(graph: Graph, acquisition: Acquisition) -> tuple[Place, Place, str] | None:
    """`execute(q).fetchone()[0]` -> the places of the whole and of `execute(q)`, and what the library has for that.

    None if it has nothing, or the row is read in another way.
    """
    own = graph.nodes[acquisition.node]
    better = acquisition.kind.one_value
    if not better or not isinstance(own.event, Call):
        return None
    rows: set[Operand] = {own.event.dst}
    read: set[Operand] = set()
    for node in graph.nodes[acquisition.node :]:
        event = node.event
        if isinstance(event, Call) and event.receiver in rows and event.method in acquisition.kind.reads_one:
            read.add(event.dst)
        elif isinstance(event, Item) and event.base in read and not event.unpacks and node.stmt == own.stmt:
            return node.place, own.place, better
    return None
