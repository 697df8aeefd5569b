"""Build a graph node by node: dangling ends, where exceptions land, and what must run on the way out."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from letgo.flow.graph import Event, Graph, Node, Operand, Place

Tail = tuple[int, int]  # a node, and which of its successors is still open (-1: one more)


@dataclass(slots=True)
class Frame:
    """Something a jump has to pass: a loop (`breaks`, `head`), or a cleanup that runs on every way out."""

    cleanup: Callable[[], None] | None = None
    landing: int = 2  # where exceptions go outside of this frame
    head: int = -1
    breaks: list[Tail] = field(default_factory=list)


class Builder:
    """A graph in the making. `tails` are the ends that the next node is joined to; none means unreachable."""

    def __init__(self) -> None:
        self.nodes: list[Node] = [Node(None, -1, (0, 0, 0, 0)) for _ in range(3)]
        self.tails: list[Tail] = [(0, -1)]
        self.landing = 2
        self.frames: list[Frame] = []
        self.stmt = -1
        self.place: Place = (0, 0, 0, 0)
        self._temporaries = 0

    def graph(self) -> Graph:
        """The finished graph: what is still open falls off the end."""
        self.join(1)
        return Graph(self.nodes)

    def temporary(self) -> Operand:
        """A fresh operand without a name in the source."""
        self._temporaries += 1
        return f"%{self._temporaries}"

    def at(self, node: ast.AST) -> None:
        """Give the nodes to come the place of a syntax node."""
        self.place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def emit(self, event: Event | None, raises: bool = False) -> int:
        """Add a node after the open ends; it becomes the only open end."""
        number = len(self.nodes)
        self.nodes.append(Node(event, self.stmt, self.place, [], self.landing if raises else -1))
        self.join(number)
        self.tails = [(number, -1)]
        return number

    def split(self, event: Event, raises: bool = False) -> tuple[list[Tail], list[Tail]]:
        """Add a node with two successors and leave none open; returns both ends."""
        number = self.emit(event, raises)
        self.nodes[number].next = [-1, -1]
        self.tails = []
        return [(number, 0)], [(number, 1)]

    def join(self, number: int) -> None:
        """Lead all open ends to a node that exists."""
        for tail, slot in self.tails:
            if slot < 0:
                self.nodes[tail].next.append(number)
            else:
                self.nodes[tail].next[slot] = number
        self.tails = []

    def pad(self) -> int:
        """A node without predecessors: a place for exceptions to land."""
        number = len(self.nodes)
        self.nodes.append(Node(None, self.stmt, self.place))
        return number

    def unwind(self, to: Frame | None) -> None:
        """Run the cleanups of all frames inside `to` (None: all), innermost first, each under its own outside."""
        frames, landing = self.frames, self.landing
        try:
            while self.frames and self.frames[-1] is not to:
                frame = self.frames[-1]
                self.frames = self.frames[:-1]
                if frame.cleanup:
                    self.landing = frame.landing
                    frame.cleanup()
        finally:
            self.frames, self.landing = frames, landing

    def loop(self) -> Frame | None:
        """The innermost loop."""
        return next((frame for frame in reversed(self.frames) if frame.head >= 0), None)
