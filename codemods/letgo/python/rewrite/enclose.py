"""`lock.acquire()` and `lock.release()`, with or without a `try:` of their own, become a `with` block."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst import matchers

from letgo.flow.language import RewriteError
from letgo.flow.plan import Enclose
from letgo.python.rewrite.pieces import Part, Piece, comments_above, find, led


def enclose(root: Part, operation: Enclose, lock: cst.BaseExpression, indent: str) -> Piece:
    """Put the block into the suite that the calls stand in. It has the number of `acquire()`; gives the block."""
    part, first = find(root, operation.first)
    taking = part.pieces[first].node
    leading = list(getattr(taking, "leading_lines", ()))
    footer: Sequence[cst.EmptyLine] = ()
    if operation.guarded < 0:
        last = _index(part, operation.last)
        _silent(part.pieces[last].node)
        body = part.pieces[first + 1 : last]
    else:
        home, last = find(root, operation.guarded)
        guarded = home.pieces[last]
        if home is part:
            body = part.pieces[first + 1 : last]
        else:  # what acquires is the first thing in the try
            del part.pieces[first]
            leading = [*getattr(guarded.node, "leading_lines", ()), *comments_above(taking)]
            guarded.node, body = led(guarded.node, []), []
            part, first = home, last
        inner, footer, indent = _freed(guarded, operation.last, indent)
        body += inner
    if not body or last < first:
        raise RewriteError("acquire() and release() don't stand in one suite")
    body[0].node = led(body[0].node, comments_above(body[0].node))
    trailing = getattr(taking, "trailing_whitespace", cst.TrailingWhitespace())
    header = cst.With(
        [cst.WithItem(lock)],
        cst.IndentedBlock([], header=trailing, indent=indent, footer=footer),
        leading_lines=leading,
        asynchronous=cst.Asynchronous() if operation.asynchronous else None,
    )
    made = Piece((operation.first,), header, [Part("body", 0, body, changed=True)], new=True)
    part.pieces[first : last + 1] = [made]
    part.changed = True
    return made


def _freed(guarded: Piece, release: int, indent: str) -> tuple[list[Piece], Sequence[cst.EmptyLine], str]:
    """What stays of a try once its `finally:` doesn't release, the comments at its end, and how far it is indented."""
    node, final = guarded.node, guarded.parts[-1]
    if not isinstance(node, cst.Try | cst.TryStar) or node.finalbody is None:
        raise RewriteError("the try is not where it was")
    if len(final.pieces) > 1:
        _silent(final.pieces.pop(_index(final, release)).node)
        final.changed = True
        return [guarded], (), indent
    _silent(node.finalbody)
    if node.handlers:
        guarded.parts = [each for each in guarded.parts if each.field != "finalbody"]
        guarded.node, guarded.new = node.with_changes(finalbody=None), True
        return [guarded], (), indent
    suite, body = node.body, guarded.parts[0]
    if body.inline or not isinstance(suite, cst.IndentedBlock):
        raise RewriteError("a suite stands on the line of its header")
    said = [cst.EmptyLine(comment=suite.header.comment)] if suite.header.comment else []
    above = [*comments_above(node), *said]
    if above and body.pieces:
        body.pieces[0].node = led(body.pieces[0].node, [*above, *comments_above(body.pieces[0].node)])
    return body.pieces, suite.footer, indent if suite.indent is None else suite.indent


def _silent(node: cst.CSTNode) -> None:
    """Nothing is said beside what goes away."""
    if matchers.findall(node, matchers.Comment()):
        raise RewriteError("a comment stands beside the release")


def _index(part: Part, stmt: int) -> int:
    for index, piece in enumerate(part.pieces):
        if piece.ids == (stmt,):
            return index
    raise RewriteError("acquire() and release() don't stand in one suite")
