"""The statements of a function in Bowler's tree: numbered, moved, indented anew.

The tree keeps comments and indentation in the prefix of whatever token follows, so those of a statement may hang on
the end of the block before it. `loosen` gives each statement its own lines first; then statements move as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from fissix import pygram, pytree
from fissix.pgen2 import driver, token
from fissix.pytree import Leaf, Node

from letgo.flow.language import RewriteError
from letgo.python2.tree import kind

if TYPE_CHECKING:
    from bowler.types import LN

COMPOUND = ("if_stmt", "while_stmt", "for_stmt", "try_stmt", "with_stmt")
PLACEHOLDER = "pass"


def loosen(root: Node) -> None:
    """Hang the lines before each statement, its indentation included, on its own first token. The text stays."""
    ends: list[Leaf] = []
    waiting = ""
    for leaf in list(root.leaves()):
        if leaf.type == token.INDENT:
            waiting, leaf.prefix, leaf.value = waiting + leaf.prefix + leaf.value, "", ""
        elif leaf.type == token.DEDENT:
            waiting, leaf.prefix = waiting + leaf.prefix, ""
            ends.append(leaf)
        else:
            if ends:
                waiting = _footers(ends, waiting)
            leaf.prefix, waiting, ends = waiting + leaf.prefix, "", []


def _footers(ends: Sequence[Leaf], lines: str) -> str:
    """Leave comments that are indented as a block that ends here with it; returns the rest."""
    for end in ends:
        inside = indentation(next(child for child in end.parent.children if child.type > 255))
        kept, rest = "", lines
        place = 0
        for line in lines_of(lines):
            place += len(line)
            if line.strip() and line.endswith("\n") and len(_blank(line)) >= len(inside) > 0:
                kept, rest = lines[:place], lines[place:]
        end.prefix, lines = kept, rest
    return lines


def _blank(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def numbered(function: Node) -> dict[int, Node]:
    """Statement id -> the statement (or the line of several), numbered in source order as `flow.blocks` does."""
    found: dict[int, Node] = {}
    _number(suites(function)[0], found, iter(range(1_000_000)))
    return found


def _number(suite: LN, found: dict[int, Node], counter: Iterator[int]) -> None:
    for statement in statements(suite):
        if kind(statement) == "simple_stmt":
            for _ in small(statement):
                found[next(counter)] = statement
            continue
        found[next(counter)] = statement
        if kind(statement) not in COMPOUND:
            continue
        for child in statement.children:
            if isinstance(child, Leaf) and child.value == "elif":
                next(counter)  # a statement for the analysis, which nothing is planned on
            elif kind(child) in ("suite", "simple_stmt"):
                _number(child, found, counter)


def suites(statement: Node) -> list[Node]:
    """The suites of a statement, in source order."""
    return [child for child in statement.children if kind(child) in ("suite", "simple_stmt")]


def statements(suite: LN) -> list[Node]:
    """The statements of a suite; one that stands on the line of its header is its own suite."""
    if kind(suite) == "simple_stmt":
        return [suite]
    return [child for child in suite.children if isinstance(child, Node)]


def small(line: Node) -> list[LN]:
    """The small statements of a line."""
    return [child for child in line.children if child.type not in (token.SEMI, token.NEWLINE)]


def at(node: LN, among: Sequence[LN]) -> int:
    """Where a node itself stands, which may be spelled like another (nodes that are spelled alike are equal)."""
    for number, each in enumerate(among):
        if each is node:
            return number
    raise RewriteError("a statement is not where it was")


def insert(made: Node, beside: Node, behind: bool = False) -> None:
    """Put a statement before another, or behind it."""
    suite = beside.parent
    if not isinstance(suite, Node) or kind(suite) != "suite":
        raise RewriteError("a suite stands on the line of its header")
    suite.insert_child(at(beside, suite.children) + behind, made)


def first(node: LN) -> Leaf:
    """The first token of a node."""
    return next(iter(node.leaves()))


def indentation(node: LN) -> str:
    """The blanks before a statement."""
    return str(first(node).prefix.rpartition("\n")[2])


def leading(node: LN) -> str:
    """The whole lines before a statement that belong to it: comments and blank lines."""
    head, newline, _ = first(node).prefix.rpartition("\n")
    return str(head + newline)


def lead(node: LN, lines: str) -> None:
    """Give a statement other lines before it."""
    first(node).prefix = lines + indentation(node)


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends, which are newlines: a form feed ends one for `str.splitlines` only."""
    return list(StringIO(text))


def trimmed(lines: str) -> str:
    """Lines without the blank ones on top, which would follow the header of a block."""
    parts = lines_of(lines)
    while parts and not parts[0].strip():
        del parts[0]
    return "".join(parts)


def outdented(lines: str, old: str, new: str) -> str:
    """Whole lines that began with `old`, beginning with `new`."""
    return "".join(
        new + line[len(old) :] if line.startswith(old) and line.strip() else line for line in lines_of(lines)
    )


def reindent(node: LN, old: str, new: str) -> None:
    """Let the lines of a statement that begin with `old` begin with `new`; texts of several lines stay."""
    fresh = True
    for leaf in node.leaves():
        if leaf.type != token.INDENT and ("\n" in leaf.prefix or fresh):
            parts = leaf.prefix.split("\n")
            for number, part in enumerate(parts):
                if number == 0 and not fresh:
                    continue
                last = number == len(parts) - 1
                goes_on = number > 0 and "#" not in parts[number - 1] and parts[number - 1].endswith("\\")
                counts = part.strip() or (last and leaf.type != token.DEDENT)
                if counts and part.startswith(old) and not (goes_on and not fresh):
                    parts[number] = new + part[len(old) :]
                elif last and fresh and leaf.type != token.DEDENT:
                    raise RewriteError("its indentation mixes tabs and spaces")
            leaf.prefix = "\n".join(parts)
        fresh = leaf.type in (token.NEWLINE, token.INDENT, token.DEDENT)


def statement(text: str, indent: str) -> Node:
    """A statement of a text whose lines are indented from the left margin on, put at an indentation."""
    root = driver.Driver(pygram.python_grammar, convert=pytree.convert).parse_string(text)
    loosen(root)
    made = root.children[0]
    made.remove()
    reindent(made, "", indent)
    return made


def fill(suite: Node, inner: Sequence[Node]) -> None:
    """Put statements in the place of a suite's placeholder; none leaves the placeholder."""
    held = statements(suite)[0]
    if not inner:
        return
    place = at(held, suite.children)
    held.remove()
    for number, node in enumerate(inner):
        suite.insert_child(place + number, node)


def take(node: Node) -> None:
    """Take a statement out of its suite, which keeps a placeholder if nothing else is in it."""
    suite = node.parent
    if kind(suite) != "suite":
        raise RewriteError("a suite stands on the line of its header")
    indent, place = indentation(node), node.remove()
    if not statements(suite):
        suite.insert_child(place, statement(f"{PLACEHOLDER}\n", indent))
