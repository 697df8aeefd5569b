"""Read one Python file: bytes in, `FileFacts` out. Only functions that hold one of the wanted words are lowered."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from letgo.flow.facts import MAIN, MODULE, ClassFacts, FileFacts, FunctionFacts, Parameter
from letgo.flow.graph import Yield
from letgo.flow.language import Same
from letgo.python.lower import lower
from letgo.python.names import Scope, annotation, bound, imported, is_main, seen_outside, statements
from letgo.python.words import rows_with, within

Parse = Callable[[str], ast.Module]
IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_RAISES = re.compile(rb"(?:^[ \t]*|[:;] *)raise\b", re.MULTILINE)


def raises(body: bytes) -> bool:
    """Whether an outlined function raises something on purpose, told by words."""
    return b"raise" in body and _RAISES.search(body) is not None


def parse(text: str) -> ast.Module:
    """The tree of a text. Raises `SyntaxError` if Python can't parse it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def read(
    text: str, path: str, module: str, wanted: frozenset[str], parse: Parse = parse, same: Same | None = None
) -> FileFacts:
    """One file's facts. Raises what `parse` raises. Functions of which `same` says so are only outlined."""
    tree = parse(text)
    source = text.encode("utf-8")
    reader = _Reader(path, module, source.split(b"\n"), rows_with(source, wanted), same=same)
    return reader.file(tree)


def read_more(text: str, facts: FileFacts, wanted: frozenset[str], parse: Parse = parse) -> list[FunctionFacts]:
    """Lower those functions of a file that hold one of the words and were only outlined; they join `facts`."""
    lines = text.split("\n")
    rows = rows_with(text.encode("utf-8"), wanted)
    made: list[FunctionFacts] = []
    for outline in list(facts.functions.values()):
        if outline.graph is not None or outline.parent or outline.qualname in (MODULE, MAIN):
            continue
        if not within(rows, outline.first, outline.last):
            continue
        reader = _slice_reader(lines, outline, facts.names, parse)
        for found in reader.functions.values():
            facts.functions[found.qualname] = found
            made.append(found)
    return made


def read_one(
    lines: Sequence[str], outline: FunctionFacts, names: dict[str, str], parse: Parse = parse
) -> dict[str, FunctionFacts]:
    """Lower one outlined function: it and those nested in it, by qualified name. `lines` are those of its file.

    Raises what `parse` raises, where the function doesn't parse by itself.
    """
    return _slice_reader(lines, outline, names, parse).functions


def _slice_reader(lines: Sequence[str], outline: FunctionFacts, names: dict[str, str], parse: Parse) -> _Reader:
    """Read one outlined function, at the rows where it stands, without the rest of its file."""
    head = ["if 1:"] if lines[outline.first - 1][:1] in (" ", "\t") else []
    above = [""] * (outline.first - 1 - len(head))  # so that rows are those of the file
    tree = parse("\n".join([*above, *head, *lines[outline.first - 1 : outline.last], ""]))
    node = tree.body[0].body[0] if head and isinstance(tree.body[0], ast.If) else tree.body[0]
    rows = [b""] * (outline.first - 1) + [line.encode("utf-8") for line in lines[outline.first - 1 : outline.last]]
    reader = _Reader(outline.path, outline.module, rows, (), names)
    reader.all = True
    assert isinstance(node, FUNCTION)
    prefix = outline.qualname.rpartition(".")[0]
    reader.function(node, f"{prefix}." if prefix else "", Scope(outline.module, names), outline.owner, False)
    first = next(iter(reader.functions.values()))
    if first.qualname != outline.qualname:
        first.qualname = outline.qualname
    return reader


def read_function(
    text: str, facts: FunctionFacts, names: dict[str, str], outer: Sequence[str] = (), parse: Parse = parse
) -> FunctionFacts:
    """Read one function again from the text of its lines: same names around it, another body.

    Raises what `parse` raises. `outer` are the local names of the functions around it.
    """
    head = "if 1:\n" if text[:1] in (" ", "\t") else ""
    tree = parse(head + text)
    node = tree.body[0].body[0] if head and isinstance(tree.body[0], ast.If) else tree.body[0]
    reader = _Reader(facts.path, facts.module, (head + text).encode("utf-8").split(b"\n"), (), names)
    reader.all = True
    if facts.qualname == MAIN:
        assert isinstance(node, ast.If)
        reader.main(node, replace(facts))
        return reader.functions[MAIN]
    scope: Scope | None = Scope(facts.module, names)
    if outer:
        around = Scope(facts.module, names, scope)
        around.locals = frozenset(outer)
        scope = around
    assert scope is not None
    assert isinstance(node, FUNCTION)
    prefix = facts.qualname[: -len(facts.name)] if facts.qualname.endswith(facts.name) else ""
    reader.function(node, prefix, scope, facts.owner, False)
    made = next(iter(reader.functions.values()))
    made.qualname = facts.qualname
    return made


@dataclass(slots=True)
class _Reader:
    path: str
    module: str
    lines: Sequence[bytes]
    wanted: Sequence[int]  # rows that hold one of the wanted words
    names: dict[str, str] = field(default_factory=dict)
    classes: dict[str, ClassFacts] = field(default_factory=dict)
    functions: dict[str, FunctionFacts] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    all: bool = False  # lower every function, whatever it mentions
    same: Same | None = None

    def file(self, tree: ast.Module) -> FileFacts:
        package = self.path.rpartition("/")[2] == "__init__.py"
        self._bind(tree.body, package)
        scope = Scope(self.module, self.names)
        for node in statements(tree.body):
            self._definition(node, "", scope, "", package)
        top = [node for node in tree.body if not isinstance(node, (*FUNCTION, ast.ClassDef))]
        if self._concerns(_spans(top)):
            main = next(filter(is_main, top), None)
            if main is not None:
                facts = self._blank(MAIN, MAIN, "", [main])
                facts.line, facts.column = main.lineno, main.col_offset
                facts.shared = seen_outside(main, tree.body)
                self.main(main, facts)
            rest = [node for node in top if node is not main]
            facts = self._blank(MODULE, MODULE, "", rest)
            facts.graph, facts.tree = lower(rest, scope, self.lines)
            self.functions[MODULE] = facts
        loose = {
            word for node in top for word in IDENTIFIER.findall(self._rows(node.lineno, node.end_lineno or node.lineno))
        }
        names = frozenset(word.decode() for word in loose)
        made: dict[str, str] = {}
        for node in statements(tree.body):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                self._made(node, scope, made)
        bare = self._top_names(tree.body)
        conditional = frozenset(name for name in self.names if name not in bare)
        return FileFacts(
            self.path, self.module, self.names, self.classes, self.functions, tuple(self.stars), names, conditional,
            made,
        )  # fmt: skip

    def main(self, node: ast.If, facts: FunctionFacts) -> None:
        """Lower the body of `if __name__ == "__main__":`: what nobody else binds or reads is local to it."""
        scope = Scope(self.module, self.names)
        scope.locals = bound(node.body, None)[0] - facts.shared
        facts.graph, facts.tree = lower(node.body, scope, self.lines)
        self.functions[MAIN] = facts

    def _top_names(self, body: list[ast.stmt]) -> set[str]:
        """Names that the module binds whatever happens."""
        found: set[str] = set()
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, (*FUNCTION, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found.update(each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
        return found

    def _rows(self, first: int, last: int) -> bytes:
        return b"\n".join(self.lines[first - 1 : last])

    def _bind(self, body: list[ast.stmt], package: bool) -> None:
        for node in statements(body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.names.update(imported(node, self.module, package))
                if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
                    self.stars += [
                        imported(ast.ImportFrom(node.module, [ast.alias("x")], node.level), self.module, package)["x"][
                            :-2
                        ]
                    ]
            elif isinstance(node, (*FUNCTION, ast.ClassDef)):
                self.names[node.name] = f"{self.module}.{node.name}"
            elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    for each in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                        if isinstance(each, ast.Name):
                            self.names.setdefault(each.id, f"{self.module}.{each.id}")
            elif isinstance(node, ast.With | ast.For | ast.AsyncFor | ast.AsyncWith):
                bound: list[ast.expr] = []
                if isinstance(node, ast.With | ast.AsyncWith):
                    bound += [item.optional_vars for item in node.items if item.optional_vars]
                else:
                    bound.append(node.target)
                for place in bound:
                    names = [each.id for each in ast.walk(place) if isinstance(each, ast.Name)]
                    self.names.update((name, f"{self.module}.{name}") for name in names if name not in self.names)

    def _definition(self, node: ast.stmt, prefix: str, scope: Scope, owner: str, package: bool) -> None:
        if isinstance(node, ast.ClassDef):
            self._class(node, prefix, scope, package)
        elif isinstance(node, FUNCTION):
            self.function(node, prefix, scope, owner, package)

    def _class(self, node: ast.ClassDef, prefix: str, scope: Scope, package: bool) -> None:
        qualname = f"{prefix}{node.name}"
        bases = tuple(
            filter(
                None, (scope.resolve(base.value if isinstance(base, ast.Subscript) else base) for base in node.bases)
            )
        )
        facts = ClassFacts(qualname, self.module, bases, {}, node.lineno)
        facts.metaclass = next((scope.resolve(each.value) for each in node.keywords if each.arg == "metaclass"), "")
        self.classes.setdefault(qualname, facts)
        for child in statements(node.body):
            if isinstance(child, FUNCTION):
                facts.methods[child.name] = f"{qualname}.{child.name}"
            elif isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
                facts.fields[child.target.id] = annotation(child.annotation, scope)
                self._made(child, scope, facts.made)
            elif isinstance(child, ast.Assign):
                self._made(child, scope, facts.made)
            if (
                isinstance(child, ast.Assign)
                and isinstance(child.targets[0], ast.Name)
                and isinstance(child.value, ast.Name)
            ):
                alias = child.value.id
                if f"{qualname}.{alias}" in facts.methods.values():
                    facts.methods[child.targets[0].id] = f"{qualname}.{alias}"
            self._definition(child, f"{qualname}.", scope, qualname, package)

    @staticmethod
    def _made(node: ast.Assign | ast.AnnAssign, scope: Scope, made: dict[str, str]) -> None:
        """`name = Maker(...)`, a field that a factory makes (`field(default_factory=Maker)`), or `name = Other`."""
        value, mark = node.value, ""
        if isinstance(value, ast.Call):
            factory = next((each.value for each in value.keywords if each.arg == "default_factory"), value.func)
        elif isinstance(value, ast.Name | ast.Attribute):
            factory, mark = value, "="
        else:
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and (maker := scope.resolve(factory)):
                made[target.id] = mark + maker

    def function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, outer: Scope, owner: str, package: bool
    ) -> None:
        qualname = f"{prefix}{node.name}"
        while qualname in self.functions:
            qualname += "'"
        scope = Scope(self.module, self.names, outer)
        facts = self._blank(qualname, node.name, owner, [node])
        facts.line, facts.column = node.lineno, node.col_offset
        facts.asynchronous = isinstance(node, ast.AsyncFunctionDef)
        facts.parent = prefix.rpartition(".<locals>")[0]
        self.functions[qualname] = facts
        facts.decorators = tuple(filter(None, (_decorator(each, outer) for each in node.decorator_list)))
        facts.parameters = _parameters(node.args, outer)
        same = self.same is not None and self.same(qualname, facts.first, facts.last, self.names)
        if same or not self._concerns([(facts.first, facts.last)]):
            facts.raises = raises(self._rows(facts.first, facts.last))
            return
        facts.returns = annotation(node.returns, outer)
        scope.locals, local, scope.nonlocals = bound(node.body, node.args)
        for name, statement in local.items():
            assert isinstance(statement, ast.Import | ast.ImportFrom)
            scope.imports[name] = imported(statement, self.module, package).get(name, name)
        facts.graph, facts.tree = lower(node.body, scope, self.lines)
        nested = [child for child in statements(node.body) if isinstance(child, (*FUNCTION, ast.ClassDef))]
        facts.generator = any(isinstance(each.event, Yield) for each in facts.graph.nodes)
        before, self.all = self.all, True  # a function is read as a whole: what is in it does not hang on words
        for child in nested:
            self._definition(child, f"{qualname}.<locals>.", scope, "", package)
        self.all = before

    def _blank(self, qualname: str, name: str, owner: str, body: Sequence[ast.stmt]) -> FunctionFacts:
        first = min(
            (min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) for node in body), default=1
        )
        last = max((node.end_lineno or node.lineno for node in body), default=1)
        return FunctionFacts(qualname, self.module, self.path, name, owner, (), (), "", first, first, last, 0)

    def _concerns(self, spans: Sequence[tuple[int, int]]) -> bool:
        if self.all:
            return True
        return any(within(self.wanted, first, last) for first, last in spans)


def _spans(body: Sequence[ast.stmt]) -> list[tuple[int, int]]:
    return [(node.lineno, node.end_lineno or node.lineno) for node in body]


def _decorator(node: ast.expr, scope: Scope) -> str:
    return scope.resolve(node.func if isinstance(node, ast.Call) else node)


def _parameters(arguments: ast.arguments, scope: Scope) -> tuple[Parameter, ...]:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [*zip(positional, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    made = [
        Parameter(
            each.arg, annotation(each.annotation, scope), isinstance(default, ast.Constant) and default.value is None
        )
        for each, default in pairs
    ]
    if arguments.vararg:
        made.append(Parameter(arguments.vararg.arg, spread="*"))
    if arguments.kwarg:
        made.append(Parameter(arguments.kwarg.arg, spread="**"))
    return tuple(made)
