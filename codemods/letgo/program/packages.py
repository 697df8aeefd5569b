"""Which packages of a project see which others: what one defines matters only to those that import it, by some way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from letgo.model import SourceFile

ImportedWords = Callable[[str], frozenset[str]]  # the words of a text on lines that import something


@dataclass(slots=True)
class Packages:
    """The packages at the top of a project, by name. One that is named on no importing line of another isn't seen."""

    sources: Mapping[str, SourceFile]
    imported: ImportedWords
    _members: dict[str, list[str]] = field(default_factory=dict)  # the modules of each
    _near: dict[str, frozenset[str]] = field(default_factory=dict)  # those that one imports itself
    _seen: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for module in self.sources:
            self._members.setdefault(package_of(module), []).append(module)

    def __contains__(self, package: str) -> bool:
        return package in self._members

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self._members) > 1

    def seen(self, package: str) -> frozenset[str]:
        """Itself, and all that it imports, and what those import."""
        found = self._seen.get(package)
        if found is None:
            reached, todo = {package}, [package]
            while todo:
                more = self._imports(todo.pop()) - reached
                reached |= more
                todo += more
            found = self._seen[package] = frozenset(reached)
        return found

    def _imports(self, package: str) -> frozenset[str]:
        found = self._near.get(package)
        if found is None:
            found = self._near[package] = self.named((self.sources[each] for each in self._members[package]), package)
        return found

    def named(self, sources: Iterable[SourceFile], package: str = "") -> frozenset[str]:
        """The packages that some files of one import."""
        others = self._members.keys() - {package}
        found: set[str] = set()
        for source in sources:
            if not others.isdisjoint(source.names):  # most files need no closer look
                found |= others & self.imported(source.text)
                others -= found
        return frozenset(found)


def package_of(full: str) -> str:
    """The package at the top of a full name."""
    return full.partition(".")[0]
