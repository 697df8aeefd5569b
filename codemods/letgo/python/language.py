"""Python 3 as the pipeline sees it: a `Language`. What takes long to import is imported when it is asked for."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping, Sequence

from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.language import ProofError, ReadError, RewriteError, Same
from letgo.flow.plan import Plan
from letgo.python import read as reader
from letgo.python.imports import import_edit, spell
from letgo.python.reread import lower_again, read_again
from letgo.python.words import defined, identifiers, imported_words, remarks

__all__ = [
    "carry_out", "comments", "defined", "edition", "identifiers", "import_edit", "imported_words", "lower_again",
    "name", "parses", "read", "read_again", "read_function", "read_more", "read_one", "remarks", "spell", "undo",
    "version",
]  # fmt: skip

name = "Python 3"
version = ""
edition = ""
TOO_DEEP = (RecursionError, MemoryError)  # the latter is what CPython's parser raises when its stack is full


def read(text: str, path: str, module: str, wanted: frozenset[str], same: Same | None = None) -> FileFacts:
    """One file's facts. Raises `ReadError` if `ast` can't read it."""
    try:
        return reader.read(text, path, module, wanted, same=same)
    except SyntaxError as error:
        raise ReadError(f"{error.msg} (line {error.lineno})") from error
    except TOO_DEEP as error:
        raise ReadError("it is nested too deeply") from error
    except ValueError as error:
        raise ReadError(str(error)) from error


def read_more(text: str, facts: FileFacts, wanted: frozenset[str]) -> list[FunctionFacts]:
    """Lower outlined functions that hold one of the words. Raises `ReadError`."""
    try:
        return reader.read_more(text, facts, wanted)
    except (SyntaxError, ValueError, *TOO_DEEP) as error:
        raise ReadError(str(error)) from error


def read_one(lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]) -> dict[str, FunctionFacts]:
    """Lower one outlined function and those nested in it. Raises `ReadError`."""
    try:
        return reader.read_one(lines, outline, dict(names))
    except (SyntaxError, ValueError, RecursionError) as error:
        raise ReadError(str(error)) from error


def read_function(text: str, facts: FunctionFacts, names: Mapping[str, str], outer: Sequence[str]) -> FunctionFacts:
    """Read one function again from the text of its lines. Raises `ReadError`."""
    try:
        return reader.read_function(text, facts, dict(names), outer)
    except (SyntaxError, *TOO_DEEP) as error:
        raise ReadError(str(error)) from error


def carry_out(text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> str:
    """The text of one function with the plan carried out by LibCST. Raises `RewriteError`."""
    from letgo.python.rewrite import rewrite

    try:
        return rewrite(text, plan, spelled, sources)
    except TOO_DEEP as error:
        raise RewriteError("it is nested too deeply") from error


def undo(old: str, new: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> None:
    """Take the plan out of both texts and demand the same tree. Raises `ProofError`."""
    from letgo.python import proof

    try:
        proof.undo(old, new, plan, spelled, sources)
    except (SyntaxError, *TOO_DEEP) as error:
        raise ProofError(str(error)) from error


def comments(text: str) -> list[str]:
    """The comments of a function, in order."""
    from letgo.python import spelling

    return spelling.comments(text)


def parses(text: str) -> bool:
    """Whether `ast` can read it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, *TOO_DEEP):
            return False
    return True
