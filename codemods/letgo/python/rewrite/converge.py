"""The returns of a suite's branches taken out of it: they come together behind it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from letgo.python.rewrite.pieces import Part, Piece, comments_above, led

OPPOSITE: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.Is: cst.IsNot, cst.IsNot: cst.Is, cst.In: cst.NotIn, cst.NotIn: cst.In, cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
}  # fmt: skip


class Converging:
    """Take `return X` out of the branches of a suite."""

    def __init__(self, module: cst.Module, text: str, indent: str) -> None:
        self.module = module
        self.text = text
        self.indent = indent

    def returns(self, piece: Piece) -> bool:
        """Whether a statement is that return."""
        if not isinstance(piece.node, cst.SimpleStatementLine) or len(piece.node.body) != 1:
            return False
        small = piece.node.body[0]
        return (
            isinstance(small, cst.Return)
            and small.value is not None
            and self.module.code_for_node(small.value).strip() == self.text
        )

    def has(self, pieces: Sequence[Piece]) -> bool:
        """Whether the return stands somewhere in these."""
        return any(self.returns(each) or any(self.has(part.pieces) for part in each.parts) for each in pieces)

    def suite(self, pieces: list[Piece]) -> list[Piece] | None:
        """The statements without the return, what follows a branch put into the other; None if they don't end in it."""
        for index, piece in enumerate(pieces):
            if self.returns(piece):
                return pieces[:index] if index == len(pieces) - 1 else None
            if not self.has([piece]):
                continue
            if isinstance(piece.node, cst.For | cst.While):
                made = self._loop(piece, pieces[index + 1 :])
            elif isinstance(piece.node, cst.If):
                made = self._branches(piece, pieces[index + 1 :])
            else:
                return None
            return None if made is None else [*pieces[:index], *made]
        return None

    def _loop(self, piece: Piece, rest: list[Piece]) -> list[Piece] | None:
        """A loop that breaks where it returned; what follows it goes into its `else`."""
        node = piece.node
        assert isinstance(node, cst.For | cst.While)
        if node.orelse is not None or len(piece.parts) != 1 or matchers.findall(node, matchers.Break()):
            return None
        no = self.suite(rest)
        if no is None or not self._broken(piece.parts[0]):
            return None
        if no:
            no[0].node = led(no[0].node, comments_above(no[0].node))
            no[0].new = True
            suite = cst.IndentedBlock([each.build() for each in no], indent=_indent(node))
            node = node.with_changes(orelse=cst.Else(suite))
        return [Piece(piece.ids, node, piece.parts, new=True)]

    def _broken(self, part: Part) -> bool:
        """Put a `break` in the place of each return; False if one stands where that would not be the same."""
        part.changed = True
        for index, piece in enumerate(part.pieces):
            if self.returns(piece):
                if index < len(part.pieces) - 1:
                    return False
                line = cst.SimpleStatementLine([cst.Break()], leading_lines=comments_above(piece.node))
                part.pieces[index] = Piece((), line, new=True)
            elif self.has([piece]) and not (
                isinstance(piece.node, cst.If) and all(self._broken(each) for each in piece.parts)
            ):
                return False
        return True

    def _branches(self, piece: Piece, rest: list[Piece]) -> list[Piece] | None:
        assert isinstance(piece.node, cst.If)
        body = piece.parts[0].pieces
        other = piece.parts[1].pieces if len(piece.parts) > 1 else None
        both = other is not None and self.has(body) and self.has(other)
        if both and rest:
            return None
        yes = self.suite(body) if self.has(body) else self._followed(body, rest)
        if other is None:
            no = self.suite(rest) if self.has(body) else None
        else:
            no = self.suite(other) if self.has(other) else self._followed(other, rest)
        if yes is None or no is None:
            return None
        return self._built(piece, yes, no)

    def _followed(self, pieces: list[Piece], rest: list[Piece]) -> list[Piece] | None:
        more = self.suite(rest)
        return None if more is None else [*pieces, *more]

    def _built(self, piece: Piece, yes: list[Piece], no: list[Piece]) -> list[Piece]:
        node = piece.node
        assert isinstance(node, cst.If)
        if not yes and not no:
            return []
        if not yes:
            node, yes, no = node.with_changes(test=opposite(node.test)), no, []
        own = node.body
        suite = own if isinstance(own, cst.IndentedBlock) else cst.IndentedBlock([], indent=self.indent)
        yes[0].node = led(yes[0].node, comments_above(yes[0].node))
        node = node.with_changes(body=suite.with_changes(body=[each.build() for each in yes]), orelse=None)
        if no:
            built = [each.build() for each in no]
            if len(built) == 1 and isinstance(built[0], cst.If):
                node = node.with_changes(orelse=led(built[0], comments_above(built[0])))
            else:
                built[0] = led(built[0], comments_above(built[0]))
                other = cst.Else(cst.IndentedBlock(built, indent=suite.indent))
                node = node.with_changes(orelse=other)
        return [Piece(piece.ids, node, [], new=True)]


def opposite(test: cst.BaseExpression) -> cst.BaseExpression:
    """A condition turned round, as a person would write it."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return test.expression
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        other = OPPOSITE.get(type(target.operator))
        if other is not None:
            return test.with_changes(comparisons=[target.with_changes(operator=other())])
    plain = isinstance(test, cst.Name | cst.Attribute | cst.Call | cst.Subscript) or bool(test.lpar)
    inner = test if plain else test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def _indent(node: cst.For | cst.While) -> str | None:
    return node.body.indent if isinstance(node.body, cst.IndentedBlock) else None
