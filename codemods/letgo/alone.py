"""A proven fix in, its forms that are right by themselves out, for suggestions. Part of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping

from letgo.mend import Mend, Work, plans_of
from letgo.model import Safety, SourceFile
from letgo.program import Analysis, Program
from letgo.remedies import spare_import


def forms(
    program: Program, analysis: Analysis, mend: Mend, source: SourceFile, floors: Mapping[str, str]
) -> tuple[Mend, ...]:
    """The mend as what is right while nothing else of the file changes: in a form without an import first.

    Each is planned and proven as if no other leak of the function were mended, and is no less safe than the mend.
    """
    leaks = {each.node: each for each in analysis.acquisitions if each.node in mend.plans}
    work = Work(program, analysis, source, mend.language, leaks, floors)
    wanted = plans_of(analysis, list(leaks.values()), floors)
    plans = {node: each.plan for node, each in wanted.items() if each.plan is not None}
    if len(plans) < len(mend.plans):
        return ()
    found = [work.carry_out(plans)]
    if isinstance(found[0], Mend) and found[0].helpers:
        spared = {node: made for node, plan in plans.items() if (made := spare_import(plan)) is not None}
        found = [work.carry_out(spared), *found] if len(spared) == len(plans) else found
    levels = list(Safety)
    return tuple(
        form
        for form in found
        if isinstance(form, Mend) and levels.index(form.fix.safety) <= levels.index(mend.fix.safety)
    )
