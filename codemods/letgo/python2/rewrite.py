"""Carry out a plan with Bowler on the slice of one function: a query for the function, and one modifier.

Bowler is asked for its tree and its transformation only: nothing is read or written by it, and its silences (a text
that it can't parse gives None) are errors here. Decides nothing; raises `RewriteError` where it can't.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bowler import Query
from bowler.tool import BowlerTool
from fissix import fixer_util
from fissix.pgen2 import token
from fissix.pytree import Leaf, Node

from letgo.flow.language import RewriteError
from letgo.flow.plan import (
    After,
    Around,
    Block,
    Cover,
    Drop,
    DropFinally,
    Finish,
    Guard,
    Name,
    OnError,
    Opener,
    Plan,
    Rewrap,
    Several,
)  # fmt: skip
from letgo.python2.language import SEVERAL, WITH
from letgo.python2.suites import (
    fill,
    first,
    indentation,
    lead,
    leading,
    loosen,
    numbered,
    reindent,
    small,
    statement,
    statements,
    suites,
    take,
    trimmed,
)  # fmt: skip
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
    """The operations on the statements of one function."""

    def __init__(
        self, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str], target: tuple[int, ...]
    ) -> None:
        self.plan = plan
        self.spelled = spelled
        self.sources = sources
        self.target = target
        self.done = False
        self.unit = "    "
        self.ids: dict[int, Node] = {}
        self.new: list[Node] = []

    def function(self, node: LN, _capture: Capture, _filename: Filename) -> None:
        """The modifier: carry the plan out on the outermost function (or the block of `__main__`), in place."""
        around = node.parent
        while around is not None and kind(around) not in ("funcdef", "suite" if kind(node) == "if_stmt" else ""):
            around = around.parent
        if around is not None:
            return
        body = suites(node)[0]
        if kind(body) != "suite":
            raise RewriteError("the function has no body of its own")
        loosen(_root(node))
        outer = indentation(node if kind(node.parent) != "decorated" else node.parent)
        inner = indentation(statements(body)[0])
        self.unit = inner[len(outer) :] if inner.startswith(outer) else "    "
        self.ids = numbered(node)
        for number, operation in enumerate(self.plan.operations):
            self._do(operation, self.sources.get(number, ""))
        for made in reversed(self.new):
            self._merge(made)
        node.changed()
        self.done = True

    def _do(self, operation: object, source: str) -> None:
        match operation:
            case Block():
                self._block(operation)
            case Several():
                self._several(operation)
            case Cover():
                self._cover(operation)
            case Name():
                self._name(operation, source)
            case Guard(anchor, last, release):
                self._try(anchor, last, f"finally:\n{self.unit}{release}\n")
            case OnError(anchor, last, release):
                self._try(anchor, last, f"except BaseException:\n{self.unit}{release}\n{self.unit}raise\n")
            case After(anchor, text):
                node = self._node(anchor)
                made = statement(f"{text}\n", indentation(node))
                self._suite(node).insert_child(node.parent.children.index(node) + 1, made)
            case Rewrap():
                self._rewrap(operation, source)
            case Around():
                self._around(operation, source)
            case Finish(stmt, release):
                self._finish(stmt, release)
            case Drop(stmt):
                node = self._node(stmt)
                if kind(node) == "simple_stmt" and (len(small(node)) > 1 or kind(node.parent) != "suite"):
                    raise RewriteError("the release shares its line with another statement")
                take(node)
            case DropFinally(stmt):
                self._drop_finally(stmt)
            case _:  # an ExitStack, which Python 2 has not; what moves waits out of locks
                raise RewriteError(f"this is not written for Python 2: {type(operation).__name__}")

    def _node(self, stmt: int) -> Node:
        if stmt not in self.ids:
            raise RewriteError(f"statement {stmt} is not in the function")
        return self.ids[stmt]

    @staticmethod
    def _suite(node: Node) -> Node:
        if kind(node.parent) != "suite":
            raise RewriteError("a suite stands on the line of its header")
        assert isinstance(node.parent, Node)
        return node.parent

    def _line(self, stmt: int) -> LN:
        """The small statement that stands alone on its line."""
        node = self._node(stmt)
        if kind(node) != "simple_stmt" or len(small(node)) != 1:
            raise RewriteError("a statement shares its line with another")
        return small(node)[0]

    def _binding(self, stmt: int) -> LN:
        line = self._line(stmt)
        if kind(line) != "expr_stmt" or len(line.children) != 3 or line.children[1].type != token.EQUAL:
            raise RewriteError("the acquisition is not a plain binding")
        return line

    def _range(self, start: int, last: int) -> list[Node]:
        begin, end = self._node(start), self._node(last)
        inside = statements(self._suite(begin))
        if end not in inside or inside.index(end) < inside.index(begin):
            raise RewriteError("the statements of the block don't stand in one suite")
        return inside[inside.index(begin) : inside.index(end) + 1]

    def _enclose(self, inner: list[Node], made: Node, lines: str) -> None:
        """Put statements into the first suite of a new one, in their place, with `lines` before it."""
        suite, own = self._suite(inner[0]), indentation(inner[0])
        place = suite.children.index(inner[0])
        lead(inner[0], trimmed(leading(inner[0])))
        for node in inner:
            node.remove()
            reindent(node, own, own + self.unit)
        fill(suites(made)[0], inner)
        suite.insert_child(place, made)
        lead(made, lines)
        self.new.append(made)

    def _with(self, opener: Opener, name: str, indent: str) -> tuple[Node, Leaf]:
        """`with opener(_) as name:` and the leaf that stands for the value."""
        if self.target < WITH:
            raise RewriteError("there is no with statement before Python 2.6")
        if opener.asynchronous or opener.drops_await:
            raise RewriteError("Python 2 has no async with")
        value = f"{self.spelled[opener.helper]}(_)" if opener.helper else "_"
        made = statement(f"with {value}{f' as {name}' if name else ''}:\n{self.unit}pass\n", indent)
        return made, next(leaf for leaf in made.leaves() if leaf.value == "_")

    def _block(self, operation: Block) -> None:
        anchor, *inner = self._range(operation.anchor, operation.last)
        own = indentation(anchor)
        if operation.keeps_anchor:
            made, hole = self._with(operation.opener, "", own)
            hole.value = operation.name
            self._enclose(inner, made, "")
            return
        line = self._binding(operation.anchor)
        made, hole = self._with(operation.opener, operation.name, own)
        _instead(hole, line.children[2])
        suites(made)[0].children[0].prefix = anchor.children[-1].prefix  # the comment behind the binding
        lines = leading(anchor)
        if not inner:
            raise RewriteError("nothing is left for the block to hold")
        anchor.remove()
        self._enclose(inner, made, lines)

    def _cover(self, operation: Cover) -> None:
        inner = self._range(operation.first, operation.last)
        for anchor in operation.anchors:
            binding = self._binding(anchor)
            binding.insert_child(2, fixer_util.Name(operation.own, prefix=" "))
            binding.insert_child(3, Leaf(token.EQUAL, "=", prefix=" "))
        own, lines, unit = indentation(inner[0]), leading(inner[0]), self.unit
        lead(inner[0], "")
        rest = f"finally:\n{unit}if {operation.own} is not None:\n{unit}{unit}{operation.ending}\n"
        made = statement(f"try:\n{unit}pass\n{rest}", own)
        self._enclose(inner, made, "")
        bound = statement(f"{operation.own} = None\n", own)
        self._suite(made).insert_child(made.parent.children.index(made), bound)
        lead(bound, lines)

    def _name(self, operation: Name, source: str) -> None:
        inner = self._range(operation.first, operation.last)
        made, hole = self._with(operation.opener, operation.name, indentation(inner[0]))
        power, count = _only_call(inner[0], source)
        value = Node(power.type, [child.clone() for child in power.children[:count]])
        for child in power.children[1:count]:
            child.remove()
        prefix = first(power).prefix
        power.children[0].replace(fixer_util.Name(operation.name, prefix=prefix))
        _instead(hole, value)
        lines = leading(inner[0])
        lead(inner[0], "")
        self._enclose(inner, made, lines)

    def _try(self, anchor: int, last: int, rest: str) -> None:
        before, *inner = self._range(anchor, last)
        made = statement(f"try:\n{self.unit}pass\n{rest}", indentation(before))
        self._enclose(inner, made, "")

    def _several(self, operation: Several) -> None:
        anchor, *inner = self._range(operation.anchor, operation.last)
        line, own = self._line(operation.anchor), indentation(anchor)
        values = line.children[2] if kind(line) == "expr_stmt" and len(line.children) == 3 else None
        if values is None or kind(values) != "testlist_star_expr" or "\n" in str(values):
            raise RewriteError("the acquisitions are not a plain tuple on one line")
        if self.target < SEVERAL or not inner:
            raise RewriteError("there is no with on several items before Python 2.7")
        parts = [child for child in values.children if child.type != token.COMMA]
        made, _ = self._with(Opener(), "", own)
        for value, (name, opener) in reversed(list(zip(parts, operation.items, strict=True))):
            item, hole = self._with(opener, name, own)
            _instead(hole, value)
            made.insert_child(1, item.children[1].clone())
            made.insert_child(2, Leaf(token.COMMA, ","))
        for child in made.children[2 * len(parts) : 2 * len(parts) + 2]:
            child.remove()  # the last comma, and what stood for the items
        suites(made)[0].children[0].prefix = anchor.children[-1].prefix
        lines = leading(anchor)
        anchor.remove()
        self._enclose(inner, made, lines)

    def _rewrap(self, operation: Rewrap, source: str) -> None:
        node = self._node(operation.anchor)
        if kind(node) != "with_stmt":
            raise RewriteError("the with block is not where it was")
        if self.target < SEVERAL:
            raise RewriteError("there is no with on several items before Python 2.7")
        for child in node.children[1:-2:2]:
            value = _entered(child)
            if str(value).strip() != source.strip():
                continue
            made, hole = self._with(operation.opener, operation.name, "")
            _instead(hole, value)
            item = made.children[1].clone()
            first(item).prefix = first(child).prefix
            child.replace([item, Leaf(token.COMMA, ","), fixer_util.Name(operation.name, prefix=" ")])
            return
        raise RewriteError("the with block is not where it was")

    def _around(self, operation: Around, source: str) -> None:
        inner = self._range(operation.anchor, operation.last)
        node = inner[0]
        value = _entered(node.children[1]) if kind(node) == "with_stmt" else None
        if value is None or str(value).strip() != source.strip():
            raise RewriteError("the resource is not the first that the with block enters")
        own, lines = indentation(node), leading(node)
        node.children[1].replace(fixer_util.Name(operation.name, prefix=" "))
        lead(node, "")
        self.new.append(node)
        if operation.opener is not None:
            made, hole = self._with(operation.opener, operation.name, own)
            _instead(hole, value)
            self._enclose(inner, made, lines)
            return
        made = statement(f"try:\n{self.unit}pass\nfinally:\n{self.unit}{operation.release}\n", own)
        self._enclose(inner, made, "")
        bound = statement(f"{operation.name} = _\n", own)
        _instead(bound.children[0].children[2], value)
        self._suite(made).insert_child(made.parent.children.index(made), bound)
        lead(bound, lines)

    def _finish(self, stmt: int, release: str) -> None:
        line = self._line(stmt)
        if kind(line) != "power" or any(child.type == token.DOUBLESTAR for child in line.children):
            raise RewriteError("the statement is not a plain expression")
        for trailer in statement(f"_.{release}()\n", "").children[0].children[1:]:
            line.append_child(trailer.clone())

    def _drop_finally(self, stmt: int) -> None:
        node = self._node(stmt)
        if kind(node) != "try_stmt" or str(node.children[-3]).strip() != "finally":
            raise RewriteError("the try is not where it was")
        if any(kind(child) == "except_clause" or str(child).strip() == "except" for child in node.children):
            for child in node.children[-3:]:
                child.remove()
            return
        body, suite = suites(node)[0], self._suite(node)
        if kind(body) != "suite":
            raise RewriteError("a suite stands on the line of its header")
        inner = statements(body)
        own, place = indentation(node), suite.children.index(node)
        lead(inner[0], leading(node) + trimmed(leading(inner[0])))
        node.remove()
        for number, each in enumerate(inner):
            each.remove()
            reindent(each, indentation(each), own)
            suite.insert_child(place + number, each)

    def _merge(self, node: Node) -> None:
        """A new block that holds nothing but another new block becomes one `with a, b:`, where the line stays short."""
        while self.target >= SEVERAL and kind(node) == "with_stmt" and node.parent is not None:
            held = statements(suites(node)[0])
            inner = held[0]
            if len(held) != 1 or inner not in self.new or kind(inner) != "with_stmt" or leading(inner):
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


def _root(node: LN) -> Node:
    while node.parent is not None:
        node = node.parent
    assert isinstance(node, Node)
    return node


def _instead(hole: Leaf, value: LN) -> None:
    """Put an expression where the leaf stands, with the blanks of the leaf."""
    made = value.clone()
    first(made).prefix = hole.prefix
    hole.replace(made)


def _entered(item: LN) -> LN:
    """What an item of a `with` enters."""
    return item.children[0] if kind(item) == "with_item" else item


def _only_call(node: Node, source: str) -> tuple[Node, int]:
    """The one call in the header of a statement whose text is `source`: its node, and how many parts of it."""
    found = [
        (power, count)
        for power in _powers(node)
        for count in range(2, len(power.children) + 1)
        if "".join(map(str, power.children[:count])).strip() == source.strip()
    ]
    if len(found) != 1:
        raise RewriteError("the acquiring call can't be told from another one in its statement")
    return found[0]


def _powers(node: LN) -> list[Node]:
    found = [node] if isinstance(node, Node) and kind(node) == "power" else []
    for child in node.children:
        if kind(child) not in ("suite", "lambdef", "old_lambdef"):
            found += _powers(child)
    return found
