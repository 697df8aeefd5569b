"""Bring a known project up to date: whatever lagged behind is what a first look would find then.

Lock scopes that are due are surveyed again, file by file. If summaries lag, they are found out once more from nothing;
what the files tell is not read again. Both can be left off at any time, and begun again later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.known import FIRST, Known
from letgo.model import SourceFile
from letgo.program import Program
from letgo.program.answers import nothing
from letgo.program.packages import Packages
from letgo.reading import Reading

Stop = Callable[[], bool]  # asked every few milliseconds whether to leave off


class Stopped(Exception):  # noqa: N818  # nothing went wrong
    """Somebody wants the time for something else: what is known is as good as before, or better."""


def never() -> bool:
    """Nobody wants to leave off."""
    return False


def settle(known: Known, stop: Stop) -> None:
    """Bring all up to date. Raises `Stopped` if told to leave off."""

    def between() -> None:
        if stop():
            raise Stopped

    _surveyed(known, between)
    if known.lagging:
        _solved(known, between)
        _surveyed(known, between)


def _surveyed(known: Known, between: Callable[[], None]) -> None:
    """Survey all lock scopes that are due."""
    scopes = known.scopes
    if scopes is None or not scopes.due:
        return
    known.forget_told()
    scopes.between = between
    try:
        for module in scopes.due:
            scopes.catch_up([module])
    finally:
        scopes.between = nothing


def _solved(known: Known, between: Callable[[], None]) -> None:
    """Find out all summaries once more; nothing has changed before that is done."""
    old = known.program
    memory = _Memory(known.reading, old.project.modules)
    packages = Packages(known.sources, FIRST.imported_words)
    program = Program(
        old.catalogue, known.sources, memory.facts, memory.more, known.settings.parse_all, None, packages,
        known.failed, between=between,
    )  # fmt: skip
    try:
        program.solve()
    except BaseException:
        program.drop()
        raise
    program.settle()
    program.between = nothing
    known.program, known.lagging = program, False
    if known.scopes is not None:
        known.scopes.follow(program.project)
    known.sort()
    old.drop()


@dataclass(frozen=True, slots=True)
class _Memory:
    """Reads files out of the facts that are known of them, as far as these go."""

    reading: Reading
    files: Mapping[str, FileFacts | None]

    def facts(self, source: SourceFile, words: frozenset[str]) -> FileFacts | None:
        """The facts of a file, None if it is broken."""
        known, language = self.files.get(source.module), self.reading.languages.get(source.name)
        if known is not None and language is not None:
            made = language.read_again(source.text, known, words & source.names)
            if made is not None:
                return made
        return self.reading.facts(source, words)

    def more(self, source: SourceFile, facts: FileFacts, words: frozenset[str]) -> list[FunctionFacts]:
        """Lower those outlined functions of a file that hold one of the words."""
        known = self.files.get(source.module)
        if known is not None:
            self.reading.languages[source.name].lower_again(source.text, facts, known, words & source.names)
        return self.reading.more(source, facts, words)
