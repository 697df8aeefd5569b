"""Take `return X` out of the branches of a suite, so that one can stand behind all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fissix.pgen2 import token
from fissix.pytree import Leaf, Node

from letgo.python2.rewrite.expressions import instead
from letgo.python2.rewrite.suites import (
    fill,
    first,
    indentation,
    insert,
    lead,
    leading,
    reindent,
    small,
    statement,
    statements,
    suites,
    trimmed,
)  # fmt: skip
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from bowler.types import LN

OPPOSITE = {"is": "is not", "is not": "is", "in": "not in", "not in": "in", "==": "!=", "!=": "==", "<>": "=="}


def converged(nodes: Sequence[Node], source: str, unit: str) -> tuple[list[Node] | None, LN | None]:
    """The statements without the return, and what it returns. None if some path doesn't end in it.

    `unit` is one level of indentation. The statements still stand in their suites, or in none.
    """
    work = _Converging(source.strip(), unit)
    made = work.suite(list(nodes))
    return made, work.value


class _Converging:
    def __init__(self, text: str, unit: str) -> None:
        self.text = text
        self.unit = unit
        self.value: LN | None = None

    def returns(self, node: Node) -> bool:
        """Whether a statement is that return."""
        if kind(node) != "simple_stmt" or len(small(node)) != 1 or kind(small(node)[0]) != "return_stmt":
            return False
        value = small(node)[0].children[1]
        if str(value).strip() != self.text:
            return False
        self.value = value
        return True

    def has(self, nodes: Sequence[Node]) -> bool:
        """Whether the return stands somewhere in these."""
        return any(
            self.returns(node)
            or (kind(node) not in ("simple_stmt", "funcdef", "classdef", "decorated") and self._within(node))
            for node in nodes
        )

    def _within(self, node: Node) -> bool:
        return any(self.has(statements(suite)) for suite in suites(node))

    def suite(self, nodes: list[Node]) -> list[Node] | None:
        """The statements without the return, what follows a branch put into the other; None if they don't end in it."""
        for index, node in enumerate(nodes):
            if self.returns(node):
                return nodes[:index] if index == len(nodes) - 1 else None
            if not self.has([node]):
                continue
            if kind(node) in ("for_stmt", "while_stmt"):
                made = self._loop(node, nodes[index + 1 :])
            elif kind(node) == "if_stmt":
                made = self._branches(node, nodes[index + 1 :])
            else:
                return None
            return None if made is None else [*nodes[:index], *made]
        return None

    def _loop(self, node: Node, rest: list[Node]) -> list[Node] | None:
        """A loop that breaks where it returned; what follows it goes into its `else`."""
        if len(suites(node)) != 1 or any(leaf.value == "break" for leaf in node.leaves()):
            return None
        no = self.suite(rest)
        if no is None or not self._broken(suites(node)[0]):
            return None
        if no:
            own = indentation(node)
            made = statement(f"while _:\n{self.unit}pass\nelse:\n{self.unit}pass\n", own)
            _put(suites(made)[1], no, own + self.unit)
            for child in made.children[4:]:
                child.remove()
                node.append_child(child)
        return [node]

    def _broken(self, suite: Node) -> bool:
        """Put a `break` in the place of each return; False if one stands where that would not be the same."""
        nodes = statements(suite)
        for index, node in enumerate(nodes):
            if self.returns(node):
                if index < len(nodes) - 1:
                    return False
                line = statement("break\n", indentation(node))
                lead(line, trimmed(leading(node)))
                insert(line, node)
                node.remove()
            elif self.has([node]) and not (
                kind(node) == "if_stmt" and all(self._broken(each) for each in suites(node))
            ):
                return False
        return True

    def _branches(self, node: Node, rest: list[Node]) -> list[Node] | None:
        body, other = statements(suites(node)[0]), _other(node)
        both = other is not None and self.has(body) and self.has(other)
        if both and rest:
            return None
        yes = self.suite(body) if self.has(body) else self._followed(body, rest)
        if other is None:
            no = self.suite(rest) if self.has(body) else None
        else:
            no = self.suite(other) if self.has(other) else self._followed(other, rest)
        return None if yes is None or no is None else self._built(node, yes, no)

    def _followed(self, nodes: list[Node], rest: list[Node]) -> list[Node] | None:
        more = self.suite(rest)
        return None if more is None else [*nodes, *more]

    def _built(self, node: Node, yes: list[Node], no: list[Node]) -> list[Node]:
        if not yes and not no:
            return []
        own, deep = indentation(node), indentation(node) + self.unit
        test: LN = node.children[1]
        if not yes:
            test, yes, no = opposite(test), no, []
        goes_on = len(no) == 1 and kind(no[0]) == "if_stmt"
        tail = f"else:\n{self.unit}pass\n" if no and not goes_on else ""
        made = statement(f"if _:\n{self.unit}pass\n{tail}", own)
        instead(made.children[1], test)
        _keep_comments(suites(node)[0], suites(made)[0])
        for part, suite in zip((yes, no), suites(made), strict=False):
            _put(suite, part, deep)
        if goes_on:
            _go_on(made, no[0], own)
        lead(made, leading(node))
        return [made]


def _other(node: Node) -> list[Node] | None:
    """What an `if` does otherwise, an `elif` as an `if` of its own. None if it says nothing."""
    rest = node.children[4:]
    if not rest:
        return None
    if rest[0].value == "else":
        return statements(rest[2])
    word = Leaf(token.NAME, "if", prefix=rest[0].prefix)
    return [Node(node.type, [word, *(child.clone() for child in rest[1:])])]


def _keep_comments(old: Node, new: Node) -> None:
    """Let a suite have the comments of another behind its header and at its end."""
    if kind(old) == "suite":
        new.children[0].prefix, new.children[-1].prefix = old.children[0].prefix, old.children[-1].prefix


def _put(suite: Node, nodes: list[Node], indent: str) -> None:
    lead(nodes[0], trimmed(leading(nodes[0])))
    for node in nodes:
        node.remove()
        reindent(node, indentation(node), indent)
    fill(suite, nodes)


def _go_on(made: Node, node: Node, own: str) -> None:
    """Hang an `if` on another as its `elif`."""
    reindent(node, indentation(node), own)
    lead(node, trimmed(leading(node)))
    first(node).value = "elif"
    for child in list(node.children):
        child.remove()
        made.append_child(child)


def opposite(test: LN) -> LN:
    """A condition turned round, as a person would write it."""
    if kind(test) == "not_test":
        return test.children[1]
    if kind(test) == "comparison" and len(test.children) == 3:
        operator = " ".join(str(test.children[1]).split())
        if operator in OPPOSITE:
            made = test.clone()
            instead_of = made.children[1]
            instead_of.replace(Leaf(token.NAME, OPPOSITE[operator], prefix=first(instead_of).prefix))
            return made
    plain = isinstance(test, Leaf) or kind(test) in ("power", "atom")
    text = str(test).strip()
    inner = small(statement("not _\n", ""))[0]
    hole = inner.children[1]
    if plain:
        instead(hole, test)
    else:
        hole.replace(statement(f"({text})\n", "").children[0].clone())
        inner.children[1].children[0].prefix = " "
    inner.remove()
    return inner
