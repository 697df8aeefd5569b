"""Functions that stand elsewhere in their file now, unchanged in themselves; and what others see of a file."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from letgo.flow.blocks import Statement, Suite
from letgo.flow.facts import MAIN, MODULE, FileFacts, FunctionFacts

INSIDE = ".<locals>."


def move(facts: FunctionFacts, rows: int) -> None:
    """Move a function down by so many rows, in place: whatever was found out about it goes on to hold."""
    if not rows:
        return
    facts.first += rows
    facts.line += rows
    facts.last += rows
    for node in facts.graph.nodes if facts.graph else ():
        first, start, last, end = node.place
        if first:
            node.place = first + rows, start, last + rows, end
    if facts.tree is not None:
        facts.tree = _suite(facts.tree, rows)


def _suite(suite: Suite, rows: int) -> Suite:
    return Suite(suite.role, tuple(_statement(each, rows) for each in suite.statements))


def _statement(statement: Statement, rows: int) -> Statement:
    suites = tuple(_suite(each, rows) for each in statement.suites)
    return replace(statement, first=statement.first + rows, last=statement.last + rows, suites=suites)


def face(facts: FileFacts) -> Hashable:
    """What others may see of a file without looking into its functions."""
    classes = [
        (each.qualname, each.bases, _sorted(each.methods), _sorted(each.fields), _sorted(each.made), each.metaclass)
        for each in facts.classes.values()
        if INSIDE not in each.qualname
    ]
    functions = [
        (each.qualname, each.name, each.owner, each.parameters, each.decorators, each.asynchronous, each.generator)
        for each in facts.functions.values()
        if INSIDE not in each.qualname and each.qualname not in (MODULE, MAIN)
    ]
    names = _sorted(facts.names), facts.stars, facts.conditional, _sorted(facts.made)
    return facts.path, facts.module, names, tuple(classes), tuple(functions)


def _sorted(table: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(table.items()))
