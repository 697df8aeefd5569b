"""Carry out what a plan says of a lock's block: statements leave it, captures go before them, returns converge."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fissix.pgen2 import token
from fissix.pytree import Leaf

from letgo.flow.language import RewriteError
from letgo.flow.plan import Ahead, Capture, Converge, Defer, Drain, Enclose, Later, LetGo, Owe, Poll, Sink
from letgo.python2.language import WITH
from letgo.python2.rewrite.body import Body, suite_of
from letgo.python2.rewrite.converging import converged
from letgo.python2.rewrite.enclosing import enclose
from letgo.python2.rewrite.expressions import instead, replaced
from letgo.python2.rewrite.owing import owe
from letgo.python2.rewrite.polling import poll, sink
from letgo.python2.rewrite.suites import (
    at,
    fill,
    indentation,
    insert,
    lead,
    leading,
    outdented,
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
    from fissix.pytree import Node

OPPOSITE = {"+=": "-=", "-=": "+="}


class LockRewriter:
    """The operations on the blocks of locks in one function. `target` is the Python that must run the result."""

    def __init__(self, body: Body, target: tuple[int, ...]) -> None:
        self.body = body
        self.target = target
        self.drained: dict[int, Node] = {}  # the last loop behind a block
        self.kept: dict[int, Node] = {}  # what a block became that stays before the statements which left it
        self.headers = {
            number: _emptied(node) for number, node in body.ids.items() if kind(node) == "with_stmt" and _is_block(node)
        }

    def do(self, operation: object, source: str) -> bool:
        """Carry out one operation, if it is about a lock's block; whether it is."""
        match operation:
            case LetGo():
                self._let_go(operation)
            case Capture():
                self._capture(operation, source)
            case Converge():
                self._converge(operation, source)
            case Defer():
                self._defer(operation)
            case Drain():
                self._drain(operation)
            case Later():
                self._later(operation, source)
            case Owe(number):
                taking, header = self._block(number), partial(self._header, number)
                self.drained[number] = owe(self.body, taking, operation, header, self.drained.get(number, taking))
            case Sink(block):
                sink(self.body, self._block(block))
            case Poll():
                poll(self.body, self._block(operation.block), operation)
                self.kept[operation.block] = self.body.node(operation.block)
            case Enclose():
                self._enclose(operation, source)
            case Ahead():
                self._ahead(operation, source)
            case _:
                return False
        return True

    def _block(self, stmt: int) -> Node:
        node = self.body.node(stmt)
        if stmt not in self.headers or kind(node.parent) != "suite":
            raise RewriteError("the block of the lock is not where it was")
        return node

    def _header(self, stmt: int, inner: list[Node], indent: str) -> Node:
        """A block with the header that the lock's block had, around statements that stand nowhere any more."""
        if stmt not in self.headers:
            raise RewriteError("the block of the lock is not where it was")
        made: Node = self.headers[stmt].clone()
        reindent(made, indentation(made), indent)
        for node in inner:
            reindent(node, indentation(node), indent + self.body.unit)
        fill(suites(made)[0], inner)
        return made

    # -- leaving ---------------------------------------------------------------------------------------------------

    def _let_go(self, operation: LetGo) -> None:
        block = self._block(operation.block)
        own, lines, home = indentation(block), leading(block), suite_of(block)
        inside = suites(block)[0]
        inner = statements(inside)
        moved = self.body.range(operation.first, operation.last)
        start = at(moved[0], inner)
        before, behind = inner[:start], inner[start + len(moved) :]
        if _footer(inside) and not behind:
            raise RewriteError("a comment stands at the end of the block")
        footer, place = inside.children[-1].prefix, at(block, home.children)
        made = []
        for node in (*moved, *behind):
            node.remove()
        if before:
            self.kept[operation.block] = block
            inside.children[-1].prefix = ""
        else:
            block.remove()
            lead(moved[0], lines + trimmed(leading(moved[0])))
        for node in moved:
            reindent(node, indentation(node), own)
        made += moved
        if behind:
            said = trimmed(leading(behind[0]))
            lead(behind[0], "")
            again = self._header(operation.block, behind, own)
            suites(again)[0].children[-1].prefix = footer
            lead(again, outdented(said, indentation(behind[0]), own))
            made.append(again)
        for number, node in enumerate(made):
            home.insert_child(place + (1 if before else 0) + number, node)

    def _defer(self, operation: Defer) -> None:
        block = self._block(operation.block)
        inside, own, home = suites(block)[0], indentation(block), suite_of(block)
        inner = statements(inside)
        moved = self.body.range(operation.first, operation.last)
        start = at(moved[0], inner)
        ending = [] if operation.ending < 0 else self.body.range(operation.ending, operation.ending)
        behind = inner[start + len(moved) : len(inner) - len(ending)]
        if not behind or (ending and ending[0] is not inner[-1]):
            raise RewriteError("nothing of the block would come before what leaves it")
        if _footer(inside):
            raise RewriteError("a comment stands at the end of the block")
        back = [_counted_back(self.body.line(each)) for each in operation.back]
        for node in (*moved, *ending):
            node.remove()
            reindent(node, indentation(node), own)
        if not start:
            lead(behind[0], trimmed(leading(behind[0])))
        place = at(block, home.children) + 1
        left = [self._or_back(operation, moved, back, own)] if back else moved
        for number, node in enumerate([*left, *ending]):
            home.insert_child(place + number, node)

    def _or_back(self, operation: Defer, moved: list[Node], back: list[Node], own: str) -> Node:
        """`try:` what left the block; if it fails, `back` runs under the lock."""
        unit = self.body.unit
        made = statement(f"try:\n{unit}pass\nexcept BaseException:\n{unit}pass\n{unit}raise\n", own)
        lead(moved[0], trimmed(leading(moved[0])))
        for node in moved:
            reindent(node, own, own + unit)
        fill(suites(made)[0], moved)
        again = self._header(operation.block, back, own + unit)
        suites(again)[0].children[0].prefix = ""  # a comment behind the header stays with the block
        fill(suites(made)[1], [again])
        return made

    def _drain(self, operation: Drain) -> None:
        block = self._block(operation.block)
        own, unit, inside = indentation(block), self.body.unit, suites(block)[0]
        if _footer(inside):
            raise RewriteError("a comment stands at the end of the block")
        ending = [self.body.node(operation.ending)] if operation.ending >= 0 else []
        moved = self.body.node(operation.stmt)
        line = statement(f"{operation.into}.append({operation.item})\n", indentation(moved))
        insert(line, moved)
        moved.remove()
        loop = statement(f"for {operation.item} in {operation.into}:\n{unit}pass\n", own)
        reindent(moved, indentation(moved), own + unit)
        fill(suites(loop)[0], [moved])
        for node in reversed([loop, *ending]):
            if node.parent is not None:
                node.remove()
            reindent(node, indentation(node), own)
            insert(node, self.drained.get(operation.block, block), behind=True)
        self.drained[operation.block] = loop
        first, said = statement(f"{operation.into} = []\n", own), trimmed(leading(block))
        blank = leading(block)[: len(leading(block)) - len(said)]
        lead(block, said)
        insert(first, block)
        lead(first, blank)

    def _later(self, operation: Later, source: str) -> None:
        by = f"max({operation.by}, 0)" if operation.floor else operation.by
        if len(replaced(self.body.node(operation.stmt), source, f"{source.strip()} + {by}")) != 1:
            raise RewriteError("the time that is noted is not read once")

    def _capture(self, operation: Capture, source: str) -> None:
        """Comes after the block was split: the binding goes to the end of what stayed before."""
        moved = self.body.range(operation.first, operation.last)
        first = moved[0]
        found = [value for node in moved for value in replaced(node, source, operation.name)]
        if not found:
            raise RewriteError("what must be read under the lock can't be found again")
        value = "list(_)" if operation.copied else "_"
        line = _bound(operation.name, found[0], value, indentation(first))
        home = suite_of(first)
        place = at(first, home.children)
        if operation.ahead >= 0:
            then = self.body.node(operation.ahead)
            reindent(line, indentation(line), indentation(then))
            insert(line, then)
            return
        kept = self.kept.get(operation.block)
        if kept is not None and home.children[place - 1] is kept:
            inside = suites(kept)[0]
            reindent(line, indentation(line), indentation(statements(inside)[0]))
            inside.insert_child(len(inside.children) - 1, line)
            return
        said = trimmed(leading(first))
        blank = leading(first)[: len(leading(first)) - len(said)]
        block = self._header(operation.block, [line], indentation(first))
        lead(first, f"\n{said}" if said else "")
        lead(block, blank)
        home.insert_child(place, block)
        self.kept[operation.block] = block

    def _ahead(self, operation: Ahead, source: str) -> None:
        block = self._block(operation.block)
        own, lines, home = indentation(block), leading(block), suite_of(block)
        place = at(block, home.children)
        branch = statements(suites(block)[0])[0]
        test = branch.children[1].clone() if operation.twice and kind(branch) == "if_stmt" else None
        found = replaced(self.body.node(operation.stmt), source, operation.name)
        if len(found) != 1 or (operation.twice and test is None):
            raise RewriteError("the waiting call can't be told from another one in its statement")
        line = _bound(operation.name, found[0], "_", own)
        lead(block, "")
        if test is None:
            home.insert_child(place, line)
            lead(line, lines)
            return
        around = statement(f"if _:\n{self.body.unit}pass\n", own)
        instead(around.children[1], test)
        home.insert_child(place, around)
        lead(around, lines)
        inner = [line] if operation.apart else [line, block]
        for node in inner:
            node.remove()
            reindent(node, own, own + self.body.unit)
        fill(suites(around)[0], inner)

    # -- converging ------------------------------------------------------------------------------------------------

    def _converge(self, operation: Converge, source: str) -> None:
        block = self._block(operation.block)
        inside = suites(block)[0]
        inner, value = converged(statements(inside), source, self.body.unit)
        if inner is None or value is None:
            raise RewriteError("the returns of the block don't come together")
        if not inner:
            raise RewriteError("nothing would stay under the lock")
        for node in statements(inside):
            node.remove()
        for node in inner:
            inside.insert_child(len(inside.children) - 1, node)
        line = statement("return _\n", indentation(block))
        instead(small(line)[0].children[1], value)
        insert(line, block, behind=True)

    def _enclose(self, operation: Enclose, source: str) -> None:
        if self.target < WITH:
            raise RewriteError("there is no with statement before Python 2.6")
        if operation.asynchronous:
            raise RewriteError("Python 2 has no async with")
        block = enclose(self.body, operation, source.partition("(")[0].rpartition(".")[0].strip())
        self.headers[operation.first] = _emptied(block)


def _is_block(node: Node) -> bool:
    """Whether a `with` has a body of its own, below its header."""
    return kind(suites(node)[0]) == "suite"


def _emptied(block: Node) -> Node:
    """A copy of a block that holds a placeholder, without the lines before it."""
    made: Node = block.clone()
    inside = suites(made)[0]
    indent = indentation(statements(inside)[0])
    for node in statements(inside):
        node.remove()
    inside.insert_child(len(inside.children) - 1, statement("pass\n", indent))
    inside.children[-1].prefix = ""
    lead(made, "")
    return made


def _footer(suite: Node) -> bool:
    return "#" in str(suite.children[-1].prefix)


def _counted_back(line: LN) -> Node:
    """The statement that takes back what one that counts did."""
    sign = line.children[1] if kind(line) == "expr_stmt" and len(line.children) == 3 else line
    if not isinstance(sign, Leaf) or sign.value not in OPPOSITE:
        raise RewriteError("what is to be taken back doesn't count")
    made = statement(f"_ {OPPOSITE[sign.value]} _\n", "")
    for place in (0, 2):
        hole = small(made)[0].children[place]
        instead(hole, line.children[place])
    return made


def _bound(name: str, value: LN, text: str, indent: str) -> Node:
    """`name = …`, the value put in the place of the `_` of a text."""
    made = statement(f"{name} = {text}\n", indent)
    hole = next(leaf for leaf in made.leaves() if leaf.type == token.NAME and leaf.value == "_")
    instead(hole, value)
    return made
