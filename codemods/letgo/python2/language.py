"""Python 2 as the pipeline sees it: a `Language`. Bowler is an extra, and imported when a file is read or rewritten."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from letgo.flow.facts import FileFacts, FunctionFacts
from letgo.flow.language import ImportEdit, ProofError, ReadError, RewriteError, Same
from letgo.flow.plan import Plan
from letgo.python import imports
from letgo.python import read as reader
from letgo.python.reread import lower_again, read_again
from letgo.python.words import defined, identifiers, imported_words, remarks

if TYPE_CHECKING:
    import ast

# What gives Python 2 away where nothing is there to read it.
_LOOKS = re.compile(
    r"^\s*(?:print\s+[\"'\w%(]|print\s*>>|exec\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE
)
# Modules of its standard library that Python 3 has not (https://docs.python.org/3/whatsnew/3.0.html, PEP 3108).
_GONE = frozenset({
    "BaseHTTPServer", "Bastion", "CGIHTTPServer", "ConfigParser", "Cookie", "DocXMLRPCServer", "HTMLParser",
    "MimeWriter", "Queue", "SimpleHTTPServer", "SimpleXMLRPCServer", "SocketServer", "StringIO", "UserDict",
    "UserList", "UserString", "__builtin__", "anydbm", "asyncore", "bsddb", "cPickle", "cStringIO", "commands",
    "compiler", "cookielib", "copy_reg", "dbhash", "dumbdbm", "dummy_thread", "exceptions", "gdbm", "hotshot",
    "htmlentitydefs", "htmllib", "httplib", "imputil", "ihooks", "md5", "mhlib", "mimetools", "mimify", "multifile",
    "mutex", "new", "popen2", "repr", "rexec", "rfc822", "robotparser", "sets", "sgmllib", "sha", "sre", "statvfs",
    "stringold", "sunaudio", "thread", "toaiff", "urllib2", "urlparse", "user", "whichdb", "xmlrpclib",
})  # fmt: skip


def _parse(text: str) -> ast.Module:
    try:
        from letgo.python2.translate import parse
    except ImportError as error:
        raise ReadError(
            "it is Python 2 by its looks: install letgo[python2]", sure=bool(_LOOKS.search(text))
        ) from error
    try:
        return parse(text)
    except ReadError as error:
        raise ReadError(str(error), sure=_stumbles(text)) from error


def _stumbles(text: str) -> bool:
    """Whether Python 3 can't go on just where the text looks like Python 2."""
    import ast

    try:
        ast.parse(text)
    except SyntaxError as error:
        line = text.split("\n")[(error.lineno or 1) - 1 : error.lineno or 1]
        return bool(line and _LOOKS.match(line[0]))
    except (ValueError, RecursionError, MemoryError):
        return False
    return False


def _beside(tree: ast.Module, package: str, modules: frozenset[str]) -> None:
    """Let imports name the modules of the package they stand in by their full names."""
    import ast

    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if f"{package}.{node.module.partition('.')[0]}" in modules:
                node.module = f"{package}.{node.module}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                if f"{package}.{top}" in modules:
                    alias.name = f"{package}.{alias.name if alias.asname else top}"
                    alias.asname = alias.asname or top


@lru_cache(maxsize=8)
def _import_edit(text: str, helpers: frozenset[str]) -> ImportEdit | None:
    return imports.edit_of(_parse(text), text, helpers, sys.stdlib_module_names | _GONE) if helpers else None


WITH, SEVERAL = (2, 6), (2, 7)  # since when there is `with`, and one on several items (PEP 343; What's new in 2.7)


@dataclass(frozen=True, slots=True)
class Python2:
    """The language, for programs that `target` and what follows must run.

    `modules` are the names of the project's: `import db` means the one beside the file first (PEP 328).
    """

    target: tuple[int, ...] = SEVERAL
    modules: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    name: str = "Python 2"
    identifiers = staticmethod(identifiers)
    imported_words = staticmethod(imported_words)
    defined = staticmethod(defined)
    remarks = staticmethod(remarks)
    read_again = staticmethod(read_again)
    lower_again = staticmethod(lower_again)

    @property
    def version(self) -> str:
        """The lowest Python."""
        return ".".join(map(str, self.target))

    @property
    def edition(self) -> str:
        """Whether Bowler is there."""
        from importlib.util import find_spec

        return "with Bowler" if find_spec("bowler") else ""

    def read(self, text: str, path: str, module: str, wanted: frozenset[str], same: Same | None = None) -> FileFacts:
        """One file's facts. Raises `ReadError` if Bowler's grammar can't read it."""
        return reader.read(text, path, module, wanted, self._parser(path, module, "absolute_import" in text), same)

    def read_more(self, text: str, facts: FileFacts, wanted: frozenset[str]) -> list[FunctionFacts]:
        """Lower outlined functions that hold one of the words. Raises `ReadError`."""
        parse = self._parser(facts.path, facts.module, "absolute_import" in text)
        return reader.read_more(text, facts, wanted, parse)

    def read_one(
        self, lines: Sequence[str], outline: FunctionFacts, names: Mapping[str, str]
    ) -> dict[str, FunctionFacts]:
        """Lower one outlined function and those nested in it. Raises `ReadError`."""
        parse = self._parser(outline.path, outline.module, "absolute_import" in names)
        return reader.read_one(lines, outline, dict(names), parse)

    def read_function(
        self, text: str, facts: FunctionFacts, names: Mapping[str, str], outer: Sequence[str]
    ) -> FunctionFacts:
        """Read one function again from the text of its lines. Raises `ReadError`."""
        parse = self._parser(facts.path, facts.module, "absolute_import" in names)
        return reader.read_function(text, facts, dict(names), outer, parse)

    def _parser(self, path: str, module: str, absolute: bool) -> reader.Parse:
        package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
        if absolute or not package:
            return _parse

        def parse(text: str) -> ast.Module:
            tree = _parse(text)
            _beside(tree, package, self.modules)
            return tree

        return parse

    def spell(
        self, helpers: frozenset[str], names: Mapping[str, str], local: frozenset[str], conditional: frozenset[str]
    ) -> tuple[dict[str, str], frozenset[str]]:
        """Helper -> its spelling, and the helpers that must be imported first. Raises `RewriteError` on a clash."""
        spelled, missing = imports.spell(helpers, names, local, conditional)
        beside = {module.rpartition(".")[2] for module in self.modules if "." in module}
        for module in sorted({helper.rpartition(".")[0] for helper in missing} & beside):
            if "absolute_import" not in names:
                raise RewriteError(f"{module} may be the module of that name beside the file")
        return spelled, missing

    def carry_out(self, text: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> str:
        """The text of one function with the plan carried out by Bowler. Raises `RewriteError`."""
        from letgo.python2.rewrite import rewrite

        try:
            return rewrite(text, plan, spelled, sources, self.target)
        except ReadError as error:
            raise RewriteError(f"Bowler can't read the function: {error}") from error

    def undo(self, old: str, new: str, plan: Plan, spelled: Mapping[str, str], sources: Mapping[int, str]) -> None:
        """Take the plan out of both texts, in Python 3, and demand the same tree. Raises `ProofError`."""
        from letgo.python import proof
        from letgo.python2.translate import expression, translated

        try:
            places = {number: expression(text) for number, text in sources.items()}
            before, after = translated(old), translated(new)
            if before.spellings() != after.spellings():
                raise ProofError("a statement or a literal is not spelled as it was")
            proof.undo(before.text, after.text, plan, spelled, places)
        except (ReadError, SyntaxError) as error:
            raise ProofError(str(error)) from error

    def comments(self, text: str) -> list[str]:
        """The comments of a function, in order."""
        from letgo.python import spelling
        from letgo.python2.translate import translated

        return spelling.comments(translated(text).text)

    def parses(self, text: str) -> bool:
        """Whether a whole file is Python 2."""
        try:
            _parse(text)
        except ReadError:
            return False
        return True

    def import_edit(self, text: str, helpers: frozenset[str]) -> ImportEdit | None:
        """The edit that imports the helpers (all of one module) into a file. None if there is nothing to import."""
        return _import_edit(text, helpers)
