"""Statements of a branch go behind the block of a lock, and are done there if the branch was taken."""

from __future__ import annotations

from collections import Counter

import libcst as cst

from letgo.flow.language import RewriteError
from letgo.flow.plan import Owe
from letgo.python.rewrite.pieces import Part, Piece, comments_above, find, led


def owe(part: Part, operation: Owe, header: cst.With, indent: str, behind: Counter[int]) -> None:
    """Carry it out. `header` is the lock's block, empty; `behind` counts what follows each block already."""
    home, index = find(part, operation.block)
    block = home.pieces[index]
    node = block.node
    if not isinstance(node, cst.With) or not isinstance(node.body, cst.IndentedBlock):
        raise RewriteError("the block of the lock is not where it was")
    if any(line.comment for line in node.body.footer):
        raise RewriteError("a comment stands at the end of the block")
    asked = _condition(part, operation.first) if operation.looks else None
    moved, then, leave = _taken(part, operation, asked, indent)
    suite = cst.IndentedBlock([], indent=indent)
    around = cst.If(_test(operation), suite)
    inside = [*moved, *([_again(header, then)] if then and operation.rest < 0 else []), *leave]
    made = [Piece((), around, [Part("body", 0, inside, changed=True)], new=True)]
    body = block.parts[0]
    if operation.ending >= 0:
        ending = body.pieces.pop(_at(body, operation.ending))
        ending.node = led(ending.node, comments_above(ending.node))
        made.append(ending)
    if operation.rest >= 0:
        rest = body.pieces[_at(body, operation.rest) :]
        del body.pieces[_at(body, operation.rest) :]
        if then:
            rest.insert(0, _branch(_test(operation), then, suite))
        made.append(_again(header, rest, lifts=not then))
    if not body.pieces:
        raise RewriteError("nothing would stay under the lock")
    body.changed = home.changed = True
    at = index + 1 + behind[operation.block]
    home.pieces[at:at] = made
    behind[operation.block] += 1
    above, said = list(node.leading_lines), comments_above(node)
    start = led(_bound(operation.flag, "None" if operation.noted else "False"), above[: len(above) - len(said)])
    block.node, block.new = led(node, said), True
    home.pieces.insert(index, Piece((), start, new=True))


def _test(operation: Owe) -> cst.BaseExpression:
    flag = cst.Name(operation.flag)
    return cst.Comparison(flag, [cst.ComparisonTarget(cst.IsNot(), cst.Name("None"))]) if operation.noted else flag


def _taken(
    part: Part, operation: Owe, asked: cst.BaseExpression | None, indent: str
) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """What leaves the branch, as it is to stand behind the block: what waits, what needs the lock again, a return."""
    inner, start = find(part, operation.first)
    end = _at(inner, operation.last) + 1
    moved = inner.pieces[start:end]
    follows = [inner.pieces[_at(inner, each)] for each in operation.again]
    if follows != inner.pieces[end : end + len(follows)]:
        raise RewriteError("what follows the wait stands elsewhere")
    leave = [inner.pieces[_at(inner, operation.leave)]] if operation.leave >= 0 else []
    gone = [*moved, *follows, *leave]
    inner.pieces = [each for each in inner.pieces if not any(each is other for other in gone)]
    if not operation.noted:
        said = list(getattr(moved[0].node, "leading_lines", ()))
        blank = said[: len(said) - len(comments_above(moved[0].node))]
        inner.pieces.insert(start, Piece((), led(_bound(operation.flag, "True"), blank), new=True))
    elif not start:
        raise RewriteError("nothing is noted in the branch")
    inner.changed = True
    moved[0].node = led(moved[0].node, comments_above(moved[0].node))
    if follows and asked is not None:
        follows = [_branch(asked, follows, cst.IndentedBlock([], indent=indent))]
    return moved, follows, leave


def _again(header: cst.With, body: list[Piece], lifts: bool = True) -> Piece:
    """A block with the same header around statements; what is said above the first of them is said above it."""
    if not lifts:
        return Piece((), header, [Part("body", 0, body, changed=True)], new=True)
    node = header.with_changes(leading_lines=comments_above(body[0].node))
    body[0].node = led(body[0].node, [])
    return Piece((), node, [Part("body", 0, body, changed=True)], new=True)


def _branch(test: cst.BaseExpression, body: list[Piece], suite: cst.IndentedBlock) -> Piece:
    """A branch that holds statements; what is said above the first of them is said above it."""
    node = cst.If(test, suite, leading_lines=comments_above(body[0].node))
    body[0].node = led(body[0].node, [])
    return Piece((), node, [Part("body", 0, body, changed=True)], new=True)


def _condition(part: Part, stmt: int) -> cst.BaseExpression:
    """The condition of the branch that a statement stands in."""
    for piece in part.pieces:
        for inner in piece.parts:
            if any(stmt in each.ids for each in inner.pieces):
                if not isinstance(piece.node, cst.If) or inner.field != "body":
                    raise RewriteError("the wait doesn't stand in a branch")
                return piece.node.test
            if any(stmt in each for each in _ids(inner)):
                return _condition(inner, stmt)
    raise RewriteError("the wait doesn't stand in a branch")


def _ids(part: Part) -> list[tuple[int, ...]]:
    return [ids for piece in part.pieces for ids in (piece.ids, *(each for p in piece.parts for each in _ids(p)))]


def _bound(name: str, value: str) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], cst.Name(value))])


def _at(part: Part, stmt: int) -> int:
    for index, piece in enumerate(part.pieces):
        if stmt in piece.ids:
            return index
    raise RewriteError(f"statement {stmt} is not in the suite")
