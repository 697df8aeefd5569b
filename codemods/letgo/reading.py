"""The files of a project, read by the language that can: in this process, ahead by several, or from the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from letgo.cache import Cache, key_of, pack, unpack
from letgo.config import Settings
from letgo.config.settings import DEFAULT_TARGET
from letgo.failure import failure_of
from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.language import Language, ReadError
from letgo.model import Failure, SourceFile
from letgo.python import language as python
from letgo.python2.language import SEVERAL, Python2
from letgo.workers import spread

LANGUAGES: tuple[Language, ...] = (python, Python2())  # the first that can read a file is its own
FEW = 32  # files that are not worth another process


@dataclass
class Reading:
    """Reads files on demand, and remembers by which language, and what can't be read."""

    settings: Settings
    modules: frozenset[str]
    cache: Cache | None = None
    jobs: int = 1
    broken: dict[str, str] = field(default_factory=dict)  # by name, why it can't be read
    failures: dict[str, Failure] = field(default_factory=dict)  # by name, what went wrong while it was worked on
    languages: dict[str, Language] = field(default_factory=dict)  # by name, of files that are read
    readers: dict[str, str] = field(default_factory=dict)  # the names of those that are not the first one
    _ahead: dict[tuple[str, frozenset[str]], bytes] = field(default_factory=dict)  # read by others, packed

    @cached_property
    def known(self) -> tuple[Language, ...]:
        """The languages. What Python 3 reads and writes, 2.7 runs too, as long as the remedies know of it."""
        old = Python2(self.target or SEVERAL, self.modules)
        return (old, python) if self.target and self.target < SEVERAL else (python, old)

    @cached_property
    def target(self) -> tuple[int, ...]:
        """The Python 2 that the project must run on, () if it need not."""
        target = tuple(int(part) for part in self.settings.target_version.split("."))
        return target if target < (3,) else ()

    def floors(self, name: str) -> Mapping[str, str]:
        """The lowest version of each dependency and of Python. A file beside Python 2 files must run there, too.

        Beside means in the same folder; if the project says no Python that it runs on, in the same tree below its root.
        """
        whole = self.settings.target_version == DEFAULT_TARGET
        home = (_tree if whole else _folder)(name)
        if self.target or home not in {(_tree if whole else _folder)(other) for other in self.readers}:
            return self.settings.floors
        return {**self.settings.floors, "python": ".".join(map(str, SEVERAL))}

    def ahead(self, wanted: Sequence[tuple[SourceFile, frozenset[str]]]) -> None:
        """Let several processes read files that nobody has read yet; what they can't read is left to `facts`."""
        todo = [each for each in wanted if self.cache is None or not self.cache.has(self._key(*each))]
        if len(todo) < FEW or self.jobs < 2:
            return
        answers = spread(lambda index: self._packed(*todo[index]), len(todo), self.jobs)
        for (source, words), raw in zip(todo, answers, strict=True):
            if raw:
                self._ahead[source.name, words] = raw

    def _packed(self, source: SourceFile, words: frozenset[str]) -> bytes:
        for language in self.known:
            try:
                return pack(
                    (language.name, language.read(source.text, source.name, source.module, words & source.names))
                )
            except ReadError:
                continue
            except Exception:  # noqa: BLE001  # `facts` comes upon it, too
                break
        return b""

    def facts(self, source: SourceFile, words: frozenset[str]) -> FileFacts | None:
        """The facts of a file, None if it is broken."""
        key = self._key(source, words) if self.cache is not None else b""
        raw = self._ahead.pop((source.name, words), b"")
        known = unpack(raw) if raw else self.cache.get(key) if self.cache is not None else None
        if known is not None:
            name, facts = known
            if raw and self.cache is not None and name == python.name:
                self.cache.put_packed(key, raw)
            self._read_by(source, next(each for each in self.known if each.name == name))
            return facts if isinstance(facts, FileFacts) else None
        reasons: list[ReadError] = []
        for language in self.known:
            try:
                facts = language.read(source.text, source.name, source.module, words & source.names)
            except ReadError as error:
                reasons.append(error)
            except Exception as error:  # noqa: BLE001  # the other files are still done
                self.failed(source.name, error)
                return None
            else:
                self._read_by(source, language)
                if self.cache is not None and language is python:  # of others the facts depend on what is beside
                    self.cache.put(key, (language.name, facts))
                return facts
        reason = next((reason for reason in reasons if reason.sure), reasons[0])
        self.broken[source.name] = f"it does not parse: {reason}"
        return None

    def _key(self, source: SourceFile, words: frozenset[str]) -> bytes:
        """The key of the facts of one file that is read with those words in mind, by the first language that can."""
        languages = [(language.name, language.version) for language in self.known]
        return key_of("facts", source.digest, source.name, source.module, sorted(words & source.names), languages)

    def _read_by(self, source: SourceFile, language: Language) -> None:
        self.languages[source.name] = language
        if language is not python:
            self.readers[source.name] = language.name

    def more(self, source: SourceFile, facts: FileFacts, words: frozenset[str]) -> list[FunctionFacts]:
        """Lower those outlined functions of a file that hold one of the words; they join `facts`."""
        try:
            return self.languages[source.name].read_more(source.text, facts, words & source.names)
        except ReadError:
            return []  # the file as a whole parses; a function that doesn't by itself stays an outline
        except Exception as error:  # noqa: BLE001  # the other files are still done
            self.failed(source.name, error)
            return []

    def lower(
        self, source: SourceFile, lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]
    ) -> dict[str, FunctionFacts]:
        """Lower one outlined function. Raises `ReadError`."""
        try:
            return self.languages[source.name].read_one(lines, outline, names)
        except ReadError:
            raise
        except Exception as error:
            self.failed(source.name, error)
            raise ReadError(str(error)) from error

    def failed(self, name: str, error: Exception) -> None:
        """An internal error while a file was worked on: it is left alone, and the first one is kept."""
        failure = self.failures.setdefault(name, failure_of(error))
        self.broken[name] = failure.reason

    def found(self) -> tuple[dict[str, str], dict[str, str], dict[str, Failure]]:
        """What a process has found out that others must know: languages by their names, what is broken, and why."""
        return {name: language.name for name, language in self.languages.items()}, self.broken, self.failures

    def extent(self) -> tuple[int, int, int]:
        """How much that is: it only grows."""
        return len(self.languages), len(self.broken), len(self.failures)

    def join(self, languages: Mapping[str, str], broken: Mapping[str, str], failures: Mapping[str, Failure]) -> None:
        """Take over what another process has found out."""
        self.broken |= broken
        self.failures |= failures
        for name, said in languages.items():
            self.languages[name] = next(each for each in self.known if each.name == said)
            if said != python.name:
                self.readers[name] = said


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _tree(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""
