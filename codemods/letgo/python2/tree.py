"""Bowler's trees of Python 2 texts: parse, and refuse what isn't Python 2."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fissix import pygram, pytree
from fissix.pgen2 import driver, parse, token, tokenize

from letgo.flow.language import ReadError

if TYPE_CHECKING:
    from bowler.types import LN
    from fissix.pytree import Leaf, Node

GRAMMARS = (pygram.python_grammar, pygram.python_grammar_no_print_statement)
LATER = "nonlocal"  # a keyword of the grammar, and none of Python 2
PREFIX = re.compile("[A-Za-z]*")


@lru_cache(maxsize=8)
def parsed(text: str) -> tuple[Node, bool]:
    """The tree of a text that ends in a newline, and whether `print` is a statement in it. Raises `ReadError`.

    The tree is shared: it is for looking at. A slice doesn't tell whether its file imports `print_function`, so the
    second grammar is tried where the first fails; what both read means the same to the analysis.
    """
    reason = ""
    for grammar in GRAMMARS:
        try:
            root = driver.Driver(grammar, convert=pytree.convert).parse_string(text)
            _check(root, text)
        except parse.ParseError as error:
            place = error.context[1][0] if isinstance(error.context, tuple) and len(error.context) > 1 else 0
            reason = reason or f"{error.msg} (line {place})"
        except (tokenize.TokenError, IndentationError) as error:
            reason = reason or f"{error.args[0]} (line {error.args[1][0 if error.args[1][0] else 1]})"
        except ReadError as error:
            reason = reason or str(error)
        except (AssertionError, RecursionError) as error:
            reason = reason or str(error) or "it can't be read"
        else:
            return root, grammar is GRAMMARS[0]
    raise ReadError(reason)


def _check(root: LN, text: str) -> None:
    """Raise `ReadError` for what the grammar reads beyond Python 2, and for what doesn't come back as it was."""
    if str(root) != text:
        raise ReadError("it does not come back byte for byte from Bowler's grammar")
    for leaf in root.leaves():
        what = _newer(leaf)
        if what:
            raise ReadError(f"it has {what}, which Python 2 has not (line {leaf.lineno})")


def _of_class(argument: LN | None) -> bool:
    """Whether an argument is one of a class's, not of a call's."""
    around = argument.parent if argument is not None else None
    around = around.parent if around is not None and kind(around) == "arglist" else around
    return around is not None and kind(around) == "classdef"


def _newer(leaf: Leaf) -> str:
    parent = kind(leaf.parent) if leaf.parent is not None else ""
    if leaf.type in (token.ASYNC, token.AWAIT):
        return "async and await"
    if leaf.type == token.STRING and "f" in PREFIX.match(leaf.value)[0].lower():  # type: ignore[index]
        return "an f-string"
    if leaf.type in (token.COLONEQUAL, token.RARROW) or parent in ("annassign", "tname"):
        return "an assignment expression" if leaf.type == token.COLONEQUAL else "annotations"
    if parent == "global_stmt" and leaf.value == LATER:
        return "nonlocal"
    if leaf.value == "from" and parent in ("raise_stmt", "yield_arg"):
        return "from behind raise or yield"
    if parent == "star_expr":
        return "a starred expression"
    if leaf.value == "=" and parent == "argument" and _of_class(leaf.parent):
        return "keywords of a class"
    return ""


def kind(node: LN) -> str:
    """The grammar's name of a node (`print_stmt`), of a leaf that of its token."""
    return str(pytree.type_repr(node.type)) if node.type > 255 else str(token.tok_name[node.type])
