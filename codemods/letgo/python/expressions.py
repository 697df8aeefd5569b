"""Lower expressions to events. Each method returns the operand that holds the value."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from letgo.flow.graph import (
    CONSTANT,
    FALSE,
    NONE,
    TRUE,
    Argument,
    Await,
    Bind,
    Build,
    Call,
    Item,
    Iterate,
    Member,
    Next,
    Operand,
    Test,
    Use,
    Yield,
)
from letgo.python.build import Builder, Tail
from letgo.python.names import OpenListComp, Scope, free, methods_called

DEPTH = 4  # the longest access path that is followed


class Expressions(Builder):
    """The expression half of the lowering; statements stand in `lower`."""

    def __init__(self, scope: Scope, text: Sequence[bytes]) -> None:
        super().__init__()
        self.scope = scope
        self.lines = text
        self.renamed: dict[str, str] = {}

    def value(self, node: ast.expr) -> Operand:
        """Lower one expression."""
        method = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is not None:
            found: Operand = method(node)
            return found
        operands = tuple(self.value(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
        return self._made(node, operands)

    def _made(self, node: ast.expr, operands: tuple[Operand, ...], sought_in: Operand = "") -> Operand:
        live = tuple(operand for operand in operands if not operand.startswith("#"))
        if not live:
            return CONSTANT
        self.at(node)
        dst = self.temporary()
        self.emit(Use(dst, live, sought_in))
        return dst

    def _constant(self, node: ast.Constant) -> Operand:
        if node.value is None:
            return NONE
        if node.value is True:
            return TRUE
        return FALSE if node.value is False else CONSTANT

    def name(self, name: str) -> Operand:
        """The operand of a name that is read or bound."""
        if name in self.renamed:
            return self.renamed[name]
        if name in self.scope.nonlocals:
            return f"nonlocal.{name}"  # a part of the function around: whatever is bound to it is kept
        if self.scope.is_local(name):
            return name
        return "@" + self.scope.full(name)

    def _name(self, node: ast.Name) -> Operand:
        return self.name(node.id)

    def _attribute(self, node: ast.Attribute) -> Operand:
        return self._member(node, self.value(node.value), node.attr)

    def _member(self, node: ast.expr, base: Operand, name: str) -> Operand:
        if base.startswith("@"):
            return f"{base}.{name}"
        dst = f"{base}.{name}" if base[0] not in "%#" and base.count(".") < DEPTH else self.temporary()
        self.at(node)
        self.emit(Member(dst, base, name))
        return dst

    def _fetched(self, node: ast.Call) -> str:
        """`close` of `getattr(cur, "close", None)`, which is a member like any other; "" of any other call."""
        if not self._asks(node, "getattr") or len(node.args) not in (2, 3) or node.keywords:
            return ""
        name, spare = node.args[1], node.args[2:]
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str) or not name.value.isidentifier():
            return ""
        return name.value if all(isinstance(each, ast.Constant) and each.value is None for each in spare) else ""

    def _asks(self, node: ast.expr, name: str) -> bool:
        """Whether an expression calls a builtin function of that name."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != name:
            return False
        return self.name(name) == f"@{name}"

    def _call(self, node: ast.Call) -> Operand:
        if (name := self._fetched(node)) and isinstance(node.func, ast.Name):
            return self._member(node, self.value(node.args[0]), name)
        callee = receiver = method = ""
        if isinstance(node.func, ast.Attribute):
            receiver, method = self._receiver(node.func.value), node.func.attr
        else:
            callee = self.value(node.func)
        arguments = [self._argument("*" if isinstance(each, ast.Starred) else "", each) for each in node.args]
        arguments += [self._argument(each.arg or "**", each.value) for each in node.keywords]
        self.at(node)
        dst = self.temporary()
        self.emit(Call(dst, callee, receiver, method, tuple(arguments)), raises=True)
        return dst

    def _receiver(self, node: ast.expr) -> Operand:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super":
            return "super"  # `super(Class, self)` is the old way to say it
        return self.value(node)

    def _argument(self, keyword: str, node: ast.expr) -> Argument:
        if isinstance(node, ast.Starred):
            node = node.value
        return Argument(keyword, self.value(node), self.text(node))

    def text(self, node: ast.expr) -> str:
        """The source of a short expression on one line, else ""."""
        if isinstance(node, ast.Constant):
            return repr(node.value)[:60]
        if node.lineno != node.end_lineno or node.end_col_offset is None:
            return ""
        return self.lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode("utf-8", "replace")[:60]

    def _await(self, node: ast.Await) -> Operand:
        src = self.value(node.value)
        self.at(node)
        dst = self.temporary()
        self.emit(Await(dst, src), raises=True)
        return dst

    def _yield(self, node: ast.Yield) -> Operand:
        src = self.value(node.value) if node.value else NONE
        self.at(node)
        dst = self.temporary()
        self.emit(Yield(dst, src), raises=True)
        return dst

    def _yieldfrom(self, node: ast.YieldFrom) -> Operand:
        src = self.value(node.value)
        self.at(node)
        dst = self.temporary()
        self.emit(Yield(dst, src, delegates=True), raises=True)
        return dst

    def _subscript(self, node: ast.Subscript) -> Operand:
        base = self.value(node.value)
        self.value(node.slice)
        self.at(node)
        dst = self.temporary()
        self.emit(Item(dst, base), raises=not base.startswith(("@", "#")))
        return dst

    def _namedexpr(self, node: ast.NamedExpr) -> Operand:
        src = self.value(node.value)
        self.at(node)
        dst = self.name(node.target.id)
        self.emit(Bind(dst, src))
        return dst

    def _starred(self, node: ast.Starred) -> Operand:
        return self.value(node.value)

    def _tuple(self, node: ast.Tuple | ast.List | ast.Set) -> Operand:
        return self._holds(node, node.elts)

    _list = _tuple
    _set = _tuple

    def _dict(self, node: ast.Dict) -> Operand:
        return self._holds(node, [*(key for key in node.keys if key), *node.values])

    def _holds(self, node: ast.expr, parts: Sequence[ast.expr]) -> Operand:
        operands = tuple(self.value(part) for part in parts)
        if all(operand.startswith("#") for operand in operands):
            return CONSTANT
        self.at(node)
        dst = self.temporary()
        self.emit(Build(dst, operands))
        return dst

    def _lambda(self, node: ast.Lambda) -> Operand:
        return self.closure(node, free(node))

    def closure(self, node: ast.AST, names: frozenset[str]) -> Operand:
        """A function object that captures names of this function."""
        self.at(node)
        dst = self.temporary()
        captured = tuple(self.name(name) for name in sorted(names) if self.scope.is_local(name))
        calls = sorted(methods_called(node)) if captured else ()
        called = tuple((self.name(name), method) for name, method in calls if self.scope.is_local(name))
        self.emit(Build(dst, captured, lazy=True, calls=called))
        return dst

    def _generatorexp(self, node: ast.GeneratorExp) -> Operand:
        first = self.value(node.generators[0].iter)
        names = free(node)
        self.at(node)
        dst = self.temporary()
        captured = tuple(self.name(name) for name in sorted(names) if self.scope.is_local(name))
        self.emit(Build(dst, (first, *captured), lazy=True))
        return dst

    def _listcomp(self, node: ast.ListComp | ast.SetComp) -> Operand:
        return self._comprehension(node, node.generators, [node.elt])

    _setcomp = _openlistcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Operand:
        return self._comprehension(node, node.generators, [node.key, node.value])

    def _comprehension(self, node: ast.expr, clauses: list[ast.comprehension], parts: list[ast.expr]) -> Operand:
        outer = self.renamed
        dst = self.temporary()
        self.emit(Build(dst, ()))
        self._clause(node, clauses, parts, dst)
        self.renamed = outer
        return dst

    def _clause(self, node: ast.expr, clauses: list[ast.comprehension], parts: list[ast.expr], dst: Operand) -> None:
        if not clauses:
            made = tuple(self.value(part) for part in parts)
            self.at(node)
            self.emit(Build(dst, made))
            return
        clause = clauses[0]
        iterator = self.iterate(clause.iter)
        if not isinstance(node, OpenListComp):
            names = {child.id for child in ast.walk(clause.target) if isinstance(child, ast.Name)}
            self.renamed = {**self.renamed, **{name: f"{name}'" for name in names}}
        item = self.temporary()
        body, end = self.split(Next(item, iterator), raises=True)
        head = len(self.nodes) - 1
        self.tails = body
        self.assign(clause.target, item)
        for condition in clause.ifs:
            yes, no = self.condition(condition)
            self.tails = no
            self.join(head)
            self.tails = yes
        self._clause(node, clauses[1:], parts, dst)
        self.join(head)
        self.tails = end

    def iterate(self, node: ast.expr) -> Operand:
        """`iter(expression)`."""
        src = self.value(node)
        self.at(node)
        dst = self.temporary()
        self.emit(Iterate(dst, src), raises=not src.startswith("#"))
        return dst

    def _compare(self, node: ast.Compare) -> Operand:
        """`own = conn is None` is kept as a fact about both names."""
        right = node.comparators[0]
        if (
            len(node.ops) > 1
            or not isinstance(right, ast.Constant)
            or right.value is not None
            or not isinstance(node.ops[0], ast.Is | ast.IsNot)
        ):
            operands = tuple(self.value(each) for each in (node.left, *node.comparators))
            sought = len(node.ops) == 1 and isinstance(node.ops[0], ast.In)
            return self._made(node, operands, operands[-1] if sought else "")
        return self._answer(node)

    def _unaryop(self, node: ast.UnaryOp) -> Operand:
        """`own = not conn` as well."""
        if isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Name):
            return self._answer(node)
        return self._made(node, (self.value(node.operand),))

    def _answer(self, node: ast.expr) -> Operand:
        """The value of a condition: true on one path, false on the other."""
        dst = self.temporary()
        yes, no = self.condition(node)
        ends: list[Tail] = []
        for tails, constant in ((yes, TRUE), (no, FALSE)):
            self.tails = tails
            self.at(node)
            self.emit(Bind(dst, constant))
            ends += self.tails
        self.tails = ends
        return dst

    def _ifexp(self, node: ast.IfExp) -> Operand:
        dst = self.temporary()
        yes, no = self.condition(node.test)
        ends: list[Tail] = []
        for tails, branch in ((yes, node.body), (no, node.orelse)):
            self.tails = tails
            src = self.value(branch)
            self.at(node)
            self.emit(Bind(dst, src))
            ends += self.tails
        self.tails = ends
        return dst

    def _boolop(self, node: ast.BoolOp) -> Operand:
        dst = self.temporary()
        ends: list[Tail] = []
        for number, part in enumerate(node.values):
            src = self.value(part)
            self.at(node)
            self.emit(Bind(dst, src))
            if number < len(node.values) - 1:
                yes, no = self.split(Test(src, "truth"))
                self.tails, done = (yes, no) if isinstance(node.op, ast.And) else (no, yes)
                ends += done
        self.tails += ends
        return dst

    def condition(self, node: ast.expr) -> tuple[list[Tail], list[Tail]]:
        """Lower a condition; returns the ends where it holds and where it doesn't."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yes, no = self.condition(node.operand)
            return no, yes
        if isinstance(node, ast.BoolOp):
            return self._chain(node)
        if isinstance(node, ast.Constant):
            self.emit(None)
            ends = self.tails
            return (ends, []) if node.value else ([], ends)
        if isinstance(node, ast.Call) and len(node.args) == 1 and self._asks(node, "callable"):
            operand = self.value(node.args[0])  # nobody asks that of what is there, but of what may be None
            self.at(node)
            return self.split(Test(operand, "truth"))
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            right = node.comparators[0]
            if (bound := self._bound(node)) is not None:
                operand = self.name(bound)
                self.at(node)
                yes, no = self.split(Test(operand, "truth"))
                return (yes, no) if isinstance(node.ops[0], ast.In) else (no, yes)
            if (
                isinstance(right, ast.Constant)
                and right.value is None
                and isinstance(node.ops[0], ast.Is | ast.Eq | ast.IsNot | ast.NotEq)
            ):
                operand = self.value(node.left)
                self.at(node)
                yes, no = self.split(Test(operand, "none"))
                return (yes, no) if isinstance(node.ops[0], ast.Is | ast.Eq) else (no, yes)
        operand = self.value(node)
        self.at(node)
        return self.split(Test(operand, "truth"))

    def _bound(self, node: ast.Compare) -> str | None:
        """`conn` of `"conn" in locals()`: whether the name is bound at all."""
        left, right = node.left, node.comparators[0]
        if not isinstance(node.ops[0], ast.In | ast.NotIn) or not isinstance(left, ast.Constant):
            return None
        known = isinstance(left.value, str) and self.scope.is_local(left.value)
        asked = self._asks(right, "locals") or self._asks(right, "vars") or self._asks(right, "dir")
        return str(left.value) if known and asked and isinstance(right, ast.Call) and not right.args else None

    def _chain(self, node: ast.BoolOp) -> tuple[list[Tail], list[Tail]]:
        yes: list[Tail] = []
        no: list[Tail] = []
        for number, part in enumerate(node.values):
            holds, fails = self.condition(part)
            last = number == len(node.values) - 1
            if isinstance(node.op, ast.And):
                no += fails
                self.tails = [] if last else holds
                yes = holds
            else:
                yes = yes + holds
                self.tails = [] if last else fails
                no = fails
        return yes, no

    def assign(self, target: ast.expr, src: Operand) -> None:
        """`target = src`, for every kind of target."""
        if isinstance(target, ast.Name):
            self.at(target)
            self.emit(Bind(self.name(target.id), src))
        elif isinstance(target, ast.Attribute):
            base = self.value(target.value)
            self.at(target)
            self.emit(Bind(f"{base}.{target.attr}", src))
        elif isinstance(target, ast.Subscript):
            base = self.value(target.value)
            self.value(target.slice)
            self.at(target)
            self.emit(Bind(f"{base}.[]", src))
        elif isinstance(target, ast.Starred):
            self.assign(target.value, src)
        elif isinstance(target, ast.Tuple | ast.List):
            starred = any(isinstance(part, ast.Starred) for part in target.elts)
            for index, part in enumerate(target.elts):
                item = self.temporary()
                self.at(part)
                self.emit(Item(item, src, unpacks=True, index=-1 if starred else index), raises=not src.startswith("#"))
                self.assign(part, item)
