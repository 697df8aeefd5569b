"""Fixes and refusals for what is told of a file. Each function is mended by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from letgo.alone import forms
from letgo.failure import failure_of
from letgo.known import Known, Settled
from letgo.leak_findings import sketch
from letgo.mend import Mended, edits, mend_function
from letgo.mend_locks import mend_stall
from letgo.model import Failure, Fix, Refusal, SourceFile
from letgo.rules.connection_held_across_wait import Across
from letgo.rules.leak import Leak
from letgo.rules.stalling import Stalling

Cure = tuple[Fix | None, Refusal | None]  # what there is for one finding
Wish = Mapping[int, bool]  # the findings of a file that are wanted, by number, and whether they may be mended


def tried(known: Known, module: str, numbers: Sequence[int], wish: Wish) -> tuple[list[Cure], Failure | None]:
    """The same as `cured`. An internal error makes refusals of them all, and is given beside them."""
    try:
        return cured(known, module, numbers, wish), None
    except Exception as error:  # noqa: BLE001  # the other functions are still done
        failure = failure_of(error)
        return [(None, Refusal(failure.reason))] * len(numbers), failure


def cured(known: Known, module: str, numbers: Sequence[int], wish: Wish) -> list[Cure]:
    """For those findings of one function a fix or a refusal each."""
    told = known.told(module)
    source = known.sources[module]
    leaks = {number: fault for number in numbers if isinstance(fault := told[number].fault, Leak)}
    cures = _leaks_cured(known, source, leaks, wish)
    for number in numbers:
        fault = told[number].fault
        if isinstance(fault, Stalling):
            cures[number] = stall_cured(known, source, fault)
        elif isinstance(fault, Settled):
            cures[number] = fault.fix, fault.refusal
        elif isinstance(fault, Across):
            cures[number] = None, Refusal("what may wait before the checkout or after the return is for a person")
    return [cures[number] for number in numbers]


def stall_cured(known: Known, source: SourceFile, fault: Stalling) -> Cure:
    """A fix or a refusal for a lock scope that waits."""
    scopes, language = known.scopes, known.reading.languages[source.name]
    assert scopes is not None
    answer = scopes.apart(lambda: mend_stall(fault, scopes, source, language))
    fix = _fix(answer, source)
    return fix and replace(fix, alone=(fix,)), answer.refusal


def _leaks_cured(known: Known, source: SourceFile, leaks: Mapping[int, Leak], wish: Wish) -> dict[int, Cure]:
    """The same for leaks, which are mended together."""
    if not leaks:
        return {}
    program = known.program
    analysis = next(iter(leaks.values())).analysis
    mendable = [
        leak.acquisition for number, leak in leaks.items() if wish[number] and not leak.half_read and not leak.exit_row_
    ]
    language, floors = known.reading.languages[source.name], known.reading.floors(source.name)
    answers = mend_function(program, analysis, mendable, source, language, floors)
    alone = forms(program, analysis, answers, source, floors) if known.settings.suggestions else {}
    unknown = Refusal("what to do here is for a person to decide")
    cures: dict[int, Cure] = {}
    for number, leak in leaks.items():
        answer = answers.get(leak.acquisition.node, Mended(refusal=unknown))
        fix = _fix(answer, source)
        if fix is not None:
            fix = replace(fix, alone=alone.get(fix.id, ()))
        if fix is None and leak.half_read:
            fix = sketch(leak, source)
        cures[number] = fix, answer.refusal if fix is None else None
    return cures


def _fix(answer: Mended, source: SourceFile) -> Fix | None:
    if answer.mend is None:
        return None
    helpers = tuple(sorted(answer.mend.helpers))
    return replace(answer.mend.fix, edits=edits(source.text, answer.mend), helpers=helpers)
