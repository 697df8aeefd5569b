"""Proven fixes in, their forms that are right by themselves out, for suggestions. Part of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from letgo.mend import Mend, Mended, Work, edits, plans_of
from letgo.model import Fix, Safety, SourceFile
from letgo.program import Analysis, Program
from letgo.remedies import spare_import


def forms(
    program: Program, analysis: Analysis, answers: Mapping[int, Mended], source: SourceFile, floors: Mapping[str, str]
) -> dict[str, tuple[Fix, ...]]:
    """By the fix's id, what each mend of a function is while nothing else of the file changes: first without an import.

    Each form is planned and proven as if no other leak of the function were mended, and is no less safe than the mend.
    """
    mends = {answer.mend.fix.id: answer.mend for answer in answers.values() if answer.mend is not None}
    found = {}
    for name, mend in mends.items():
        leaks = {each.node: each for each in analysis.acquisitions if each.node in mend.plans}
        work = Work(program, analysis, source, mend.language, leaks, floors)
        made = _forms(work, mend, only=len(mends) == 1)
        found[name] = tuple(replace(form.fix, edits=edits(source.text, form)) for form in made)
    return found


def _forms(work: Work, mend: Mend, *, only: bool) -> list[Mend]:
    """The forms of one mend, `only` if it is the function's only one: then it is itself one of them."""
    wanted = plans_of(work.analysis, list(work.leaks.values()), work.floors)
    plans = {node: each.plan for node, each in wanted.items() if each.plan is not None}
    if len(plans) < len(mend.plans):
        return []
    found = [mend if only and plans == mend.plans else work.carry_out(plans)]
    if isinstance(found[0], Mend) and found[0].helpers:
        spared = {node: made for node, plan in plans.items() if (made := spare_import(work.analysis, plan)) is not None}
        found = [work.carry_out(spared), *found] if len(spared) == len(plans) else found
    levels = list(Safety)
    return [
        form
        for form in found
        if isinstance(form, Mend) and levels.index(form.fix.safety) <= levels.index(mend.fix.safety)
    ]
