"""Which name stands for what: imports and scopes of one module. The only place that resolves Python names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TypeGuard


def absolute(module: str, is_package: bool, level: int, name: str) -> str:
    """`from ..a import b` in `module` -> the dotted module it names (PEP 328)."""
    if not level:
        return name
    parts = module.split(".") if module else []
    keep = len(parts) - level + (1 if is_package else 0)
    base = parts[: max(keep, 0)]
    return ".".join([*base, *([name] if name else [])])


def imported(node: ast.Import | ast.ImportFrom, module: str, is_package: bool) -> dict[str, str]:
    """The names an import statement binds -> their dotted names."""
    if isinstance(node, ast.Import):
        return {
            (alias.asname or alias.name.partition(".")[0]): (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )
            for alias in node.names
        }
    base = absolute(module, is_package, node.level, node.module or "")
    return {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names if alias.name != "*"}


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` as text, "" if it isn't a plain dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


class Scope:
    """What names mean inside one function: locals stay themselves, others become full dotted names."""

    __slots__ = ("imports", "locals", "module", "names", "nonlocals", "outer")

    def __init__(self, module: str, names: dict[str, str], outer: Scope | None = None) -> None:
        self.module = module
        self.names = names
        self.outer = outer
        self.locals: frozenset[str] = frozenset()
        self.imports: dict[str, str] = {}
        self.nonlocals: frozenset[str] = frozenset()

    def full(self, name: str) -> str:
        """The dotted name a non-local name stands for; builtins stay bare."""
        if name in self.imports:
            return self.imports[name]
        if self.outer is not None and self.outer.is_local(name):
            return ""
        if self.outer is not None and self.outer.imports:
            return self.outer.full(name)
        return self.names.get(name, name)

    def is_local(self, name: str) -> bool:
        """Whether this function, or one around it, binds the name."""
        if name in self.locals:
            return True
        return self.outer is not None and name not in self.imports and self.outer.is_local(name)

    def resolve(self, node: ast.expr | None) -> str:
        """A dotted expression -> full dotted name, "" if it starts from a local name or isn't dotted."""
        text = dotted(node)
        head, _, rest = text.partition(".")
        if not head or self.is_local(head):
            return ""
        full = self.full(head)
        return f"{full}.{rest}" if rest and full else full


def annotation(node: ast.expr | None, scope: Scope) -> str:
    """The dotted name of a type annotation; `X | None` and `Optional[X]` count as X. "" if it says nothing simple."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value, mode="eval").body
        except SyntaxError:
            return ""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = [
            side for side in (node.left, node.right) if not (isinstance(side, ast.Constant) and side.value is None)
        ]
        return annotation(sides[0], scope) if len(sides) == 1 else ""
    if isinstance(node, ast.Subscript):
        head = dotted(node.value).rpartition(".")[2]
        return annotation(node.slice, scope) if head == "Optional" else scope.resolve(node.value)
    return scope.resolve(node)


_LEAVES = frozenset({ast.Constant, ast.Lambda, ast.Pass, ast.Break, ast.Continue})
_SCOPES = frozenset(
    {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp}
)
_PLAIN = frozenset({"ctx", "op", "ops", "attr", "id"})


class OpenListComp(ast.ListComp):
    """A list comprehension that binds its names in the function around it, as Python 2's do (What's New in 3.0)."""

    __slots__ = ()


_FIELDS: dict[str, tuple[str, ...]] = {}  # by the name of a kind of node


def _parts(kind: type[ast.AST]) -> tuple[str, ...]:
    """The fields of a kind of node in which names may be bound."""
    found = _FIELDS.get(kind.__name__)
    if found is None:
        found = _FIELDS[kind.__name__] = tuple(field for field in kind._fields if field not in _PLAIN)
    return found


def _bound_by_scope(node: ast.AST, found: set[str], todo: list[ast.AST]) -> None:
    """What a nested scope binds outside of itself: its name, and by walrus."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        found.add(node.name)
        todo.extend(node.decorator_list)
        return
    todo.extend(child for child in ast.walk(node) if isinstance(child, ast.NamedExpr))


def bound(
    body: Iterable[ast.stmt], arguments: ast.arguments | None
) -> tuple[frozenset[str], dict[str, ast.stmt], frozenset[str]]:
    """Names a function binds (PEP 227), those that only its own imports bind, and nonlocal ones (PEP 3104)."""
    found: set[str] = set()
    outside: set[str] = set()
    nonlocals: set[str] = set()
    imports: dict[str, ast.stmt] = {}
    if arguments:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        found.update(argument.arg for argument in every if argument)
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        kind = type(node)
        if kind is ast.Name:
            if type(node.ctx) is not ast.Load:  # type: ignore[attr-defined]
                found.add(node.id)  # type: ignore[attr-defined]
        elif kind in _LEAVES:
            continue
        elif kind in _SCOPES:
            _bound_by_scope(node, found, todo)
        elif kind is ast.Import or kind is ast.ImportFrom:
            for alias in node.names:  # type: ignore[attr-defined]
                imports[alias.asname or alias.name.partition(".")[0]] = node  # type: ignore[assignment]
        elif kind is ast.Global or kind is ast.Nonlocal:
            outside.update(node.names)  # type: ignore[attr-defined]
            if kind is ast.Nonlocal:
                nonlocals.update(node.names)  # type: ignore[attr-defined]
        else:
            fields = node.__dict__
            name = fields.get("name") or fields.get("rest")
            if name.__class__ is str:
                found.add(name)
            for part in _parts(kind):
                value = fields.get(part)
                if value.__class__ is list:
                    todo += [each for each in value if isinstance(each, ast.AST)]
                elif isinstance(value, ast.AST):
                    todo.append(value)
    only = {name: node for name, node in imports.items() if name not in found}
    return frozenset(found - outside), only, frozenset(nonlocals)


def free(node: ast.AST) -> frozenset[str]:
    """Names that a nested function, lambda or generator expression reads."""
    return frozenset(
        child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)
    )


def global_names(node: ast.AST) -> frozenset[str]:
    """Names from outside that a function, or the functions of a class, read or bind; nothing for other statements."""
    if isinstance(node, ast.ClassDef):
        inside = [global_names(each) or free(each) for each in node.body]
        return frozenset[str]().union(*inside)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    declared = [each.names for each in ast.walk(node) if isinstance(each, ast.Global)]
    return (free(node) - bound(node.body, node.args)[0]).union(*declared)


def methods_called(node: ast.AST) -> frozenset[tuple[str, str]]:
    """The methods that a nested function or lambda calls on names from around it: name and method."""
    found: set[tuple[str, str]] = set()
    own: set[str] = set()
    for child in ast.walk(node):
        if isinstance(child, ast.arg):
            own.add(child.arg)
        elif isinstance(child, ast.Name) and not isinstance(child.ctx, ast.Load):
            own.add(child.id)
        elif isinstance(child, ast.Call):
            name, _, method = dotted(child.func).partition(".")
            found.add((name, method))
    return frozenset((name, method) for name, method in found if name not in own)


def is_main(node: ast.stmt) -> TypeGuard[ast.If]:
    """Whether it is `if __name__ == "__main__":` without an else."""
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    name = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    main = any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)
    return name and main and len(sides) == 2 and isinstance(node.test.ops[0], ast.Eq)


def statements(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements of one scope in source order, those in branches included, without entering definitions."""
    found: list[ast.stmt] = []
    todo = list(reversed(body))
    while todo:
        node = todo.pop()
        found.append(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Expr, ast.Assign, ast.Return)):
            continue
        inner: list[ast.stmt] = []
        inner += getattr(node, "body", ())
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            inner += part.body
        inner += getattr(node, "orelse", ())
        inner += getattr(node, "finalbody", ())
        todo.extend(reversed(inner))
    return found


def seen_outside(main: ast.If, body: Sequence[ast.stmt]) -> frozenset[str]:
    """Names that functions of the module read, or that its other statements bind."""
    every = statements(body)
    inside = {id(each) for each in (main, *statements(main.body))}
    return bound([each for each in every if id(each) not in inside], None)[0].union(*map(global_names, every))
