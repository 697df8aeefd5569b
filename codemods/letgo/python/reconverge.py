"""The returns of a block come together behind it, done once more on `ast` trees."""

from __future__ import annotations

import ast
from collections.abc import Callable

OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def returns(node: ast.stmt, wanted: str) -> bool:
    """Whether a statement returns what is dumped so."""
    return isinstance(node, ast.Return) and node.value is not None and ast.dump(node.value) == wanted


Ends = Callable[[ast.stmt], bool]


def _has(body: list[ast.stmt], ends: Ends) -> bool:
    return any(isinstance(node, ast.stmt) and ends(node) for each in body for node in ast.walk(each))


def converged(body: list[ast.stmt], ends: Ends) -> list[ast.stmt] | None:
    """A suite whose every path ends in the return, without it; None if one doesn't."""
    for index, node in enumerate(body):
        rest = body[index + 1 :]
        if ends(node):
            return body[:index] if not rest else None
        if not _has([node], ends):
            continue
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            left = any(isinstance(each, ast.Break) for each in ast.walk(node))
            last = None if left or node.orelse else converged(rest, ends)
            if last is None or not _broken(node.body, ends):
                return None
            node.orelse = last
            return [*body[:index], node]
        if not isinstance(node, ast.If):
            return None
        yes, no = _has(node.body, ends), _has(node.orelse, ends)
        if yes and no and rest:
            return None
        made = converged([*node.body, *([] if yes else rest)], ends)
        other = converged([*node.orelse, *([] if no else rest)], ends)
        if made is None or other is None:
            return None
        if not made and not other:
            return body[:index]
        if not made:
            return [*body[:index], ast.If(opposite(node.test), other, [])]
        return [*body[:index], ast.If(node.test, made, other)]
    return None


def _broken(body: list[ast.stmt], ends: Ends) -> bool:
    """Put a `break` in the place of each return of a loop's branches; whether that is possible."""
    for index, node in enumerate(body):
        if ends(node):
            if index < len(body) - 1:
                return False
            body[index] = ast.Break()
        elif _has([node], ends) and not (
            isinstance(node, ast.If) and _broken(node.body, ends) and _broken(node.orelse, ends)
        ):
            return False
    return True


def opposite(test: ast.expr) -> ast.expr:
    """The condition that holds where this one doesn't, as a person would write it."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in OPPOSITE:
        return ast.Compare(test.left, [OPPOSITE[type(test.ops[0])]()], test.comparators)
    return ast.UnaryOp(ast.Not(), test)
