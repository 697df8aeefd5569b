"""Carry out what a plan says of rows: blocks are opened, releases go away or are added."""

from __future__ import annotations

from collections.abc import Mapping

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
    Rewrap,
    Several,
)  # fmt: skip
from letgo.python2.language import SEVERAL, WITH
from letgo.python2.rewrite.body import Body, suite_of
from letgo.python2.rewrite.expressions import entered, given, instead, only_call
from letgo.python2.rewrite.suites import (
    at,
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
    take,
    trimmed,
)  # fmt: skip
from letgo.python2.tree import kind


class RowRewriter:
    """The operations on what holds rows in one function. `target` is the Python that must run the result."""

    def __init__(self, body: Body, spelled: Mapping[str, str], target: tuple[int, ...]) -> None:
        self.body = body
        self.spelled = spelled
        self.target = target

    def do(self, operation: object, source: str) -> None:
        """Carry out one operation."""
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
                self._try(anchor, last, f"finally:\n{self.body.unit}{release}\n")
            case OnError(anchor, last, release):
                self._try(anchor, last, f"except BaseException:\n{self.body.unit}{release}\n{self.body.unit}raise\n")
            case After(anchor, text):
                node = self.body.node(anchor)
                made = statement(f"{text}\n", indentation(node))
                insert(made, node, behind=True)
            case Rewrap():
                self._rewrap(operation, source)
            case Around():
                self._around(operation, source)
            case Finish(stmt, release):
                self._finish(stmt, release)
            case Drop(stmt):
                node = self.body.node(stmt)
                if kind(node) == "simple_stmt" and (len(small(node)) > 1 or kind(node.parent) != "suite"):
                    raise RewriteError("the release shares its line with another statement")
                take(node)
            case DropFinally(stmt):
                self._drop_finally(stmt)
            case _:  # an ExitStack, which Python 2 has not
                raise RewriteError(f"this is not written for Python 2: {type(operation).__name__}")

    def _with(self, opener: Opener, name: str, indent: str) -> tuple[Node, Leaf]:
        """`with opener(_) as name:` and the leaf that stands for the value."""
        if self.target < WITH:
            raise RewriteError("there is no with statement before Python 2.6")
        if opener.asynchronous or opener.drops_await:
            raise RewriteError("Python 2 has no async with")
        value = f"{self.spelled[opener.helper]}(_)" if opener.helper else "_"
        made = statement(f"with {value}{f' as {name}' if name else ''}:\n{self.body.unit}pass\n", indent)
        return made, next(leaf for leaf in made.leaves() if leaf.value == "_")

    def _block(self, operation: Block) -> None:
        anchor, *inner = self.body.range(operation.anchor, operation.last)
        own = indentation(anchor)
        if operation.keeps_anchor:
            made, hole = self._with(operation.opener, "", own)
            hole.value = operation.name
            self.body.enclose(inner, made, "")
            return
        line = self.body.binding(operation.anchor)
        made, hole = self._with(operation.opener, operation.name, own)
        (given if operation.opener.helper else instead)(hole, line.children[2])
        suites(made)[0].children[0].prefix = anchor.children[-1].prefix  # the comment behind the binding
        lines = leading(anchor)
        if not inner:
            raise RewriteError("nothing is left for the block to hold")
        anchor.remove()
        self.body.enclose(inner, made, lines)

    def _cover(self, operation: Cover) -> None:
        inner = self.body.range(operation.first, operation.last)
        for anchor in operation.anchors:
            binding = self.body.binding(anchor)
            binding.insert_child(2, fixer_util.Name(operation.own, prefix=" "))
            binding.insert_child(3, Leaf(token.EQUAL, "=", prefix=" "))
        own, lines, unit = indentation(inner[0]), leading(inner[0]), self.body.unit
        lead(inner[0], "")
        rest = f"finally:\n{unit}if {operation.own} is not None:\n{unit}{unit}{operation.ending}\n"
        made = statement(f"try:\n{unit}pass\n{rest}", own)
        self.body.enclose(inner, made, "")
        bound = statement(f"{operation.own} = None\n", own)
        insert(bound, made)
        lead(bound, lines)

    def _name(self, operation: Name, source: str) -> None:
        inner = self.body.range(operation.first, operation.last)
        made, hole = self._with(operation.opener, operation.name, indentation(inner[0]))
        power, count = only_call(inner[0], source)
        value = Node(power.type, [child.clone() for child in power.children[:count]])
        for child in power.children[1:count]:
            child.remove()
        prefix = first(power).prefix
        power.children[0].replace(fixer_util.Name(operation.name, prefix=prefix))
        instead(hole, value)
        lines = leading(inner[0])
        lead(inner[0], "")
        self.body.enclose(inner, made, lines)

    def _try(self, anchor: int, last: int, rest: str) -> None:
        before, *inner = self.body.range(anchor, last)
        made = statement(f"try:\n{self.body.unit}pass\n{rest}", indentation(before))
        self.body.enclose(inner, made, "")

    def _several(self, operation: Several) -> None:
        anchor, *inner = self.body.range(operation.anchor, operation.last)
        line, own = self.body.line(operation.anchor), indentation(anchor)
        values = line.children[2] if kind(line) == "expr_stmt" and len(line.children) == 3 else None
        if values is None or kind(values) != "testlist_star_expr" or "\n" in str(values):
            raise RewriteError("the acquisitions are not a plain tuple on one line")
        if self.target < SEVERAL or not inner:
            raise RewriteError("there is no with on several items before Python 2.7")
        parts = [child for child in values.children if child.type != token.COMMA]
        made, _ = self._with(Opener(), "", own)
        for value, (name, opener) in reversed(list(zip(parts, operation.items, strict=True))):
            item, hole = self._with(opener, name, own)
            instead(hole, value)
            made.insert_child(1, item.children[1].clone())
            made.insert_child(2, Leaf(token.COMMA, ","))
        for child in made.children[2 * len(parts) : 2 * len(parts) + 2]:
            child.remove()  # the last comma, and what stood for the items
        suites(made)[0].children[0].prefix = anchor.children[-1].prefix
        lines = leading(anchor)
        anchor.remove()
        self.body.enclose(inner, made, lines)

    def _rewrap(self, operation: Rewrap, source: str) -> None:
        node = self.body.node(operation.anchor)
        if kind(node) != "with_stmt":
            raise RewriteError("the with block is not where it was")
        if self.target < SEVERAL:
            raise RewriteError("there is no with on several items before Python 2.7")
        for child in node.children[1:-2:2]:
            value = entered(child)
            if str(value).strip() != source.strip():
                continue
            made, hole = self._with(operation.opener, operation.name, "")
            instead(hole, value)
            item = made.children[1].clone()
            first(item).prefix = first(child).prefix
            child.replace([item, Leaf(token.COMMA, ","), fixer_util.Name(operation.name, prefix=" ")])
            return
        raise RewriteError("the with block is not where it was")

    def _around(self, operation: Around, source: str) -> None:
        inner = self.body.range(operation.anchor, operation.last)
        node = inner[0]
        value = entered(node.children[1]) if kind(node) == "with_stmt" else None
        if value is None or str(value).strip() != source.strip():
            raise RewriteError("the resource is not the first that the with block enters")
        own, lines = indentation(node), leading(node)
        node.children[1].replace(fixer_util.Name(operation.name, prefix=" "))
        lead(node, "")
        self.body.new.append(node)
        if operation.opener is not None:
            made, hole = self._with(operation.opener, operation.name, own)
            instead(hole, value)
            self.body.enclose(inner, made, lines)
            return
        made = statement(f"try:\n{self.body.unit}pass\nfinally:\n{self.body.unit}{operation.release}\n", own)
        self.body.enclose(inner, made, "")
        bound = statement(f"{operation.name} = _\n", own)
        instead(bound.children[0].children[2], value)
        insert(bound, made)
        lead(bound, lines)

    def _finish(self, stmt: int, release: str) -> None:
        line = self.body.line(stmt)
        if kind(line) != "power" or any(child.type == token.DOUBLESTAR for child in line.children):
            raise RewriteError("the statement is not a plain expression")
        for trailer in statement(f"_.{release}()\n", "").children[0].children[1:]:
            line.append_child(trailer.clone())

    def _drop_finally(self, stmt: int) -> None:
        node = self.body.node(stmt)
        if kind(node) != "try_stmt" or str(node.children[-3]).strip() != "finally":
            raise RewriteError("the try is not where it was")
        if any(kind(child) == "except_clause" or str(child).strip() == "except" for child in node.children):
            for child in node.children[-3:]:
                child.remove()
            return
        body, suite = suites(node)[0], suite_of(node)
        if kind(body) != "suite":
            raise RewriteError("a suite stands on the line of its header")
        inner = statements(body)
        own, place = indentation(node), at(node, suite.children)
        lead(inner[0], leading(node) + trimmed(leading(inner[0])))
        node.remove()
        for number, each in enumerate(inner):
            each.remove()
            reindent(each, indentation(each), own)
            suite.insert_child(place + number, each)
