"""Run a function before and after its fix, raising at each call in turn: say all that differs and may not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import letgo
from letgo.model import FileResult
from property.world import PLAYED, Held, Outcome, World, run

DECISIONS: tuple[tuple[bool, ...], ...] = ((True,), (False,), (True, False), (False, True), (True, True, False))
AGAIN = "closes it once more"
LATER = ("read after the place where it was released", "released later than before")


@dataclass(frozen=True)
class Fixed:
    """A text and what letgo made of it."""

    text: str
    result: FileResult
    unsafe: bool
    every: bool = False  # also what letgo never reported must be closed
    later: bool = True  # a release may come later than before

    @property
    def settled(self) -> bool:
        """letgo says that nothing stays open."""
        return not self.result.findings

    @cached_property
    def reported(self) -> frozenset[int]:
        """The rows of the leaks that letgo sees in the text."""
        return frozenset(finding.span.start.row for finding in letgo.check_source(self.text).findings)

    def told(self, words: str) -> bool:
        """An applied fix says so in its reasons."""
        return any(words in reason for fix in self.result.applied for reason in fix.reasons)


def fixed(text: str, unsafe: bool) -> Fixed:
    result = letgo.fix_source(text, unsafe=unsafe)
    assert not result.skipped, result.skipped
    return Fixed(text, result, unsafe)


def functions(text: str) -> list[str]:
    """The functions of a module that are run: those whose name does not begin with an underscore."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node.name for node in ast.parse(text).body if isinstance(node, kinds) and not node.name.startswith("_")]


def problems(made: Fixed, decisions: Sequence[Sequence[bool]] = DECISIONS) -> Iterator[str]:
    """Everything wrong with a fix, each with the run that shows it."""
    before, after = (compile(text, PLAYED, "exec") for text in (made.text, made.result.fixed))
    for name in functions(made.text):
        for choice in decisions:
            fails = -1
            while True:
                # Without unsafe fixes even helpers that keep what they are handed must find it open.
                worlds = [World(fails, choice, keeps=not made.unsafe) for _ in range(2)]
                old, new = run(before, name, worlds[0]), run(after, name, worlds[1])
                where = (
                    f"{name}, checks {list(choice)}, call {fails} raises"
                    if fails >= 0
                    else f"{name}, checks {list(choice)}"
                )
                yield from (f"{where}: {problem}" for problem in differences(made, old, new))
                if fails >= len(old.world.effects):
                    break  # it was not reached: all calls had their turn
                fails += 1


def differences(made: Fixed, old: Outcome, new: Outcome) -> Iterator[str]:
    """What differs between two runs of the same function and may not."""
    if old.world.misuses:
        return  # it was wrong before
    if old.result != new.result:
        yield f"it {old.result}, now it {new.result}"
    if old.world.effects != new.world.effects:
        yield f"effects {old.world.effects}, now {new.world.effects}"
    yield from new.world.misuses
    if old.escaped != new.escaped:
        yield f"dead of what outlives the call: {dict(old.escaped)}, now {dict(new.escaped)}"
    if old.dead - new.dead:
        yield f"not released any more: {sorted(old.dead - new.dead)}"
    yield from releases(made, old, new)


def releases(made: Fixed, old: Outcome, new: Outcome) -> Iterator[str]:
    """What is wrong with the releases of a run."""
    earlier = {held.name: held for held in old.world.resources}
    for held in new.world.resources:
        was = earlier.get(held.name)
        if was is None:
            continue
        if not held.owned and len(held.released) != len(was.released):
            yield f"{held.name} is the caller's, and was released"
        if len(held.released) > max(1, len(was.released)) and not made.told(AGAIN):
            yield f"{held.name} is released {len(held.released)} times"
        later = held.released and was.released and held.released[0] > was.released[-1]
        if later and not made.later and not any(map(made.told, LATER)):
            yield f"{held.name} is released later than before"
        if open_after(held, new) and made.settled and (was.row in made.reported or made.every):
            yield f"{held.name} stays open, and letgo says nothing"


def open_after(held: Held, run: Outcome) -> bool:
    """Whether a resource of the function's own is still open, and nobody has it."""
    outlives = {
        each.name for held_out in run.world.resources if held_out.name in run.escaped for each in line(held_out)
    }
    return held.owned and held.counted and not held.dead and held.name not in outlives


def line(held: Held | None) -> Iterator[Held]:
    """A resource and its parents, which must live as long."""
    while held is not None:
        yield held
        held = held.parent
