"""Run a scenario under every order of its steps, and tell what can come of it."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from property.locks.fakes import GIVE_WAY, Fake, World, call, helpers
from property.locks.steps import Module

RUNS = 1500  # a scenario with more orders is too large
STEPS = 400  # a run with more of them never ends
Value = Any


class TooLargeError(Exception):
    """A scenario that can't be run to the end."""


@dataclass
class Outcomes:
    """All that can come of a scenario: what was returned and what is left behind; who is stuck; waits under a lock."""

    ends: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    waits: set[str] = field(default_factory=set)
    left_held: set[str] = field(default_factory=set)
    runs: int = 0


@dataclass(frozen=True)
class Scenario:
    """A class to make one object of, and the calls that threads make on it: name and arguments, in order."""

    clazz: str
    threads: tuple[tuple[tuple[Any, ...], ...], ...]


def outcomes(module: Module, scenario: Scenario) -> Outcomes:
    """Every order is tried: depth first, each run from the start, with the choices of the one before but the last."""
    found = Outcomes()
    prefix: list[int] = []
    world = World()
    clazz = _loaded(module, world)[scenario.clazz]
    while True:
        world.begin()
        taken = _run(world, clazz, scenario, prefix, found, module.tasks)
        found.runs += 1
        if found.runs > RUNS:
            raise TooLargeError(scenario)
        while taken and taken[-1][0] == taken[-1][1] - 1:
            taken.pop()
        if not taken:
            return found
        prefix = [choice for choice, _ in taken]
        prefix[-1] += 1


def _run(
    world: World, clazz: type, scenario: Scenario, prefix: list[int], found: Outcomes, tasks: bool
) -> list[tuple[int, int]]:
    """One run. The choices that were made where there were several, each with how many there were."""
    made = _through(world, call(clazz))
    for number, calls in enumerate(scenario.threads):
        world.start(f"caller {number}", _caller(made, calls, tasks))
    _begin(world)
    taken: list[tuple[int, int]] = []
    for _ in range(STEPS):
        able = [task for task in world.tasks if task.enabled()]
        if not able:
            break
        choice = 0
        if len(able) > 1:
            choice = prefix[len(taken)] if len(taken) < len(prefix) else 0
            taken.append((choice, len(able)))
        _step(world, able[choice])
        _begin(world)
    else:
        raise TooLargeError(scenario)
    _tell(world, made, found)
    return taken


def _loaded(module: Module, world: World) -> dict[str, Any]:
    modules = world.modules()

    def importing(name: str, *_: object) -> Any:
        return modules[name]

    space: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": importing}, "__name__": "played"}
    space |= helpers(world, module.shared)
    exec(module.code, space)
    return space


def _through(world: World, flow: Any) -> Any:
    """Take all steps at once: what the constructor does, before there is another thread."""
    task = world.start("maker", flow)
    while not task.done:
        assert task.enabled(), "the constructor waits"
        _step(world, task)
    world.tasks.remove(task)
    if task.error:
        raise task.error
    return task.result


def _begin(world: World) -> None:
    """Take new threads to the first step that others can tell."""
    for task in world.tasks:
        if not task.begun:
            _step(world, task)


def _step(world: World, task: Any) -> None:
    task.begun = True
    world.running = task
    try:
        task.block = next(task.flow)
    except StopIteration as end:
        task.done, task.result = True, end.value
    except Exception as error:  # noqa: BLE001 (whatever the text under test raises)
        task.done, task.error = True, error
    finally:
        world.running = None


def _caller(made: Any, calls: Iterable[tuple[Any, ...]], tasks: bool) -> Any:
    """What one thread does, or one task, and what it was told. A task does nothing before it is its turn."""
    results = []
    for name, *arguments in calls:
        if tasks:
            yield GIVE_WAY
        try:
            results.append((yield from call(getattr(made, name), *arguments)))
        except Exception as error:  # noqa: BLE001
            results.append(error)
    return results


def _tell(world: World, made: Any, found: Outcomes) -> None:
    callers = [task for task in world.tasks if task.name.startswith("caller")]
    errors = [repr(task.error) for task in world.tasks if task.error]
    for caller in callers:
        errors += [repr(each) for each in caller.result or () if isinstance(each, Exception)]
    found.raised.update(errors)
    found.waits.update(world.waits)
    found.left_held.update(task.name for task in world.tasks if task.done and task.held)
    stuck = [task.name for task in world.tasks if not task.done]
    if stuck:
        found.stuck.add(", ".join(stuck))
        return
    state = {name: shown(value) for name, value in sorted(vars(made).items())}
    found.ends.add(f"{[shown(caller.result) for caller in callers]} {state} {errors}")


def shown(value: Value) -> str:
    """A value as a test may see it."""
    if isinstance(value, Fake):
        return str(value.told())
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {shown(each)}' for key, each in value.items())}}}"
    fields: Callable[[Any], dict[str, Any]] = vars
    if hasattr(value, "__dict__") and not isinstance(value, BaseException | type) and not callable(value):
        return f"{type(value).__name__}({shown(fields(value))})"
    return repr(value)
