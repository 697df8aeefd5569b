"""The statements of the function that is rewritten: by id, as ranges of one suite, put into new blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fissix.pgen2 import token
from fissix.pytree import Node

from letgo.flow.language import RewriteError
from letgo.python2.rewrite.suites import (
    at,
    fill,
    indentation,
    lead,
    leading,
    numbered,
    reindent,
    small,
    statements,
    suites,
    trimmed,
)  # fmt: skip
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from bowler.types import LN


class Body:
    """A function's statements by id. `unit` is one level of its indentation, `new` the blocks that were put in."""

    def __init__(self, ids: dict[int, Node], unit: str) -> None:
        self.ids = ids
        self.unit = unit
        self.new: list[Node] = []

    @classmethod
    def of(cls, function: Node) -> Body:
        """The statements of a function, or of the block of `__main__`, whose tree is loosened."""
        outer = indentation(function if kind(function.parent) != "decorated" else function.parent)
        inner = indentation(statements(suites(function)[0])[0])
        return cls(numbered(function), inner[len(outer) :] if inner.startswith(outer) else "    ")

    def node(self, stmt: int) -> Node:
        """The statement, or the line of several, that has an id."""
        if stmt not in self.ids:
            raise RewriteError(f"statement {stmt} is not in the function")
        return self.ids[stmt]

    def line(self, stmt: int) -> LN:
        """The small statement that stands alone on its line."""
        node = self.node(stmt)
        if kind(node) != "simple_stmt" or len(small(node)) != 1:
            raise RewriteError("a statement shares its line with another")
        return small(node)[0]

    def binding(self, stmt: int) -> LN:
        """The small statement `name = value`."""
        line = self.line(stmt)
        if kind(line) != "expr_stmt" or len(line.children) != 3 or line.children[1].type != token.EQUAL:
            raise RewriteError("the acquisition is not a plain binding")
        return line

    def range(self, start: int, last: int) -> list[Node]:
        """The statements from one to another of the same suite."""
        begin, end = self.node(start), self.node(last)
        inside = statements(suite_of(begin))
        if end.parent is not begin.parent or at(end, inside) < at(begin, inside):
            raise RewriteError("the statements of the block don't stand in one suite")
        return inside[at(begin, inside) : at(end, inside) + 1]

    def enclose(self, inner: list[Node], made: Node, lines: str) -> None:
        """Put statements into the first suite of a new one, in their place, with `lines` before it."""
        suite, own = suite_of(inner[0]), indentation(inner[0])
        place = at(inner[0], suite.children)
        lead(inner[0], trimmed(leading(inner[0])))
        for node in inner:
            node.remove()
            reindent(node, own, own + self.unit)
        fill(suites(made)[0], inner)
        suite.insert_child(place, made)
        lead(made, lines)
        self.new.append(made)


def suite_of(node: Node) -> Node:
    """The suite that a statement stands in."""
    if kind(node.parent) != "suite":
        raise RewriteError("a suite stands on the line of its header")
    assert isinstance(node.parent, Node)
    return node.parent
