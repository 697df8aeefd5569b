"""`lock.acquire()` and `lock.release()`, with or without a `try:` of their own, become a `with` block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from letgo.flow.language import RewriteError
from letgo.flow.plan import Enclose
from letgo.python2.rewrite.body import Body, suite_of
from letgo.python2.rewrite.suites import (
    at,
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
    from fissix.pytree import Node


def enclose(body: Body, operation: Enclose, lock: str) -> Node:
    """Put the block into the suite that the calls stand in. It has the number of `acquire()`; gives the block."""
    taking = body.node(operation.first)
    body.line(operation.first)
    lines, footer = leading(taking), ""
    if operation.guarded < 0:
        body.line(operation.last)
        *inner, end = body.range(operation.first, operation.last)[1:]
        _silent(end)
        end.remove()
    else:
        guarded = body.node(operation.guarded)
        if kind(guarded) != "try_stmt" or str(guarded.children[-3]).strip() != "finally":
            raise RewriteError("the try is not where it was")
        if taking.parent is not guarded.parent:  # what acquires is the first thing in the try
            lines = leading(guarded) + outdented(trimmed(lines), indentation(taking), indentation(guarded))
            taking.remove()
            reindent(taking, indentation(taking), indentation(guarded))
            insert(taking, guarded)
            lead(guarded, "")
        inner = body.range(operation.first, operation.guarded)[1:-1]
        freed, footer = _freed(guarded, body.node(operation.last), body.unit)
        inner += freed
    if not inner:
        raise RewriteError("acquire() and release() don't stand in one suite")
    made = statement(f"with {lock}:\n{body.unit}pass\n", indentation(taking))
    suites(made)[0].children[0].prefix = taking.children[-1].prefix  # the comment behind acquire()
    taking.remove()
    body.enclose(inner, made, lines)
    suites(made)[0].children[-1].prefix = footer
    body.ids[operation.first] = made
    return made


def _freed(guarded: Node, release: Node, unit: str) -> tuple[list[Node], str]:
    """What stays of a try once its `finally:` doesn't release, in its place, and the comments at its end."""
    if len(statements(guarded.children[-1])) > 1:
        _silent(release)
        release.remove()
        return [guarded], ""
    for child in guarded.children[-3:]:
        _silent(child)
    if len(suites(guarded)) > 2:
        for child in guarded.children[-3:]:
            child.remove()
        return [guarded], ""
    inside, home, own = suites(guarded)[0], suite_of(guarded), indentation(guarded)
    if kind(inside) != "suite":
        raise RewriteError("a suite stands on the line of its header")
    inner, footer, said = statements(inside), inside.children[-1].prefix, inside.children[0].prefix.strip()
    if footer and indentation(inner[0]) != own + unit:
        raise RewriteError("a comment stands at the end of the try")
    if said:
        lead(inner[0], f"{indentation(inner[0])}{said}\n{trimmed(leading(inner[0]))}")
    if above := trimmed(leading(guarded)):
        lead(inner[0], outdented(above, own, indentation(inner[0])) + trimmed(leading(inner[0])))
    place = at(guarded, home.children)
    guarded.remove()
    for number, node in enumerate(inner):
        node.remove()
        reindent(node, indentation(node), own)
        home.insert_child(place + number, node)
    return inner, footer


def _silent(node: LN) -> None:
    """Nothing is said beside what goes away."""
    if "#" in str(node):
        raise RewriteError("a comment stands beside the release")
