"""Lower the statements of one function to its graph and its block tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from letgo.flow.blocks import Statement, Suite
from letgo.flow.graph import NONE, Bind, Catch, Delete, Enter, Graph, Leave, Next, Raise, Return, Test
from letgo.python.build import Frame, Tail
from letgo.python.expressions import Expressions
from letgo.python.names import Scope, free

CATCH_ALL = frozenset({"BaseException", "Exception"})
KINDS: dict[type[ast.stmt], str] = {
    ast.Assign: "bind", ast.AnnAssign: "bind", ast.Expr: "call", ast.Return: "return",
    ast.Raise: "raise", ast.If: "if", ast.For: "loop", ast.AsyncFor: "loop", ast.While: "loop", ast.Try: "try",
    ast.TryStar: "try", ast.With: "with", ast.AsyncWith: "with", ast.Match: "match", ast.FunctionDef: "define",
    ast.AsyncFunctionDef: "define", ast.ClassDef: "define", ast.Break: "jump", ast.Continue: "jump",
}  # fmt: skip


def lower(body: Sequence[ast.stmt], scope: Scope, lines: Sequence[bytes]) -> tuple[Graph, Suite]:
    """The statements of a function -> its graph and block tree. `lines` are the file's lines as UTF-8."""
    lowering = Lowering(scope, lines)
    tree = lowering.suite("body", body)
    return lowering.graph(), tree


class Lowering(Expressions):
    """The statement half of the lowering."""

    def __init__(self, scope: Scope, text: Sequence[bytes]) -> None:
        super().__init__(scope, text)
        self._statements = 0

    def suite(self, role: str, body: Sequence[ast.stmt]) -> Suite:
        """Lower a run of statements."""
        return Suite(role, tuple(self.statement(node, self._alone(body, index)) for index, node in enumerate(body)))

    @staticmethod
    def _alone(body: Sequence[ast.stmt], index: int) -> bool:
        before = index > 0 and body[index - 1].end_lineno == body[index].lineno
        return not before and not (index + 1 < len(body) and body[index + 1].lineno == body[index].end_lineno)

    def statement(self, node: ast.stmt, alone: bool) -> Statement:
        """Lower one statement, numbered in source order."""
        number = self._statements
        self._statements += 1
        self.stmt = number
        self.at(node)
        method: Callable[[ast.stmt], tuple[Suite, ...] | None] = getattr(
            self, "_do_" + type(node).__name__.lower(), self._do_other
        )
        suites = method(node) or ()
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
        assert node.end_lineno is not None
        return Statement(
            number, _kind(node), first, node.end_lineno, suites, _target(node), alone,
            isinstance(node, ast.AsyncWith | ast.AsyncFor), _targets(node),
        )  # fmt: skip

    def _resume(self, number: int) -> None:
        self.stmt = number

    def _do_other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)

    def _do_expr(self, node: ast.Expr) -> None:
        self.value(node.value)

    def _do_assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
            targets, values = node.targets[0].elts, node.value.elts
            if len(targets) == len(values) and not any(isinstance(each, ast.Starred) for each in [*targets, *values]):
                made = [self.value(value) for value in values]
                bound = {each.id for each in targets if isinstance(each, ast.Name)}
                for index, operand in enumerate(made):
                    if operand.partition(".")[0] in bound:  # `a, b = b, a` reads everything before it binds anything
                        made[index] = self.temporary()
                        self.emit(Bind(made[index], operand))
                for target, src in zip(targets, made, strict=True):
                    self.assign(target, src)
                return
        src = self.value(node.value)
        for target in node.targets:
            self.assign(target, src)

    def _do_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value))

    def _do_augassign(self, node: ast.AugAssign) -> None:
        src = self.value(node.value)
        if isinstance(node.target, ast.Name):
            self.emit(Bind(self.name(node.target.id), self._made(node.value, (self.name(node.target.id), src))))
            return
        old = self.value(node.target)
        if not any(isinstance(each, ast.Call) for each in ast.walk(node.target)):  # nothing is evaluated twice
            made = self._made(node.value, (old, src))
            self.assign(node.target, made)

    def _do_return(self, node: ast.Return) -> None:
        src = self.value(node.value) if node.value else NONE
        number = self.stmt
        self.unwind(None)
        self.stmt = number
        self.at(node)
        self.emit(Return(src))
        self.join(1)

    def _do_raise(self, node: ast.Raise) -> None:
        src = self.value(node.exc) if node.exc else NONE
        if node.cause:
            self.value(node.cause)
        self.at(node)
        self.emit(Raise(src), raises=True)
        self.tails = []

    def _do_assert(self, node: ast.Assert) -> None:
        yes, no = self.condition(node.test)
        self.tails = no
        if node.msg:
            self.value(node.msg)
        self.at(node)
        self.emit(Raise(NONE), raises=True)
        self.tails = yes

    def _do_delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.at(target)
                self.emit(Delete(self.name(target.id)))
            elif isinstance(target, ast.Subscript):
                base = self.value(target.value)
                self.value(target.slice)
                self.at(target)
                self.emit(Bind(f"{base}.[]", NONE), raises=True)  # what is in it changes
            else:
                self._do_other(ast.Expr(target))

    def _do_break(self, _node: ast.Break) -> None:
        loop = self.loop()
        number = self.stmt
        self.unwind(loop)
        self.stmt = number
        if loop:
            loop.breaks += self.tails
        self.tails = []

    def _do_continue(self, _node: ast.Continue) -> None:
        loop = self.loop()
        number = self.stmt
        self.unwind(loop)
        self.stmt = number
        if loop:
            self.join(loop.head)
        self.tails = []

    def _do_if(self, node: ast.If) -> tuple[Suite, ...]:
        yes, no = self.condition(node.test)
        self.tails = yes
        suites = [self.suite("body", node.body)]
        ends = self.tails
        self.tails = no
        if node.orelse:
            chained = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and self._is_elif(node.orelse[0])
            suites.append(self.suite("elif" if chained else "else", node.orelse))
        self.tails = ends + self.tails
        return tuple(suites)

    def _is_elif(self, node: ast.If) -> bool:
        return self.lines[node.lineno - 1][node.col_offset : node.col_offset + 4] == b"elif"

    def _do_while(self, node: ast.While) -> tuple[Suite, ...]:
        frame = Frame(landing=self.landing, head=self.emit(None))
        yes, no = self.condition(node.test)
        return self._loop(frame, node, yes, no)

    def _do_for(self, node: ast.For | ast.AsyncFor) -> tuple[Suite, ...]:
        iterator = self.iterate(node.iter)
        item = self.temporary()
        self.at(node.iter)
        yes, no = self.split(Next(item, iterator), raises=True)
        frame = Frame(landing=self.landing, head=len(self.nodes) - 1)
        self.tails = yes
        self.assign(node.target, item)
        return self._loop(frame, node, self.tails, no)

    _do_asyncfor = _do_for

    def _loop(
        self, frame: Frame, node: ast.For | ast.AsyncFor | ast.While, yes: list[Tail], no: list[Tail]
    ) -> tuple[Suite, ...]:
        self.frames.append(frame)
        self.tails = yes
        suites = [self.suite("body", node.body)]
        self.join(frame.head)
        self.frames.pop()
        self.tails = no
        if node.orelse:
            suites.append(self.suite("else", node.orelse))
        self.tails = self.tails + frame.breaks
        return tuple(suites)

    def _do_try(self, node: ast.Try | ast.TryStar) -> tuple[Suite, ...]:
        if not node.finalbody:
            return tuple(self._guarded(node))
        outside, number, start = self.landing, self.stmt, self._statements
        made: list[Suite] = []
        final = self._count(node)

        def cleanup() -> None:
            counter, self._statements = self._statements, start + final
            made[:] = [self.suite("finally", node.finalbody)]
            self._statements = counter

        pad = self.pad()
        frame = Frame(cleanup=cleanup, landing=outside)
        self.frames.append(frame)
        self.landing = pad
        suites = self._guarded(node)
        self.frames.pop()
        self.landing = outside
        self._statements = start + final
        cleanup()
        normal = self.tails
        self.tails = [(pad, -1)]
        cleanup()
        self.join(outside)
        self.tails = normal
        self._statements = start + final + sum(map(_size, node.finalbody))
        self._resume(number)
        return (*suites, *made)

    @staticmethod
    def _count(node: ast.Try | ast.TryStar) -> int:
        parts = [node.body, *(handler.body for handler in node.handlers), node.orelse]
        return sum(_size(each) for part in parts for each in part)

    _do_trystar = _do_try

    def _guarded(self, node: ast.Try | ast.TryStar) -> list[Suite]:
        outside, number = self.landing, self.stmt
        if not node.handlers:
            return [self.suite("body", node.body), *([self.suite("else", node.orelse)] if node.orelse else [])]
        dispatch = self.pad()
        self.landing = dispatch
        suites = [self.suite("body", node.body)]
        self.landing = outside
        statements = self._statements
        self._statements += sum(_size(each) for handler in node.handlers for each in handler.body)
        behind = self.suite("else", node.orelse) if node.orelse else None
        ends, after = self.tails, self._statements
        self._statements = statements
        caught = False
        for handler in node.handlers:
            types = self._types(handler.type)
            self.tails = [(dispatch, -1)]
            self.stmt = number
            self.at(handler)
            self.emit(Catch(types, self.name(handler.name) if handler.name else ""))
            suites.append(self.suite("handler", handler.body))
            ends = ends + self.tails
            caught = caught or not types or bool(CATCH_ALL & set(types))
        if not caught:
            self.nodes[dispatch].next.append(outside)
        self._statements = after
        self.tails = ends
        return [*suites, *([behind] if behind else [])]

    def _types(self, node: ast.expr | None) -> tuple[str, ...]:
        if node is None:
            return ()
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(self.scope.resolve(part) or "?" for part in parts)

    def _do_with(self, node: ast.With | ast.AsyncWith) -> tuple[Suite, ...]:
        awaited = isinstance(node, ast.AsyncWith)
        number = self.stmt
        entered: list[tuple[Frame, int, str]] = []
        for item in node.items:
            manager = self.value(item.context_expr)
            self.at(item.context_expr)
            place = self.place
            dst = self.temporary()
            self.emit(Enter(dst, manager, awaited), raises=True)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, dst)
            frame = Frame(cleanup=self._leaving(manager, awaited, number, place), landing=self.landing)
            entered.append((frame, self.pad(), manager))
            self.frames.append(frame)
            self.landing = entered[-1][1]
        suites = (self.suite("body", node.body),)
        swallowed: list[Tail] = []
        for frame, pad, manager in reversed(entered):
            self.frames.pop()
            self.landing = frame.landing
            assert frame.cleanup
            frame.cleanup()
            normal = self.tails
            self.tails = [(pad, -1)]
            self.stmt = number
            raising, swallowing = self.split(Leave(manager, awaited, failed=True), raises=True)
            self.tails = raising
            self.join(frame.landing)
            swallowed = swallowing
            self.tails = normal + swallowed
        return suites

    _do_asyncwith = _do_with

    def _leaving(
        self, manager: str, awaited: bool, number: int, place: tuple[int, int, int, int]
    ) -> Callable[[], None]:
        def leave() -> None:
            self.stmt, self.place = number, place
            self.emit(Leave(manager, awaited, failed=False), raises=True)

        return leave

    def _do_match(self, node: ast.Match) -> tuple[Suite, ...]:
        subject = self.value(node.subject)
        number = self.stmt
        ends: list[Tail] = []
        suites = []
        for case in node.cases:
            self.stmt = number
            yes, no = self.split(Test(self._made(node.subject, (subject,)), "truth"))
            self.tails = yes
            for child in ast.walk(case.pattern):
                name = getattr(child, "name", None) or getattr(child, "rest", None)
                if isinstance(name, str):
                    self.emit(Bind(self.name(name), subject))
            if case.guard:
                yes, failed = self.condition(case.guard)
                self.tails, no = yes, no + failed
            suites.append(self.suite("case", case.body))
            ends += self.tails
            wild = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
            self.tails = [] if wild else no
        self.tails = self.tails + ends
        return tuple(suites)

    def _do_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]:
            self.value(each)
        src = self.closure(node, free(node))
        self.emit(Bind(self.name(node.name), src))

    _do_asyncfunctiondef = _do_functiondef

    def _do_classdef(self, node: ast.ClassDef) -> None:
        src = self.closure(node, free(node))
        self.emit(Bind(self.name(node.name), src))

    def _do_import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if self.scope.is_local(name):
                self.emit(Bind(name, "#"))

    _do_importfrom = _do_import


def _target(node: ast.stmt) -> str:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        return node.target.id
    return ""


def _targets(node: ast.stmt) -> tuple[str, ...]:
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return ()
    left, right = node.targets[0], node.value
    if not isinstance(left, ast.Tuple) or not isinstance(right, ast.Tuple) or len(left.elts) != len(right.elts):
        return ()
    names = [each.id for each in left.elts if isinstance(each, ast.Name)]
    apart = len(set(names)) == len(left.elts) and free(right).isdisjoint(names)
    return tuple(names) if apart and not any(isinstance(each, ast.Starred) for each in right.elts) else ()


def _kind(node: ast.stmt) -> str:
    """The kind of a statement, as `flow.blocks` names them."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        number = isinstance(node.value, ast.Constant) and isinstance(node.value.value, int | float)
        return "count" if number and isinstance(node.target, ast.Attribute) else "other"
    return KINDS.get(type(node), "other")


def _size(node: ast.stmt) -> int:
    """How many statements it is, itself included, nested functions and classes left out."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return 1
    total = 1
    for name in ("body", "orelse", "finalbody"):
        total += sum(map(_size, getattr(node, name, ())))
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        total += sum(map(_size, part.body))
    return total
