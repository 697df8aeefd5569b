"""Expressions in Bowler's tree: found by their text, put in the place of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fissix.pgen2 import token
from fissix.pytree import Leaf, Node

from letgo.flow.language import RewriteError
from letgo.python2.rewrite.suites import first, small, statement
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from bowler.types import LN


def instead(hole: Leaf, value: LN) -> None:
    """Put an expression where the leaf stands, with the blanks of the leaf."""
    made = value.clone()
    first(made).prefix = hole.prefix
    hole.replace(made)


def given(hole: Leaf, value: LN) -> None:
    """Put an expression where the leaf stands, alone in a call; parentheses around it become those of the call."""
    inner = value.children[1] if kind(value) == "atom" and len(value.children) == 3 else value
    if inner is value or value.children[0].type != token.LPAR or kind(inner) in ("testlist_gexp", "yield_expr"):
        instead(hole, value)
        return
    assert hole.next_sibling is not None
    hole.next_sibling.prefix = value.children[2].prefix
    hole.replace(inner.clone())


def entered(item: LN) -> LN:
    """What an item of a `with` enters."""
    return item.children[0] if kind(item) == "with_item" else item


def only_call(node: Node, source: str) -> tuple[Node, int]:
    """The one call in the header of a statement whose text is `source`: its node, and how many parts of it."""
    found = [
        (power, count)
        for power in _powers(node)
        for count in range(2, len(power.children) + 1)
        if _said(power.children[:count]) == source.strip()
    ]
    if len(found) != 1:
        raise RewriteError("the acquiring call can't be told from another one in its statement")
    return found[0]


def _said(parts: Sequence[LN]) -> str:
    """The text of neighbours, without the comments and blanks before it."""
    return "".join(map(str, parts))[len(first(parts[0]).prefix) :]


def _powers(node: LN) -> list[Node]:
    found = [node] if isinstance(node, Node) and kind(node) == "power" else []
    for child in node.children:
        if kind(child) not in ("suite", "lambdef", "old_lambdef"):
            found += _powers(child)
    return found


def replaced(node: LN, source: str, text: str) -> list[LN]:
    """Put another expression in the place of one (a name, an attribute, a call, a subscript) that is spelled so.

    Returns the expressions that were there. An expression that is longer is looked through as well.
    """
    wanted = source.strip()
    if isinstance(node, Leaf):
        if node.type != token.NAME or node.value != wanted or _is_label(node):
            return []
        other = _expression(text)
        first(other).prefix = node.prefix
        node.replace(other)
        return [node]
    if kind(node) == "power":
        for count in range(2, len(node.children) + 1):
            if _said(node.children[:count]) == wanted:
                return [_shortened(node, count, text), *_replaced(node.children[1:], source, text)]
    return _replaced(node.children, source, text)


def _replaced(nodes: Sequence[LN], source: str, text: str) -> list[LN]:
    return [found for child in list(nodes) for found in replaced(child, source, text)]


def _expression(text: str) -> LN:
    made = small(statement(f"{text}\n", ""))[0]
    made.remove()
    return made


def _shortened(power: Node, count: int, text: str) -> LN:
    """Another expression in the place of the first parts of one, which are returned."""
    parts = power.children[:count]
    value = Node(power.type, [child.clone() for child in parts])
    for child in parts[1:]:
        child.remove()
    other = _expression(text)
    first(other).prefix = first(power).prefix
    power.children[0].replace(other)
    return value


def _is_label(leaf: Leaf) -> bool:
    """Whether a name stands for no value: that of an attribute, or of an argument."""
    before, after = leaf.prev_sibling, leaf.next_sibling
    if kind(leaf.parent) == "trailer" and before is not None and before.type == token.DOT:
        return True
    return kind(leaf.parent) == "argument" and after is not None and after.type == token.EQUAL
