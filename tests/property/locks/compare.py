"""A lock scope before and after its fix: say all that is wrong with what can come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import letgo
from letgo.model import FileResult, Fix
from property.locks.scheduler import Outcomes, Scenario, outcomes
from property.locks.steps import Module, steps

TOLD = "wakes nobody who waits for the old one"  # the reason of an unsafe fix after which somebody may wait for ever


@dataclass(frozen=True)
class Variant:
    """A module after the fixes of a level: its classes by name, how it is run, and those that letgo still reports."""

    classes: Mapping[str, str]
    module: Module
    reported: frozenset[str]


@dataclass(frozen=True)
class Trial:
    """A module as it was, and after its fixes, with the fixes that letgo offered by class."""

    before: Variant
    safe: Variant
    unsafe: Variant
    fixes: Mapping[str, Sequence[Fix]]

    def fixed(self, clazz: str) -> Iterator[tuple[bool, Variant]]:
        """The variants in which a class is another: whether only safe fixes were applied, and the variant."""
        for safe, variant in ((True, self.safe), (False, self.unsafe)):
            if variant.classes[clazz] != self.before.classes[clazz]:
                yield safe, variant


def trial(text: str) -> Trial:
    """Fix a module at both levels."""
    found = letgo.check_source(text)
    fixes: dict[str, list[Fix]] = {}
    for finding in found.findings:
        if finding.fix:
            fixes.setdefault(class_at(text, finding.span.start.row), []).append(finding.fix)
    results = [letgo.fix_source(text), letgo.fix_source(text, unsafe=True)]
    safe, unsafe = (variant(each.fixed, each) for each in results)
    return Trial(variant(text, found), safe, unsafe, fixes)


def variant(text: str, result: FileResult) -> Variant:
    assert not result.skipped, result.skipped
    parts = re.split(r"^class (\w+)", text, flags=re.MULTILINE)[1:]
    classes = dict(zip(parts[::2], parts[1::2], strict=True))
    reported = frozenset(class_at(text, finding.span.start.row) for finding in result.findings)
    return Variant(classes, steps(text), reported)


def class_at(text: str, row: int) -> str:
    """The class that a line stands in."""
    found: list[str] = re.findall(r"^class (\w+)", "\n".join(text.splitlines()[:row]), flags=re.MULTILINE)
    return found[-1]


def problems(made: Trial, scenario: Scenario) -> Iterator[str]:
    """Everything wrong with the fixes of one class. Raises `TooLargeError`."""
    clazz = scenario.clazz
    old: Outcomes | None = None
    for safe, after in made.fixed(clazz):
        old = old or outcomes(made.before.module, scenario)
        new = outcomes(after.module, scenario)
        told = any(TOLD in reason for fix in made.fixes.get(clazz, ()) for reason in fix.reasons)
        level = "safe" if safe else "unsafe"
        for problem in differences(old, new, safe, told, clazz in after.reported):
            yield f"{level}: {problem}\n{after.classes[clazz]}"


def differences(old: Outcomes, new: Outcomes, safe: bool, told: bool, reported: bool) -> Iterator[str]:
    """What may come of it now and may not. `told`: letgo says that somebody may be stuck; `reported`: it isn't done."""
    if new.stuck and not old.stuck and (safe or not told):
        yield f"somebody is stuck: {min(new.stuck)}"
    before, after = map(_let_go, (old.ends, new.ends))
    if lost := before - after:
        yield f"it can't end like this any more: {min(lost)}"
    if safe and not old.stuck and (more := after - before):
        yield f"it may end like this now: {min(more)}"
    if not old.stuck and (raised := new.raised - old.raised):
        yield f"it raises: {min(raised)}"
    if held := new.left_held - old.left_held:
        yield f"the lock is left held: {min(held)}"
    if new.waits and not reported:
        yield f"the lock is held while it waits: {min(new.waits)}"


def _let_go(ends: set[str]) -> set[str]:
    """The same ends, as if no lock were left held by an error: that this gets no worse is asked apart."""
    return {end.replace("'held'", "'free'") for end in ends}
