"""Facts of a text that is known: what would be read of it with other words in mind, without reading it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from letgo.flow.facts import MAIN, MODULE, FileFacts, FunctionFacts
from letgo.flow.moved import INSIDE
from letgo.python.read import raises
from letgo.python.words import rows_with, within


def read_again(text: str, known: FileFacts, wanted: frozenset[str]) -> FileFacts | None:
    """The facts of a file as `read` gives them; None if a function that counts by those words is only outlined.

    Functions that are known stay the objects that they are.
    """
    source = text.encode("utf-8")
    rows, lines = rows_with(source, wanted), source.split(b"\n")
    functions: dict[str, FunctionFacts] = {}
    inside = _inside(known.functions)
    for name, each in known.functions.items():
        if INSIDE in name or name in (MODULE, MAIN):
            continue
        if not within(rows, each.first, each.last):
            functions[name] = _outlined(each, lines)
        elif each.graph is None:
            return None
        else:
            functions |= {name: each, **inside.get(name, {})}
    if not wanted.isdisjoint(known.loose):
        if MODULE not in known.functions:
            return None
        functions |= {name: known.functions[name] for name in (MAIN, MODULE) if name in known.functions}
    made = replace(known, functions=functions, classes={})
    _with_classes(made, known)
    return made


def lower_again(text: str, facts: FileFacts, known: FileFacts, wanted: frozenset[str]) -> None:
    """Functions that hold one of the words and are outlined in `facts` become what is known of them."""
    rows = rows_with(text.encode("utf-8"), wanted)
    inside = _inside(known.functions)
    for name, each in list(facts.functions.items()):
        other = known.functions.get(name)
        if each.graph is not None or other is None or other.graph is None or each.parent or name in (MODULE, MAIN):
            continue
        if within(rows, each.first, each.last):
            facts.functions |= {name: other, **inside.get(name, {})}
    _with_classes(facts, known)


def _with_classes(facts: FileFacts, known: FileFacts) -> None:
    """The classes of a file, and those in functions that are lowered."""
    for name, clazz in known.classes.items():
        outer = facts.functions.get(name.partition(INSIDE)[0])
        if INSIDE not in name or (outer is not None and outer.graph is not None):
            facts.classes[name] = clazz


def _inside(functions: Mapping[str, FunctionFacts]) -> dict[str, dict[str, FunctionFacts]]:
    """The functions in others, by the outermost one."""
    found: dict[str, dict[str, FunctionFacts]] = {}
    for name, each in functions.items():
        if INSIDE in name:
            found.setdefault(name.partition(INSIDE)[0], {})[name] = each
    return found


def _outlined(facts: FunctionFacts, lines: Sequence[bytes]) -> FunctionFacts:
    if facts.graph is None:
        return facts
    body = b"\n".join(lines[facts.first - 1 : facts.last])
    return replace(facts, graph=None, tree=None, returns="", generator=False, raises=raises(body))


__all__ = ["lower_again", "read_again"]
