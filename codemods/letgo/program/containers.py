"""What bare names tell: what methods and functions do with what is in a container, what a variable stands for."""

from __future__ import annotations

import re

from letgo.catalogue import Catalogue
from letgo.flow.graph import Call, Operand
from letgo.program.atlas import words

ADDS = frozenset({"add", "append", "appendleft", "insert", "put", "put_nowait", "setdefault"})
TAKES = frozenset({"get", "pop", "popleft", "setdefault"})
COPIES = frozenset({"copy", "items", "values"})
PASSES_ON = frozenset(
    {"dict", "enumerate", "filter", "frozenset", "iter", "list", "reversed", "set", "sorted", "tuple", "zip"}
)
# Functions of `itertools` that walk what they are given, by bare name.
WALKS = frozenset(
    {"accumulate", "batched", "chain", "combinations", "dropwhile", "filterfalse", "groupby", "islice", "pairwise",
     "permutations", "product", "starmap", "takewhile", "zip_longest"}
)  # fmt: skip
BINDS = frozenset({"partial", "partialmethod"})  # functions that give the function they are given
PICKS = frozenset({"max", "min", "next"})


def texts_of(call: Call) -> tuple[tuple[str, str], ...]:
    """Keyword and text of each argument. `size or 0` is 0 unless somebody asks for more."""
    return tuple((each.keyword, "0" if each.text.endswith(" or 0") else each.text) for each in call.arguments)


def spoken(operand: Operand, catalogue: Catalogue) -> frozenset[str]:
    """What a name says by convention, where nothing else is known of it: `sock` is a socket."""
    said = words(operand.rpartition(".")[2]) if operand[0] not in "%@" else []
    kind = catalogue.named.get(said[-1]) if said else None
    return frozenset({kind}) if kind else frozenset()


_FILLS = re.compile(rf"\b(?:[^=\n(]*=(?!=)|\.(?:{'|'.join(sorted(ADDS))})\()")  # what comes after the field
_END = re.compile(r"\b")
_TARGETS = re.compile(r"\b(?:as|for)\b")  # what comes before it, in its line


def fills(text: str, name: str) -> bool:
    """Whether a text may bind a field of that name, or put something into it: a first look, before it is parsed."""
    dotted = f".{name}"
    at = text.find(dotted)
    while at >= 0:
        end = at + len(dotted)
        if _FILLS.match(text, end):
            return True
        if _END.match(text, end) and _TARGETS.search(text, text.rfind("\n", 0, at) + 1, at):
            return True
        at = text.find(dotted, end)
    return False
