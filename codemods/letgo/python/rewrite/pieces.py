"""The statements of a function as lists that can be changed, joined to statement ids, and back to LibCST nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from letgo.flow.language import RewriteError


@dataclass(slots=True)
class Piece:
    """One statement (or one line of several small ones): its ids, its node, its suites."""

    ids: tuple[int, ...]
    node: cst.BaseStatement | cst.If
    parts: list[Part] = field(default_factory=list)
    new: bool = False

    def build(self) -> cst.BaseStatement | cst.If:
        """The node with its suites as they are now."""
        node = self.node
        for part in self.parts:
            if part.changed or any(piece.changed for piece in part.pieces):
                node = part.put(node)
        return node

    @property
    def changed(self) -> bool:
        """Whether it, or anything within, has to be built anew."""
        return self.new or any(part.changed or any(piece.changed for piece in part.pieces) for part in self.parts)


@dataclass(slots=True)
class Part:
    """A suite: its statements, and how it hangs on its node (`field`, and which of several)."""

    field: str
    index: int
    pieces: list[Piece]
    inline: bool = False
    changed: bool = False

    def put(self, node: cst.CSTNode) -> cst.BaseStatement | cst.If:
        """The node around with this suite put back."""
        holder = self.holder(node)
        if isinstance(holder, cst.If) and self.field == "elif":
            made: cst.CSTNode = self.pieces[0].build()
        else:
            made = holder.with_changes(body=self._suite(holder.body))  # type: ignore[attr-defined]
        if self.field == "body":
            changed: cst.CSTNode = made
        elif self.field in ("handlers", "cases"):
            several = list(getattr(node, self.field))
            several[self.index] = made
            changed = node.with_changes(**{self.field: several})
        else:
            changed = node.with_changes(**{"orelse" if self.field == "elif" else self.field: made})
        assert isinstance(changed, cst.BaseStatement | cst.If)
        return changed

    def holder(self, node: cst.CSTNode) -> cst.CSTNode:
        """The node whose `body` this suite is: the statement itself, its `else`, a handler."""
        if self.field == "body":
            return node
        if self.field in ("handlers", "cases"):
            found: cst.CSTNode = getattr(node, self.field)[self.index]
            return found
        other = getattr(node, "orelse" if self.field == "elif" else self.field)
        assert isinstance(other, cst.CSTNode)
        return other

    def _suite(self, old: cst.BaseSuite) -> cst.BaseSuite:
        if not isinstance(old, cst.IndentedBlock):
            raise RewriteError("a suite stands on the line of its header")
        body = [piece.build() for piece in self.pieces]
        if not body:
            body = [cst.SimpleStatementLine([cst.Pass()])]
        return old.with_changes(body=body)


def pieces(body: Sequence[cst.CSTNode], counter: Iterator[int]) -> list[Piece]:
    """The statements of a suite, numbered in source order as `flow.blocks` numbers them."""
    found: list[Piece] = []
    for node in body:
        if isinstance(node, cst.SimpleStatementLine):
            found.append(Piece(tuple(next(counter) for _ in node.body), node))
            continue
        assert isinstance(node, cst.BaseStatement | cst.If)
        piece = Piece((next(counter),), node)
        piece.parts = list(_parts(node, counter))
        found.append(piece)
    return found


def _parts(node: cst.CSTNode, counter: Iterator[int]) -> Iterator[Part]:
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        return
    if isinstance(node, cst.Match):
        for index, case in enumerate(node.cases):
            yield _part("cases", index, case.body, counter)
        return
    body = getattr(node, "body", None)
    if isinstance(body, cst.BaseSuite):
        yield _part("body", 0, body, counter)
    for index, handler in enumerate(getattr(node, "handlers", ())):
        yield _part("handlers", index, handler.body, counter)
    orelse = getattr(node, "orelse", None)
    if isinstance(orelse, cst.If):
        yield Part("elif", 0, pieces([orelse], counter))
    elif isinstance(orelse, cst.Else):
        yield _part("orelse", 0, orelse.body, counter)
    final = getattr(node, "finalbody", None)
    if isinstance(final, cst.Finally):
        yield _part("finalbody", 0, final.body, counter)


def _part(field_: str, index: int, suite: cst.BaseSuite, counter: Iterator[int]) -> Part:
    if isinstance(suite, cst.IndentedBlock):
        return Part(field_, index, pieces(suite.body, counter))
    assert isinstance(suite, cst.SimpleStatementSuite)
    line = cst.SimpleStatementLine(suite.body)
    return Part(field_, index, [Piece(tuple(next(counter) for _ in suite.body), line)], inline=True)


def find(part: Part, stmt: int) -> tuple[Part, int]:
    """The suite and index of a statement id. Raises `RewriteError` if it isn't there."""
    found = _find(part, stmt)
    if found is None:
        raise RewriteError(f"statement {stmt} is not in the function")
    return found


def _find(part: Part, stmt: int) -> tuple[Part, int] | None:
    for index, piece in enumerate(part.pieces):
        if stmt in piece.ids:
            return part, index
        for inner in piece.parts:
            found = _find(inner, stmt)
            if found:
                return found
    return None


def comments_above(node: cst.CSTNode) -> list[cst.EmptyLine]:
    """The leading lines of a statement, without the blank ones on top."""
    lines = list(getattr(node, "leading_lines", ()))
    while lines and lines[0].comment is None:
        lines = lines[1:]
    return lines


def led(node: cst.BaseStatement | cst.If, lines: Sequence[cst.EmptyLine]) -> cst.BaseStatement | cst.If:
    """A statement below these lines."""
    made = node.with_changes(leading_lines=lines)
    assert isinstance(made, cst.BaseStatement | cst.If)
    return made
