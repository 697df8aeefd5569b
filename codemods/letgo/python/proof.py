"""Undo a rewrite in the result's own syntax tree and compare: only what the plan names may have changed.

Independent of the rewriter: it works on `ast` trees, the rewriter on LibCST's. It also compares the comments.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from itertools import count

from letgo.flow.language import ProofError
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
    NameInTry,
    OnError,
    Opener,
    Plan,
    Rewrap,
    Several,
    Stack,
)
from letgo.python.relock import is_about_locks, literals_added, redo
from letgo.python.spelling import comments, literals
from letgo.python.suites import minus, placed, statements, suites


def function(text: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.If:
    """The function, or the main block, that a slice of whole lines holds. Raises `SyntaxError`."""
    head = "if 1:\n" if text[:1] in (" ", "\t") else ""
    tree = ast.parse(head + text)
    node = tree.body[0].body[0] if head and isinstance(tree.body[0], ast.If) else tree.body[0]
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
        raise ProofError("the slice is not one function")
    return node


def undo(old: str, new: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> None:
    """Take the plan's changes out of both texts and demand the same tree. Raises `ProofError`."""
    before, after = function(old), function(new)
    more = literals(new) - literals(old)
    if is_about_locks(plan):  # how often each is there is told by the trees
        more = Counter(each for each in more if each not in literals(old) and each not in literals_added(plan))
    if more or Counter(comments(new)) - Counter(comments(old)):
        raise ProofError("a literal or a comment is not spelled as it was")
    numbered = dict(enumerate(statements(before.body)))
    if len(plan.operations) == 0:
        raise ProofError("the plan is empty")
    if is_about_locks(plan):
        if isinstance(before, ast.If):
            raise ProofError("the slice is not one function")
        redo(before, numbered, plan, sources)
        if ast.dump(before) != ast.dump(after):
            raise ProofError("something changed that the plan does not name")
        return
    dropped = {op.stmt for op in plan.operations if isinstance(op, Drop)}
    unwrapped = {op.stmt for op in plan.operations if isinstance(op, DropFinally)}
    ids = {id(node): number for number, node in numbered.items()}
    undoing = _Undo(plan, numbered, spelled, sources, _ranges(before.body, plan, ids))
    before.body = minus(before.body, ids, dropped, unwrapped)
    undoing.gone = (dropped, unwrapped, ids)
    after.body = undoing.suite(after.body)
    undoing.finish()
    if ast.dump(before) != ast.dump(after):
        raise ProofError("something changed that the plan does not name")


def _ranges(body: list[ast.stmt], plan: Plan, ids: Mapping[int, int]) -> dict[int, list[ast.stmt]]:
    """Position of an operation in the plan -> the old statements that its block or try must hold, and no others."""
    places = dict(placed(body, ids))
    found: dict[int, list[ast.stmt]] = {}
    for number, operation in enumerate(plan.operations):
        first, skip = getattr(operation, "anchor", getattr(operation, "first", -1)), 1
        if isinstance(operation, Stack | Name | NameInTry | Cover):
            first, skip = operation.first, 0
        elif isinstance(operation, Around):
            skip = 0
        last = getattr(operation, "last", None)
        if last is not None:
            suite, start = places[first]
            found[number] = suite[start + skip : places[last][1] + 1]
    return found


class _Undo:
    """Walk the new function and take each operation's trace out, each exactly once."""

    def __init__(
        self, plan: Plan, numbered: Mapping[int, ast.stmt], spelled: Mapping[str, str], sources: Mapping[int, str],
        ranges: Mapping[int, list[ast.stmt]],
    ) -> None:  # fmt: skip
        self.spelled = spelled
        self.ranges = ranges
        self.gone: tuple[set[int], set[int], Mapping[int, int]] = (set(), set(), {})
        self.number = -1
        self.items: dict[str, list[tuple[list[ast.stmt], int]]] = {}
        self.named: dict[
            int, tuple[str, str]
        ] = {}  # new names in the first statement of a block, and what they stand for
        self.tries: dict[str, list[int]] = {}
        self.added: dict[str, int] = {}
        self.values: dict[str, list[ast.expr]] = {}
        self.rewraps: dict[str, list[tuple[str, ast.withitem]]] = {}
        self.finished: dict[str, list[ast.expr]] = {}
        self.doubled: dict[str, list[ast.stmt]] = {}  # bindings that bind one name more
        self.entered: dict[int, tuple[str, ast.withitem]] = {}  # what a with entered that only enters a name now
        self.rows: dict[str, list[str]] = {}  # items that must follow each other, by the first of them
        self.left = 0
        for number, operation in enumerate(plan.operations):
            self.number = number
            self._expect(operation, numbered, sources.get(number, ""))

    def _expect(self, operation: object, numbered: Mapping[int, ast.stmt], source: str) -> None:
        match operation:
            case Block():
                anchor = numbered[operation.anchor]
                if operation.keeps_anchor:
                    self._item(
                        self._opened(ast.Name(operation.name, ast.Load()), operation.opener), "", operation.opener, []
                    )
                else:
                    value = getattr(anchor, "value", None)
                    assert isinstance(value, ast.expr)
                    self._item(self._opened(value, operation.opener), operation.name, operation.opener, [anchor])
            case Name():
                value = ast.parse(source.strip(), mode="eval").body
                self.named[self.number] = (operation.name, source.strip())
                self._item(self._opened(value, operation.opener), operation.name, operation.opener, [])
            case NameInTry():
                value = ast.parse(source.strip(), mode="eval").body
                self.named[self.number] = (operation.name, source.strip())
                self._bound(operation, value)
            case Several():
                self._expect_several(operation, numbered[operation.anchor])
            case Stack():
                helper = "contextlib.AsyncExitStack" if operation.asynchronous else "contextlib.ExitStack"
                made = ast.parse(f"{self.spelled[helper]}()", mode="eval").body
                self._item(made, operation.stack, Opener(asynchronous=operation.asynchronous), [])
                for entry, opener in operation.entries:
                    self._enter(numbered[entry], operation.stack, opener)
            case Cover():
                self._expect_cover(operation, numbered)
            case Finish(finished, release):
                value = getattr(numbered[finished], "value", None)
                assert isinstance(value, ast.expr)
                key = ast.dump(ast.Expr(ast.Call(ast.Attribute(value, release, ast.Load()), [], [])))
                self.finished.setdefault(key, []).append(value)
                self.left += 1
            case Guard(_, _, release):
                self._try(f"finally {ast.dump(ast.parse(release))}")
            case OnError(_, _, release):
                self._try(f"except {ast.dump(ast.parse(release))}")
            case After(_, text):
                self._count(self.added, ast.dump(ast.parse(text).body[0]))
            case Rewrap():
                value = ast.parse(source.strip(), mode="eval").body
                self.rewraps.setdefault(ast.dump(self._opened(value, operation.opener)), []).append(
                    (operation.name, _item(value, operation.name, operation.named))
                )
                self.left += 1
            case Around():
                value = ast.parse(source.strip(), mode="eval").body
                self.entered[self.number] = (operation.name, _item(value, operation.name, operation.named))
                if operation.opener is not None:
                    self._item(self._opened(value, operation.opener), operation.name, operation.opener, [])
                else:
                    self._bound(operation, value)

    def _bound(self, operation: Around | NameInTry, value: ast.expr) -> None:
        self._count(self.added, ast.dump(ast.Assign([ast.Name(operation.name, ast.Store())], value)))
        self._try(f"finally {ast.dump(ast.parse(operation.release))}")

    def _expect_cover(self, operation: Cover, numbered: Mapping[int, ast.stmt]) -> None:
        own = ast.Name(operation.own, ast.Store())
        for bound in (numbered[anchor] for anchor in operation.anchors):
            assert isinstance(bound, ast.Assign)
            both = ast.dump(ast.Assign([*bound.targets, own], bound.value))
            self.doubled.setdefault(both, []).append(bound)
            self.left += 1
        self._count(self.added, ast.dump(ast.Assign([own], ast.Constant(None))))
        self._try(f"finally {ast.dump(ast.parse(f'if {operation.own} is not None: {operation.ending}'))}")

    def _expect_several(self, operation: Several, anchor: ast.stmt) -> None:
        values = getattr(anchor, "value", None)
        assert isinstance(values, ast.Tuple)
        found = zip(values.elts, operation.items, strict=True)
        keys = [self._key(self._opened(v, opener), name, opener.asynchronous) for v, (name, opener) in found]
        self.rows[keys[0]] = keys
        for number, key in enumerate(keys):
            self.items.setdefault(key, []).append(([], -1) if number else ([anchor], self.number))
            self.left += 1

    def _enter(self, statement: ast.stmt, stack: str, opener: Opener) -> None:
        value = getattr(statement, "value", None)
        assert isinstance(value, ast.expr)
        inner = ast.unparse(self._opened(value, opener))
        text = (
            f"await {stack}.enter_async_context({inner})" if opener.asynchronous else f"{stack}.enter_context({inner})"
        )
        self.values.setdefault(ast.dump(ast.parse(text, mode="eval").body), []).append(value)
        self.left += 1

    def _try(self, key: str) -> None:
        self.tries.setdefault(key, []).append(self.number)
        self.left += 1

    def _count(self, table: dict[str, int], key: str) -> None:
        table[key] = table.get(key, 0) + 1
        self.left += 1

    def _item(self, made: ast.expr, name: str, opener: Opener, anchor: list[ast.stmt]) -> None:
        self.items.setdefault(self._key(made, name, opener.asynchronous), []).append((anchor, self.number))
        self.left += 1

    @staticmethod
    def _key(made: ast.expr, name: str, asynchronous: bool) -> str:
        return f"{asynchronous} {ast.dump(made)} as {name}"

    def _opened(self, value: ast.expr, opener: Opener) -> ast.expr:
        if opener.drops_await and isinstance(value, ast.Await):
            value = value.value
        if not opener.helper:
            return value
        return ast.Call(ast.parse(self.spelled[opener.helper], mode="eval").body, [value], [])

    def suite(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """A suite with the plan's additions taken out."""
        found: list[ast.stmt] = []
        for node in body:
            key = ast.dump(node)
            if self.added.get(key):
                self.added[key] -= 1
                self.left -= 1
                continue
            found += self._statement(node)
        return found

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return [node]
        if isinstance(node, ast.With | ast.AsyncWith):
            taken = self._with(node)
            if taken is not None:
                return taken
        if isinstance(node, ast.Try):
            key = self._try_key(node)
            if self.tries.get(key):
                number = self.tries[key].pop(0)
                self.left -= 1
                return self._held(number, self.suite(self._entering(number, node.body)))
        if isinstance(node, ast.Expr):
            ready = self.finished.get(ast.dump(node))
            if ready:
                node.value = ready.pop()
                self.left -= 1
        doubled = self.doubled.get(ast.dump(node)) if isinstance(node, ast.Assign) and self.doubled else None
        if doubled:
            self.left -= 1
            return [doubled.pop()]
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            waiting = self.values.get(ast.dump(node.value))
            if waiting:
                node.value = waiting.pop()
                self.left -= 1
        for inner in suites(node):
            inner[:] = self.suite(inner)
        return [node]

    @staticmethod
    def _try_key(node: ast.Try) -> str:
        if node.finalbody and not node.handlers and not node.orelse:
            return f"finally {ast.dump(ast.Module(node.finalbody, []))}"
        if len(node.handlers) == 1 and not node.finalbody and not node.orelse:
            handler = node.handlers[0]
            again = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
            if isinstance(handler.type, ast.Name) and handler.type.id == "BaseException" and again:
                return f"except {ast.dump(ast.Module(handler.body[:-1], []))}"
        return ""

    def _with(self, node: ast.With | ast.AsyncWith) -> list[ast.stmt] | None:
        """What a new block stood for, None if the block isn't new."""
        for number, item in enumerate(node.items):
            waiting = self.rewraps.get(ast.dump(item.context_expr))
            if waiting and number + 1 < len(node.items):
                name, own = waiting.pop()
                self.left -= 1
                if ast.dump(node.items[number + 1]) != ast.dump(ast.withitem(ast.Name(name, ast.Load()))):
                    raise ProofError("the with block enters something else")
                if not isinstance(item.optional_vars, ast.Name) or item.optional_vars.id != name:
                    raise ProofError("the with block binds another name")
                node.items[number : number + 2] = [own]
                return None
        keys = [
            self._key(
                item.context_expr,
                item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else "",
                isinstance(node, ast.AsyncWith),
            )
            for item in node.items
        ]
        if not all(self.items.get(key) for key in keys):
            return None
        for place, key in enumerate(keys):
            if key in self.rows and keys[place : place + len(self.rows[key])] != self.rows[key]:
                raise ProofError("the with block enters its items in another order")
        body = node.body
        taken = [self.items[key].pop(0) for key in keys]
        self.left -= len(taken)
        for _, number in taken:
            body = self._entering(number, body)
        inner = self.suite(body)
        for anchor, number in reversed(taken):
            inner = [*anchor, *(self._held(number, inner) if number >= 0 else inner)]
        return inner

    def _entering(self, number: int, body: list[ast.stmt]) -> list[ast.stmt]:
        """A block whose first statement says again what it said before. Raises `ProofError`."""
        if number in self.named:
            return [_spelled_out(body[0], *self.named[number]), *body[1:]]
        if number not in self.entered:
            return body
        name, own = self.entered[number]
        first = body[0]
        wanted = ast.dump(ast.withitem(ast.Name(name, ast.Load())))
        if not isinstance(first, ast.With) or ast.dump(first.items[0]) != wanted:
            raise ProofError("the with block enters something else")
        first.items[0] = own
        return body

    def _held(self, number: int, body: list[ast.stmt]) -> list[ast.stmt]:
        """What a new block or try holds, which must be what the plan says. Raises `ProofError`."""
        dropped, unwrapped, ids = self.gone
        wanted: list[ast.stmt] = []
        for node in self.ranges[number]:
            own = ids.get(id(node), -1)
            if own in dropped:
                continue
            if own in unwrapped and isinstance(node, ast.Try | ast.TryStar) and not node.handlers:
                wanted += node.body
            else:
                wanted.append(node)
        same = [ast.dump(node) for node in body] == [ast.dump(node) for node in wanted or [ast.Pass()]]
        if not same:
            raise ProofError("a block does not hold what the plan says")
        return body if wanted else []

    def finish(self) -> None:
        """Every operation must have been found."""
        if self.left:
            raise ProofError("a change that the plan names is missing from the result")


def _item(value: ast.expr, name: str, named: bool) -> ast.withitem:
    return ast.withitem(value, ast.Name(name, ast.Store()) if named else None)


def _spelled_out(node: ast.stmt, name: str, source: str) -> ast.stmt:
    """The statement with the fresh name replaced by what it stands for, which must be there once."""
    seen = count()

    class Replace(ast.NodeTransformer):
        def visit_Name(self, found: ast.Name) -> ast.expr:
            if found.id != name:
                return found
            next(seen)
            return ast.parse(source, mode="eval").body

    made = Replace().visit(node)
    if next(seen) != 1:
        raise ProofError(f"the new name {name} does not stand for exactly one expression")
    assert isinstance(made, ast.stmt)
    return made
