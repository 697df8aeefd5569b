"""What a language offers to the pipeline, and the errors by which it says that something can't be done.

A room of a language has a module that is one (see `letgo.python.language`). All else sees only facts, plans and texts:
analysis and remedies never see a syntax tree. Texts are whole files, or the whole lines of one function with its
decorators; rows are 1-based.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.plan import Plan


class ReadError(ValueError):
    """The text can't be read as one of this language; the message says why. `sure`: it is of this language though."""

    def __init__(self, message: str, sure: bool = False) -> None:
        super().__init__(message)
        self.sure = sure


class RewriteError(ValueError):
    """The plan can't be carried out on this text; the message says why."""


class ProofError(ValueError):
    """The rewrite is not what the plan says; the message says where."""


@dataclass(frozen=True, slots=True)
class ImportEdit:
    """Replace lines `first` to `last` (1-based; `last` < `first` inserts before `first`) by `lines` (no newlines)."""

    first: int
    last: int
    lines: tuple[str, ...]


# Qualified name, first and last row; what the names of the module stand for.
Same = Callable[[str, int, int, Mapping[str, str]], bool]


class Language(Protocol):
    """A language, in the order in which the pipeline needs it."""

    @property
    def name(self) -> str:
        """How messages call it (`Python 3`)."""
        ...

    @property
    def version(self) -> str:
        """The lowest version that programs may run on, "" if nothing that is written is too new for any."""
        ...

    @property
    def edition(self) -> str:
        """What else its answers depend on, such as whether a reader is installed."""
        ...

    def identifiers(self, text: str) -> frozenset[str]:
        """The words of a file: a superset of its identifiers, told without parsing."""
        ...

    def imported_words(self, text: str) -> frozenset[str]:
        """The words on lines that import something: a library that isn't named there isn't used."""
        ...

    def read(self, text: str, path: str, module: str, wanted: frozenset[str], same: Same | None = None) -> FileFacts:
        """One file's facts. Functions that hold none of the words are only outlined. Raises `ReadError`.

        So are those outside of functions of which `same` says so, whatever they hold: they are known from before.
        """
        ...

    def read_again(self, text: str, known: FileFacts, wanted: frozenset[str]) -> FileFacts | None:
        """The facts that `read` would give, of functions that are `known` from the same text; None if it must be read.

        What is known may be more than what is wanted, or less.
        """
        ...

    def lower_again(self, text: str, facts: FileFacts, known: FileFacts, wanted: frozenset[str]) -> None:
        """Those functions that `read_more` would lower and that are `known` join `facts`; the others do not."""
        ...

    def read_more(self, text: str, facts: FileFacts, wanted: frozenset[str]) -> list[FunctionFacts]:
        """Lower outlined functions that hold one of the words; they join `facts`. Raises `ReadError`."""
        ...

    def defined(self, text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
        """Bare names that a text seems to define or build on: functions, classes, bases, decorators. Told by words."""
        ...

    def read_one(
        self, lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]
    ) -> dict[str, FunctionFacts]:
        """Lower one outlined function: it and those nested in it, by qualified name. Raises `ReadError`.

        `lines` are those of its file.
        """
        ...

    def spell(
        self, helpers: frozenset[str], names: Mapping[str, str], local: frozenset[str], conditional: frozenset[str]
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Helper -> how it is spelled, and the helpers that must be imported first. Raises `RewriteError` on a clash.

        `names` is the module's table of names, `local` are those of the function; `conditional` ones may be unbound.
        """
        ...

    def carry_out(self, text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> str:
        """The text of one function with the plan carried out. Raises `RewriteError`.

        `sources` gives the text of the expression at each operation's place, by position in the plan.
        """
        ...

    def undo(self, old: str, new: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> None:
        """Demand that `new` without what the plan adds is `old` without what it drops. Raises `ProofError`."""
        ...

    def read_function(
        self, text: str, facts: FunctionFacts, names: Mapping[str, str], outer: Sequence[str]
    ) -> FunctionFacts:
        """Read one function again: the names around it as they were, another body. Raises `ReadError`.

        `outer` are the local names of the functions around it.
        """
        ...

    def comments(self, text: str) -> list[str]:
        """The comments of a function, in order."""
        ...

    def import_edit(self, text: str, helpers: frozenset[str]) -> ImportEdit | None:
        """The edit that imports the helpers (all of one module) into a file. None if there is nothing to import."""
        ...

    def remarks(self, lines: Sequence[str]) -> list[str]:
        """What comments in these lines of a file say, without their marks; told by words, not by parsing."""
        ...

    def parses(self, text: str) -> bool:
        """Whether a whole file is of this language."""
        ...
