"""Python 2 text -> the same text in Python 3, row by row, and a map of the columns back.

Reading could lower Bowler's tree directly: a second copy of a thousand lines that must agree with the first for ever.
Instead, what differs in Python 2 is a dozen tokens. Each is replaced where it stands, no row is added or taken away,
and every place in the tree that `ast` makes of the result is moved back to where it is in the original. So facts, rows
and columns are those of the original text, while the lowering, the proof and the import edits of `letgo.python` serve
both. A translation is never shown and never written.

Sources: the two "What's new" and the grammars of Python 2.7 and 3.0 (https://docs.python.org/3/whatsnew/3.0.html).
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from fissix.pgen2 import token
from fissix.pytree import Leaf, Node

from letgo.flow.language import ReadError
from letgo.python.names import OpenListComp
from letgo.python2.tree import kind, parsed

if TYPE_CHECKING:
    from bowler.types import LN

_STRING = re.compile(r"([A-Za-z]*)(.*)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OCTAL = re.compile(r"0[0-7]+\Z")
_KEYWORDS = {"async": "ａsync", "await": "ａwait"}
_CONSTANTS = {"True": "Ｔrue", "False": "Ｆalse", "None": "Ｎone"}
TAB = 8  # what Python 2 takes a tab for; Python 3 refuses some mixtures


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """The characters from `start` up to but without `end`, all of one row, become `new`. Offsets count characters."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text. `rows` maps each changed row to its changes, whose offsets are columns of the original."""

    text: str
    original: tuple[str, ...]
    rows: dict[int, tuple[Change, ...]]

    def back(self, row: int, column: int, end: bool = False) -> int:
        """A byte column of the translation -> the original's. What begins or ends in a change does so at its edge."""
        if row not in self.rows:
            return column
        line = self.original[row - 1]
        left = len(self._line(row).encode("utf-8")[:column].decode("utf-8", "ignore"))
        shift = 0
        for change in self.rows[row]:
            start = change.start + shift
            if left < start or (left == start and (end or change.new)):
                break
            if left < start + len(change.new):
                return len(line[: change.end if end else change.start].encode("utf-8"))
            shift += len(change.new) - (change.end - change.start)
        return len(line[: left - shift].encode("utf-8"))

    def spellings(self) -> Counter[tuple[str, str]]:
        """What is spelled in Python 2's way, indentation left out: the text there and the one in its place."""
        return Counter(
            (self.original[row - 1][change.start : change.end], change.new)
            for row, changes in self.rows.items()
            for change in changes
            if change.new.strip() or not self.original[row - 1][: change.end].isspace()
        )

    def _line(self, row: int) -> str:
        return replaced(self.original[row - 1], self.rows[row])


@lru_cache(maxsize=16)
def translated(text: str) -> Translation:
    """A whole file, or whole lines of one function (indented or not), in Python 3. Raises `ReadError`."""
    head = "if 1:\n" if text[:1] in (" ", "\t") else ""
    whole = head + text.replace("\r\n", "\n")
    tail = "" if whole.endswith("\n") else "\n"
    root, statement = parsed(whole + tail)
    starts = _line_starts(whole)
    literals = "unicode_literals" in text
    found = sorted({*_changes(root, starts, statement, literals), *_tabs(root, whole, starts)})
    rows: dict[int, list[Change]] = {}
    for change in found:
        row = bisect_right(starts, change.start)
        column = change.start - starts[row - 1]
        rows.setdefault(row - (1 if head else 0), []).append(
            Change(column, column + change.end - change.start, change.new)
        )
    made = replaced(whole, found)[len(head) :]
    original = tuple(whole[len(head) :].split("\n"))
    return Translation(made, original, {row: tuple(changes) for row, changes in rows.items()})


def expression(text: str) -> str:
    """The source of one expression in Python 3, in parentheses. Raises `ReadError`."""
    return translated(f"({text}\n)\n").text


def parse(text: str) -> ast.Module:
    """The tree of `ast` for a Python 2 text, at the places of the original. Raises `ReadError`."""
    made = translated(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(made.text)
        except SyntaxError as error:
            raise ReadError(f"{error.msg} (line {error.lineno})") from error
        except (ValueError, RecursionError) as error:
            raise ReadError(str(error)) from error
    for node in ast.walk(tree):
        if type(node) is ast.ListComp:
            node.__class__ = OpenListComp
    if made.rows:
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword | ast.alias):
                node.col_offset = made.back(node.lineno, node.col_offset)
                if node.end_lineno is not None and node.end_col_offset is not None:
                    node.end_col_offset = made.back(node.end_lineno, node.end_col_offset, end=True)
    return tree


def replaced(text: str, changes: list[Change] | tuple[Change, ...]) -> str:
    """The text with all changes, in order and apart from each other, carried out."""
    parts: list[str] = []
    done = 0
    for change in changes:
        parts += [text[done : change.start], change.new]
        done = change.end
    return "".join([*parts, text[done:]])


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _tabs(root: Node, text: str, starts: list[int]) -> Iterator[Change]:
    """Indentation by tabs as spaces, at the rows where a token comes first."""
    if "\t" not in text:
        return
    seen: set[int] = set()
    for leaf in root.leaves():
        if leaf.type in (token.INDENT, token.DEDENT, token.NEWLINE, token.ENDMARKER) or leaf.lineno in seen:
            continue
        seen.add(leaf.lineno)
        start = starts[leaf.lineno - 1]
        blank = text[start : start + leaf.column]
        if "\t" in blank and not blank.strip(" \t\f"):
            yield Change(start, start + leaf.column, blank.expandtabs(TAB))


class _Places:
    """Where leaves stand, as offsets into the text."""

    def __init__(self, starts: list[int]) -> None:
        self.starts = starts

    def start(self, node: LN) -> int:
        return self._offset(next(iter(node.leaves())))

    def end(self, node: LN) -> int:
        leaf = list(node.leaves())[-1]
        return self._offset(leaf) + len(leaf.value)

    def _offset(self, leaf: Leaf) -> int:
        row, column = int(leaf.lineno), int(leaf.column)
        return self.starts[row - 1] + column

    def before(self, node: LN, new: str) -> Change:
        return Change(self.start(node), self.start(node), new)

    def after(self, node: LN, new: str) -> Change:
        return Change(self.end(node), self.end(node), new)

    def instead(self, leaf: LN, new: str) -> Change:
        return Change(self.start(leaf), self.end(leaf), new)


def _changes(root: Node, starts: list[int], statement: bool, literals: bool) -> Iterator[Change]:
    at = _Places(starts)
    for node in root.pre_order():
        if isinstance(node, Leaf):
            yield from _leaf(node, at, statement, literals)
            continue
        rule = _RULES.get(kind(node))
        if rule is not None:
            yield from rule(node, at)


def _leaf(leaf: Leaf, at: _Places, statement: bool, literals: bool) -> Iterator[Change]:
    text = leaf.value
    if leaf.type == token.NUMBER:
        made = text.rstrip("lL")
        made = f"0o{made[1:]}" if _OCTAL.match(made) and made.strip("0") else made
        if made != text:
            yield at.instead(leaf, made)
    elif leaf.type == token.STRING:
        yield from _string(leaf, at, literals)
    elif leaf.type == token.NOTEQUAL and text == "<>":
        yield at.instead(leaf, "!=")
    elif leaf.type == token.NAME and text in _KEYWORDS:
        yield at.instead(leaf, _KEYWORDS[text])  # `ast` folds it to the plain name (PEP 3131)
    elif leaf.type == token.NAME and text == "print" and statement and kind(leaf.parent) != "print_stmt":
        yield at.after(leaf, "()")


def _string(leaf: Leaf, at: _Places, literals: bool) -> Iterator[Change]:
    """All strings become text, each prefix and escape spelled so that its value stays."""
    match = _STRING.match(leaf.value)
    assert match is not None
    prefix, start = match[1].lower(), at.start(leaf)
    plain = prefix.replace("b", "").replace("u" if "r" in prefix else "-", "")
    if plain != prefix:
        yield Change(start, start + len(prefix), plain)
    if "r" in prefix or "u" in prefix or (literals and "b" not in prefix):
        return
    for escape in _ESCAPE.finditer(leaf.value, len(prefix)):
        if escape[1] in "NuU":
            yield Change(start + escape.start(), start + escape.start(), "\\")


def _print(node: Node, at: _Places) -> Iterator[Change]:
    word, *rest = node.children
    if rest[0].type == token.RIGHTSHIFT:
        yield at.after(word, "(")
        yield at.instead(rest[0], "")
    else:
        yield at.after(word, "(")
    yield at.after(rest[-1], ")")


def _exec(node: Node, at: _Places) -> Iterator[Change]:
    word, code, *rest = node.children
    yield at.after(word, "(")
    if rest:
        yield at.instead(rest[0], ",")
    yield at.after(rest[-1] if rest else code, ")")


def _raise(node: Node, at: _Places) -> Iterator[Change]:
    """`raise E, value, traceback` -> `raise (E)(value, traceback)`."""
    if len(node.children) < 4:
        return
    yield at.before(node.children[1], "(")
    yield at.instead(node.children[2], ")(")
    yield at.after(node.children[-1], ")")


def _except(node: Node, at: _Places) -> Iterator[Change]:
    """`except E, name` -> `except E as name`. Python 3 binds one name: of a tuple it is the first, of others none."""
    if len(node.children) < 4 or node.children[2].type != token.COMMA:
        return
    comma, target = node.children[2:4]
    if isinstance(target, Leaf):
        yield at.instead(comma, " as ")
        return
    names = target.children[1:2] if kind(target) == "atom" else []
    names = [leaf for leaf in _elements(names) if isinstance(leaf, Leaf) and leaf.type == token.NAME][:1]
    yield at.instead(comma, " as " if names else "")
    for leaf in target.leaves():
        if not any(leaf is name for name in names):
            yield at.instead(leaf, "")


def _elements(nodes: list[LN]) -> list[LN]:
    return [child for node in nodes for child in (node.children if isinstance(node, Node) else [node])]


def _backticks(node: Node, at: _Places) -> Iterator[Change]:
    first, last = node.children[0], node.children[-1]
    if first.type == token.BACKQUOTE:
        several = kind(node.children[1]) == "testlist1"
        yield at.instead(first, "repr((" if several else "repr(")
        yield at.instead(last, "))" if several else ")")


def _comprehension(node: Node, at: _Places) -> Iterator[Change]:
    """`[x for x in 1, 2]`."""
    for child in node.children:
        if kind(child) == "testlist_safe":
            yield at.before(child, "(")
            yield at.after(child, ")")


def _parameters(node: Node, at: _Places) -> Iterator[Change]:
    """`def f(a, (b, c))` -> `def f(a, _b_c, *, b, c)`: the names are bound, and no other parameter moves."""
    inner = node.children[1:-1]
    parts = inner[0].children if inner and kind(inner[0]) == "typedargslist" else inner
    names: list[str] = []
    for part in parts:
        if kind(part) == "tfpdef":
            mine = [leaf for leaf in part.leaves() if leaf.type == token.NAME]
            names += [leaf.value for leaf in mine]
            first, *others = part.leaves()
            yield at.instead(first, "_" + "_".join(leaf.value for leaf in mine))
            for leaf in others:
                yield at.instead(leaf, "")
    if not names:
        return
    extra = ", ".join(names)
    star = next((number for number, part in enumerate(parts) if part.type == token.STAR), -1)
    both = next((part for part in parts if part.type == token.DOUBLESTAR), None)
    if star >= 0:
        yield at.after(parts[star + 1], f", {extra}")
    elif both is not None:
        yield at.before(both, f"*, {extra}, ")
    else:
        yield at.after(parts[-1], f", *, {extra}")


def _lambda(node: Node, at: _Places) -> Iterator[Change]:
    """`lambda (a, b): a` -> `lambda a, b: a`: nothing asks how a lambda is called."""
    yield at.instead(node.children[0], " ")
    yield at.instead(node.children[-1], "")
    inner = node.children[1]
    if isinstance(inner, Node) and inner.children[-1].type == token.COMMA:
        yield at.instead(inner.children[-1], "")


def _assignment(node: Node, at: _Places) -> Iterator[Change]:
    """`True, False = 1, 0` of programs that ran on Python 2.2."""
    for number, child in enumerate(node.children[:-1]):
        if node.children[number + 1].type != token.EQUAL:
            continue
        for leaf in [child] if isinstance(child, Leaf) else child.children:
            if isinstance(leaf, Leaf) and leaf.value in _CONSTANTS:
                yield at.instead(leaf, _CONSTANTS[leaf.value])


_RULES = {
    "print_stmt": _print,
    "exec_stmt": _exec,
    "raise_stmt": _raise,
    "except_clause": _except,
    "atom": _backticks,
    "comp_for": _comprehension,
    "parameters": _parameters,
    "vfpdef": _lambda,
    "expr_stmt": _assignment,
}
