"""Carry out a plan with Bowler on the slice of one function: a query for the function, and one modifier.

Bowler is asked for its tree and its transformation only: nothing is read or written by it, and its silences (a text
that it can't parse gives None) are errors here. Decides nothing; raises `RewriteError` where it can't.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bowler import Query
from bowler.tool import BowlerTool
from fissix.pgen2 import token
from fissix.pytree import Leaf, Node

from letgo.flow.language import RewriteError
from letgo.flow.plan import Plan
from letgo.python2.language import SEVERAL
from letgo.python2.rewrite.body import Body
from letgo.python2.rewrite.locks import LockRewriter
from letgo.python2.rewrite.rows import RowRewriter
from letgo.python2.rewrite.suites import indentation, leading, loosen, reindent, statements, suites
from letgo.python2.tree import kind, parsed

if TYPE_CHECKING:
    from bowler.types import LN, Capture, Filename

WIDTH = 88  # a merged header whose items are longer stays two blocks


def rewrite(
    text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str], target: tuple[int, ...]
) -> str:
    """The text of one function (whole lines, decorators first) with the plan carried out.

    `spelled` says how the module spells each helper; `sources` gives the text of the expression at each operation's
    place, by position in the plan; `target` is the Python that must run it. Raises `RewriteError` and `ReadError`.
    """
    plain = text.replace("\r\n", "\n")
    windows = plain != text
    if windows and plain.replace("\n", "\r\n") != text:
        raise RewriteError("its lines end in two ways")
    head = "if 1:\n" if text[:1] in (" ", "\t") else ""
    tail = "" if text.endswith("\n") else "\n"
    whole = head + plain + tail
    work = _Work(plan, spelled, sources, target)
    pattern = "if_stmt< 'if' any* >" if text.startswith("if") else "funcdef< 'def' any* >"
    query = Query(python_version=2).select(pattern).modify(work.function)
    options = {"print_function": not parsed(whole)[1]}
    tool = BowlerTool(query.compile(), interactive=False, silent=True, in_process=True, options=options)
    tree = tool.refactor_string(whole, "<function>")
    if tree is None or not work.done:
        raise RewriteError("Bowler doesn't find the function")
    made = str(tree)[len(head) :]
    made = made.removesuffix(tail) if tail else made
    return made.replace("\n", "\r\n") if windows else made


class _Work:
    """The operations of a plan on one function."""

    def __init__(
        self, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str], target: tuple[int, ...]
    ) -> None:
        self.plan = plan
        self.spelled = spelled
        self.sources = sources
        self.target = target
        self.done = False

    def function(self, node: LN, _capture: Capture, _filename: Filename) -> None:
        """The modifier: carry the plan out on the outermost function (or the block of `__main__`), in place."""
        around = node.parent
        while around is not None and kind(around) not in ("funcdef", "suite" if kind(node) == "if_stmt" else ""):
            around = around.parent
        if around is not None:
            return
        if kind(suites(node)[0]) != "suite":
            raise RewriteError("the function has no body of its own")
        if _binds_unseen(node):
            raise RewriteError("code that it executes, or a star import, may bind or keep any of its names")
        loosen(_root(node))
        body = Body.of(node)
        rows = RowRewriter(body, self.spelled, self.target)
        locks = LockRewriter(body, self.target)
        for number, operation in enumerate(self.plan.operations):
            source = self.sources.get(number, "")
            if not locks.do(operation, source):
                rows.do(operation, source)
        if self.target >= SEVERAL:
            for made in reversed(body.new):
                _merge(made, body.new)
        node.changed()
        self.done = True


def _merge(node: Node, new: list[Node]) -> None:
    """A new block that holds nothing but another new block becomes one `with a, b:`, where the line stays short."""
    while kind(node) == "with_stmt" and node.parent is not None:
        held = statements(suites(node)[0])
        inner = held[0]
        if len(held) != 1 or not any(each is inner for each in new) or kind(inner) != "with_stmt" or leading(inner):
            return
        items = [str(child).strip() for part in (node, inner) for child in part.children[1:-2:2]]
        if len(", ".join(items)) > WIDTH or "\n" in "".join(items):
            return
        outer, deep = indentation(node), indentation(statements(suites(inner)[0])[0])
        own = indentation(inner)
        body = suites(inner)[0]
        comment = suites(node)[0].children[0].prefix or body.children[0].prefix
        for each in statements(body):
            reindent(each, deep, own)
        more = [child.clone() for child in inner.children[1:-2]]
        body.remove()
        suites(node)[0].replace(body)
        body.children[0].prefix = comment
        colon = next(n for n, child in enumerate(node.children) if child.type == token.COLON)
        node.insert_child(colon, Leaf(token.COMMA, ","))
        for number, child in enumerate(more):
            node.insert_child(colon + 1 + number, child)
        assert indentation(node) == outer


def _binds_unseen(node: Node) -> bool:
    """Whether code that isn't there to read runs among the names of a function: `exec` without `in`, a star import."""
    for each in node.pre_order():
        what = kind(each)
        if what == "exec_stmt" and len(each.children) == 2:
            code = each.children[1]
            if kind(code) != "atom" or kind(code.children[1]) != "testlist_gexp":
                return True
        if what == "import_from" and each.children[-1].type == token.STAR:
            return True
    return False


def _root(node: LN) -> Node:
    while node.parent is not None:
        node = node.parent
    assert isinstance(node, Node)
    return node
