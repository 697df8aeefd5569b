"""Answers with what each of them has read, so that a change takes away those that it concerns, and no others.

Whoever looks at something that may change says so by `read`: the face of a file, the body of a function. A question
that is asked while another one is being answered counts as read by that one, with all that it has read itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
Fact = tuple[str, ...]  # what may change: a kind (`face`, `body`, ...) and names


def nothing() -> None:
    """What is done between two steps where nobody has asked for more."""


@dataclass(slots=True)
class Answers:
    """Answers by kind of question and by question. Each must depend on nothing but the facts that it says it reads."""

    reading: set[Fact] | None = None  # what the question that is being answered has read so far
    _known: dict[str, dict[Hashable, tuple[Any, frozenset[Fact]]]] = field(default_factory=dict)
    _read: dict[str, set[str]] = field(default_factory=dict)  # the kinds of facts that each kind of question reads

    def read(self, fact: Fact) -> None:
        """The question that is being answered, if any, depends on this fact."""
        if self.reading is not None:
            self.reading.add(fact)

    def ask(self, kind: str, question: Hashable, find: Callable[[], T]) -> T:
        """The answer to a question, found once."""
        known = self._known.setdefault(kind, {})
        found = known.get(question)
        if found is None:
            outer, self.reading = self.reading, set()
            try:
                value = find()
                found = known[question] = value, frozenset(self.reading)
                self._read.setdefault(kind, set()).update(fact[0] for fact in self.reading)
            finally:
                self.reading = outer
        if self.reading is not None:
            self.reading |= found[1]
        answer: T = found[0]
        return answer

    def forget(self, changed: Set[Fact]) -> dict[str, list[Hashable]]:
        """These facts have changed: drop what depends on them. Gives the questions whose answers are gone, by kind."""
        gone: dict[str, list[Hashable]] = {}
        kinds = {fact[0] for fact in changed}
        for kind, known in self._known.items():
            if kinds.isdisjoint(self._read.get(kind, ())):
                continue
            gone[kind] = [question for question, (_, reads) in known.items() if not reads.isdisjoint(changed)]
            for question in gone[kind]:
                del known[question]
        return gone

    def forget_all(self, kind: str) -> None:
        """Drop all answers of one kind."""
        self._known.pop(kind, None)
