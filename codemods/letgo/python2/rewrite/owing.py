"""Statements of a branch go behind the block of a lock, and are done there if the branch was taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fissix.pytree import Node

from letgo.flow.language import RewriteError
from letgo.flow.plan import Owe
from letgo.python2.rewrite.body import Body, suite_of
from letgo.python2.rewrite.expressions import instead
from letgo.python2.rewrite.suites import (
    fill,
    indentation,
    insert,
    lead,
    leading,
    outdented,
    reindent,
    statement,
    statements,
    suites,
    trimmed,
)  # fmt: skip
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from bowler.types import LN

Header = Callable[[list[Node], str], Node]  # statements, and the indentation of a block around them -> that block


def owe(body: Body, block: Node, operation: Owe, header: Header, last: Node) -> Node:
    """Carry it out. `header` makes a block like the lock's; `last` is what follows it already. Gives what does now."""
    own, inside = indentation(block), suites(block)[0]
    if "#" in str(inside.children[-1].prefix):
        raise RewriteError("a comment stands at the end of the block")
    deep = own + body.unit
    asked = _condition(body.node(operation.first)) if operation.looks else None
    moved, then, leave = _taken(body, operation)
    flagged = f"{operation.flag} is not None" if operation.noted else operation.flag
    if then and asked is not None:
        then = [_branch(asked, then, body.unit)]
    made = _branch(None, [], body.unit, flagged, own)
    rest: list[Node] = []
    if operation.rest >= 0:
        inner = statements(inside)
        rest = inner[inner.index(body.node(operation.rest)) :]
    ending = [body.node(operation.ending)] if operation.ending >= 0 else []
    for node in (*rest, *ending):
        node.remove()
    if not statements(inside):
        raise RewriteError("nothing would stay under the lock")
    again = []
    if then and not rest:
        again = [_again(header, then, deep)]
    elif then:
        rest.insert(0, _branch(None, then, body.unit, flagged, deep))
    for node in (*moved, *leave):
        reindent(node, indentation(node), deep)
    fill(suites(made)[0], [*moved, *again, *leave])
    for node in ending:
        lead(node, trimmed(leading(node)))
        reindent(node, indentation(node), own)
    behind = [made, *ending, *([_again(header, rest, own, lifts=not then)] if rest else [])]
    for node in reversed(behind):
        insert(node, last, behind=True)
    start, said = statement(f"{operation.flag} = {None if operation.noted else False}\n", own), trimmed(leading(block))
    blank = leading(block)[: len(leading(block)) - len(said)]
    lead(block, said)
    insert(start, block)
    lead(start, blank)
    return made


def _taken(body: Body, operation: Owe) -> tuple[list[Node], list[Node], list[Node]]:
    """What leaves the branch: what waits, what needs the lock again, a return. A flag is set in their place."""
    moved = body.range(operation.first, operation.last)
    then = body.range(operation.again[0], operation.again[-1]) if operation.again else []
    if len(then) != len(operation.again):
        raise RewriteError("what follows the wait stands elsewhere")
    leave = [body.node(operation.leave)] if operation.leave >= 0 else []
    said = trimmed(leading(moved[0]))
    if operation.noted:
        if statements(suite_of(moved[0]))[0] is moved[0]:
            raise RewriteError("nothing is noted in the branch")
    else:
        line = statement(f"{operation.flag} = True\n", indentation(moved[0]))
        insert(line, moved[0])
        lead(line, leading(moved[0])[: len(leading(moved[0])) - len(said)])
    lead(moved[0], said)
    for node in (*moved, *then, *leave):
        node.remove()
    return moved, then, leave


def _again(header: Header, inner: list[Node], indent: str, lifts: bool = True) -> Node:
    """A block with the lock's header around statements; what is said above the first of them is said above it."""
    old, said = indentation(inner[0]), trimmed(leading(inner[0]))
    if lifts:
        lead(inner[0], "")
    made = header(inner, indent)
    if lifts:
        lead(made, outdented(said, old, indent))
    return made


def _branch(test: LN | None, inner: list[Node], unit: str, text: str = "_", indent: str = "") -> Node:
    """A branch around statements, at their own indentation or `indent`; what is said above them is said above it."""
    own = indent if not inner or text != "_" else indentation(inner[0])
    made = statement(f"if {text}:\n{unit}pass\n", own)
    if test is not None:
        instead(made.children[1], test.clone())
    if not inner:
        return made
    old, said = indentation(inner[0]), trimmed(leading(inner[0]))
    lead(inner[0], "")
    for node in inner:
        reindent(node, indentation(node), own + unit)
    fill(suites(made)[0], inner)
    lead(made, outdented(said, old, own))
    return made


def _condition(stmt: Node) -> LN:
    """The condition of the branch whose first suite a statement stands in."""
    branch = suite_of(stmt).parent
    if kind(branch) != "if_stmt" or branch.children[3] is not suite_of(stmt):
        raise RewriteError("the wait doesn't stand in a branch")
    return branch.children[1]
