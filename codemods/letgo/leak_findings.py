"""The leaks of a program in, findings out: which rule names them, where, by which path. Part of the pipeline."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from letgo.flow.graph import Place
from letgo.flow.one_value import one_value
from letgo.mend import lines_of, span_of, text_at
from letgo.model import Edit, Finding, Fix, Resource, Safety, SourceFile, Step
from letgo.program import Analysis, Program
from letgo.rules import LEAK_RULES, Rule
from letgo.rules.leak import Leak, leaks, said


def leak_findings(analysis: Analysis, program: Program, source: SourceFile) -> Iterator[tuple[Leak, Finding]]:
    """What the rules say of the acquisitions of one function, wanted or not."""
    for leak in once(leaks(analysis, program)):
        rule = next((rule for rule in LEAK_RULES if rule.group is leak.kind.group and rule.matches(leak)), None)
        if rule is not None:
            yield leak, _finding(leak, rule, source)


def once(found: Iterable[Leak]) -> list[Leak]:
    """One leak for each acquiring call: a call in a `finally` clause stands in the graph once for every way into it."""
    loudest: dict[Place, Leak] = {}
    for leak in found:
        place = leak.place
        if place not in loudest or leak.witness.came < loudest[place].witness.came:
            loudest[place] = leak
    return list(loudest.values())


def sketch(leak: Leak, source: SourceFile) -> Fix | None:
    """The library's own way to read one value, shown and never applied."""
    graph = leak.analysis.facts.graph
    assert graph is not None
    found = one_value(graph, leak.acquisition)
    if found is None:
        return None
    whole, inner, better = found
    lines = lines_of(source.text)
    if whole[:2] != inner[:2] or text_at(lines, (inner[2], inner[3], whole[2], whole[3])) != ".fetchone()[0]":
        return None
    edit = Edit(span_of((inner[2], inner[3], whole[2], whole[3]), lines), f".{better}")
    identity = hashlib.blake2b(
        f"{source.name}:{leak.analysis.facts.qualname}:{whole}".encode(), digest_size=6
    ).hexdigest()
    reason = f"where no row is found, .{better} may answer in another way than fetchone()[0], which is an error then"
    return Fix(identity, Safety.DISPLAY, f"Read the one value with .{better}", (edit,), (reason,))


def _finding(leak: Leak, rule: Rule[Leak], source: SourceFile) -> Finding:
    graph = leak.analysis.facts.graph
    assert graph is not None
    lines = lines_of(source.text)
    place = graph.nodes[leak.acquisition.node].place
    kind = leak.kind
    return Finding(
        rule.code, rule.name, leak.severity, rule.message(leak), source.name, span_of(place, lines),
        leak.analysis.facts.qualname, (), _trace(leak, source.name, lines),
        Resource(kind.kind, kind.library, kind.cost),
    )  # fmt: skip


def _trace(leak: Leak, name: str, lines: Sequence[str]) -> tuple[Step, ...]:
    graph = leak.analysis.facts.graph
    assert graph is not None
    steps = [(leak.acquisition.node, f"the {leak.what} is acquired here")]
    if leak.witness.cause >= 0:
        steps.append((leak.witness.cause, f"{said(leak.event(leak.witness.cause))} may raise here"))
    last = next((n for n in reversed(leak.witness.path) if graph.nodes[n].place[0]), leak.acquisition.node)
    steps.append(
        (last, "it is left open from here on" if leak.witness.how == "lost" else "the function is left with it open")
    )
    return tuple(Step(message, name, span_of(graph.nodes[node].place, lines)) for node, message in steps)
