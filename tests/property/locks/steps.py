"""The text of a module as steps: every function becomes a generator, which gives way wherever another thread matters.

A call is made through `_call`, which runs what it calls as steps as well; a field of an object is read through
`_read` and written through `_write`, which give way if no lock is held. `with` takes a lock and lets go of it.

Where there are coroutines, all run on one thread: each is a generator that gives way where it awaits, and nowhere else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

PLAYED = "<steps>"
MUTATES = frozenset({"append", "clear", "pop"})
HELPERS = frozenset({"super", "range", "list", "len", "isinstance"})


@dataclass(frozen=True)
class Module:
    """A compiled module, and the fields that its functions change, constructors apart."""

    code: CodeType
    shared: frozenset[str]
    tasks: bool = False  # those who call are tasks of one loop


def steps(text: str) -> Module:
    """The module, ready to be run in steps."""
    tree = ast.parse(text)
    shared = frozenset(_changed(tree))
    tasks = any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(tree))
    made = ast.fix_missing_locations((Awaits() if tasks else Steps()).visit(tree))
    return Module(compile(made, PLAYED, "exec"), shared, tasks)


def _changed(tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name == "__init__":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                yield node.attr
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in MUTATES and isinstance(called.value, ast.Attribute):
                yield called.value.attr


def via(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.YieldFrom(ast.Call(ast.Name(name, ast.Load()), list(arguments), []))


class Steps(ast.NodeTransformer):
    """Only what stands in functions is changed."""

    depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.depth += 1
        node.body = [done for each in node.body for done in self.many(each)]
        self.depth -= 1
        # A function without a step is a generator as well.
        node.body.append(ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load()))))
        return node

    def many(self, node: ast.stmt) -> list[ast.stmt]:
        made = self.visit(node)
        return made if isinstance(made, list) else [made]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not self.depth or (isinstance(node.func, ast.Name) and node.func.id in HELPERS):
            return node
        return ast.YieldFrom(ast.Call(ast.Name("_call", ast.Load()), [node.func, *node.args], node.keywords))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if not self.depth or not isinstance(node.ctx, ast.Load):
            return node
        return via("_read", node.value, ast.Constant(node.attr))

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return self._ahead(node, node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | list[ast.stmt]:
        """`self.x += 1` reads and writes: two steps."""
        if self.depth and isinstance(node.target, ast.Attribute):
            value = ast.BinOp(ast.Attribute(node.target.value, node.target.attr, ast.Load()), node.op, node.value)
            return self.visit_Assign(ast.Assign([node.target], value))
        self.generic_visit(node)
        return node

    def _ahead(self, node: ast.Assign, targets: list[ast.expr]) -> ast.AST | list[ast.stmt]:
        """What is stored is worked out before: others may store something else in between."""
        if not self.depth or not any(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
            return node
        kept = ast.Assign([ast.Name("_value", ast.Store())], node.value)
        node.value = ast.Name("_value", ast.Load())
        return [kept, ast.Expr(via("_write")), node]

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return held(node)


def held(node: ast.With | ast.AsyncWith) -> list[ast.stmt]:
    """`with a, b:` -> `a.acquire()`, `try:` ... `finally: a.release()`."""
    body: list[ast.stmt] = node.body
    for number, item in reversed(list(enumerate(node.items))):
        name = f"_held_{node.lineno}_{number}"
        release = ast.Expr(via("_leave", ast.Name(name, ast.Load())))
        body = [
            ast.Assign([ast.Name(name, ast.Store())], item.context_expr),
            ast.Expr(via("_enter", ast.Name(name, ast.Load()))),
            ast.Try(body, [], [], [release]),
        ]
    return body


class Awaits(ast.NodeTransformer):
    """Coroutines only: what they don't await is done at once."""

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self.generic_visit(node)
        end = ast.Expr(ast.YieldFrom(ast.Tuple([], ast.Load())))
        return ast.FunctionDef(node.name, node.args, [*node.body, end], node.decorator_list, node.returns)

    def visit_Await(self, node: ast.Await) -> ast.AST:
        self.generic_visit(node)
        return via("_await", node.value)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return held(node)
