"""Names that the function doesn't use yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from letgo.flow.facts import MAIN
from letgo.flow.graph import Graph, is_temporary, reads, root, writes
from letgo.program import Analysis

QUOTES = re.compile(r"\"\"\"|'''")


def fresh_name(graph: Graph, wanted: str, taken: frozenset[str] = frozenset()) -> str:
    """`wanted`, or `wanted_2` and so on if the function knows that name already."""
    used = set(taken)
    for node in graph.nodes:
        for operand in (*reads(node.event), writes(node.event)):
            if operand and not is_temporary(operand):
                used.add(root(operand.lstrip("@")))
                used.add(operand.rpartition(".")[2])
    name, number = wanted, 2
    while name in used:
        name, number = f"{wanted}_{number}", number + 1
    return name


def taken(analysis: Analysis) -> frozenset[str]:
    """Names that a new name must not be: those of the module, where the function's names are the module's, too."""
    facts = analysis.facts
    module = analysis.context.world.project.module(facts.module) if facts.qualname == MAIN else None
    return frozenset(module.names) | facts.shared if module else frozenset()


def names_in(text: str, remarks: Callable[[Sequence[str]], list[str]]) -> set[str]:
    """The words of a function's text that may be names: not fields, and not what its documentation and comments say.

    `remarks` tells what the comment of a line says.
    """
    begin = QUOTES.search(text)
    if begin and re.search(r":\s*[rR]?$", text[: begin.start()]):  # documentation, if it is the first such string
        end = text.find(begin.group(), begin.end())
        text = text[: begin.start()] + text[end:] if end >= 0 else text
    lines = []
    for line in text.splitlines():
        said = "".join(remarks([line]))
        spoken = said and line.endswith(said) and not set(said) & {'"', "'"}
        lines.append(line[: len(line) - len(said)] if spoken else line)
    return set(re.findall(r"(?<![\w.])[^\W\d]\w*", "\n".join(lines)))
