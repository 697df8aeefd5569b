"""The lock's block and what it holds change places: it goes into a branch, or a loop goes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.flow.language import RewriteError
from letgo.python2.rewrite.body import Body, suite_of
from letgo.python2.rewrite.converging import opposite
from letgo.python2.rewrite.expressions import instead
from letgo.python2.rewrite.suites import (
    at,
    fill,
    indentation,
    lead,
    leading,
    reindent,
    statement,
    statements,
    suites,
    trimmed,
)  # fmt: skip
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fissix.pytree import Node

    from letgo.flow.plan import Poll


def sink(body: Body, block: Node) -> None:
    """Put the block into the branch that is all it holds."""
    inside, own, home = suites(block)[0], indentation(block), suite_of(block)
    branch = statements(inside)[0]
    if len(statements(inside)) != 1 or not _is_plain(branch, "if_stmt"):
        raise RewriteError("the block holds more than one branch")
    if "#" in inside.children[-1].prefix:
        raise RewriteError("a comment stands at the end of the block")
    place, above = at(block, home.children), leading(block)
    held = statements(suites(branch)[0])
    for node in (*held, branch, block):
        node.remove()
    reindent(branch, indentation(branch), own)
    lead(branch, above + trimmed(leading(branch)))
    lead(block, "")
    reindent(block, own, own + body.unit)
    _hold(inside, held, own + 2 * body.unit)
    _hold(suites(branch)[0], [block], own + body.unit)
    home.insert_child(place, branch)


def poll(body: Body, block: Node, operation: Poll) -> None:
    """Put the loop of the block around it, and the sleep behind it."""
    inside, own, home, unit = suites(block)[0], indentation(block), suite_of(block), body.unit
    inner, loop = statements(inside), body.node(operation.loop)
    start, number = len(operation.hoisted), at(loop, inner)
    if not _is_plain(loop, "while_stmt"):
        raise RewriteError("no loop on a condition stands in the block")
    held, sleep = statements(suites(loop)[0]), body.node(operation.sleep)
    end = at(sleep, held)
    hoisted, before, after, again = inner[:start], inner[start:number], inner[number + 1 :], held[end + 1 :]
    if [spelled(each) for each in before] != [spelled(each) for each in again]:
        raise RewriteError("what is done before each look isn't the same")
    if any("#" in leading(each) for each in again):
        raise RewriteError("a comment stands in what is done after the sleep")
    if "#" in suites(loop)[0].children[-1].prefix:
        raise RewriteError("a comment stands at the end of the loop")
    place, above = at(block, home.children), leading(block)
    asked = statement(f"if _:\n{unit}pass\n", indentation(loop))
    lead(asked, leading(loop))
    instead(asked.children[1], opposite(loop.children[1]))
    for node in (*inner, *held, block):
        node.remove()
    lead(block, "")
    reindent(block, own, own + unit)
    after += [] if operation.ends else [statement("break\n", "")]
    lead(after[0], trimmed(leading(after[0])))
    reindent(asked, indentation(asked), own + 2 * unit)
    for node in after:
        reindent(node, indentation(node), own + 3 * unit)
    fill(suites(asked)[0], after)
    suites(asked)[0].children[0].prefix = suites(loop)[0].children[0].prefix  # a comment beside the condition
    first = (*before, asked)[0]
    lead(first, trimmed(leading(first)))
    _hold(inside, [*before, asked, *held[:end]], own + 2 * unit)
    around = statement(f"while True:\n{unit}pass\n", own)
    reindent(sleep, indentation(sleep), own + unit)
    fill(suites(around)[0], [block, sleep])
    for node in hoisted:
        reindent(node, indentation(node), own)
    head = (*hoisted, around)[0]
    lead(head, above + trimmed(leading(head)))
    for offset, node in enumerate([*hoisted, around]):
        home.insert_child(place + offset, node)


def spelled(node: Node) -> tuple[str, ...]:
    """The text of a statement, wherever it stands, without the lines before it."""
    text = str(node)[len(leading(node)) :]
    return tuple(line.strip() for line in text.splitlines())


def _is_plain(node: Node, wanted: str) -> bool:
    """Whether it is a statement with a condition and one suite below it."""
    return kind(node) == wanted and len(node.children) == 4 and kind(suites(node)[0]) == "suite"


def _hold(suite: Node, nodes: Sequence[Node], indent: str) -> None:
    """Put statements at the end of a suite that holds none."""
    for node in nodes:
        if indentation(node) != indent:
            reindent(node, indentation(node), indent)
        suite.insert_child(len(suite.children) - 1, node)
