"""What one file tells: its names, its classes, its functions. Plain data, made by a language, cached by content."""

from __future__ import annotations

from dataclasses import dataclass, field

from letgo.flow.blocks import Suite
from letgo.flow.graph import Graph
from letgo.flow.record import record

MODULE = "<module>"
MAIN = "<main>"  # what a file does only if it is run as a program


@record
class Parameter:
    """A parameter: its name, the dotted name of its annotation ("" if none), and whether it defaults to None."""

    name: str
    annotation: str = ""
    optional: bool = False
    spread: str = ""  # "*" or "**"


@dataclass(slots=True)
class FunctionFacts:
    """One function. `graph` and `tree` are None if nothing in it concerns anybody (it is only outlined).

    `first` and `last` are the rows of the function with its decorators; `owner` is the class it stands in ("").
    """

    qualname: str
    module: str
    path: str
    name: str
    owner: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[str, ...]
    returns: str
    first: int
    line: int
    last: int
    column: int
    asynchronous: bool = False
    generator: bool = False
    graph: Graph | None = None
    tree: Suite | None = None
    parent: str = ""  # the function it is nested in
    shared: frozenset[str] = frozenset()  # names bound in `MAIN` that functions of the file read
    raises: bool = False  # of a function that is only outlined: it raises something on purpose

    @property
    def full(self) -> str:
        """Dotted name with the module."""
        return f"{self.module}.{self.qualname}"


@dataclass(slots=True)
class ClassFacts:
    """One class: bases by dotted name, methods by bare name, fields by annotation, and by the call that makes them.

    `made` maps a name that the class body binds to the dotted name of what is called for it (`Lock()`), or, with `=`
    before it, to the name that it is bound to.
    """

    qualname: str
    module: str
    bases: tuple[str, ...]
    methods: dict[str, str]
    line: int
    fields: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    metaclass: str = ""

    @property
    def full(self) -> str:
        """Dotted name with the module."""
        return f"{self.module}.{self.qualname}"


@dataclass(slots=True)
class FileFacts:
    """One file. `names` maps each module-level name to what it stands for, as a dotted name; `made` as in a class."""

    path: str
    module: str
    names: dict[str, str]
    classes: dict[str, ClassFacts]
    functions: dict[str, FunctionFacts]
    stars: tuple[str, ...] = ()  # modules that are imported with *
    loose: frozenset[str] = frozenset()  # identifiers outside of functions and classes
    conditional: frozenset[str] = frozenset()  # names that are bound only under a condition
    made: dict[str, str] = field(default_factory=dict)

    def outlines(self) -> list[FunctionFacts]:
        """The functions that are there whatever the file was read for: none within others, nor what the file does."""
        return [each for each in self.functions.values() if not each.parent and each.qualname not in (MODULE, MAIN)]
