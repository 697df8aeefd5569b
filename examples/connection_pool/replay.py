"""Send the same traffic to the service before and after `letgo fix`, and print both side by side.

python replay.py                                     a SQLite file, ten thousand change requests
python replay.py --url postgresql+psycopg://...      an empty database that allows 150 connections and a few more
python replay.py --checkout-timeout 0.5              what a pool that gives up waiting would have said
python replay.py --collector                         what CPython's cyclic collector hides
"""

import argparse
import gc
import importlib.util
import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from config_service import (
    POOL_SIZE,
    ApplyChange,
    Instance,
    RoundRobin,
    checked_out,
    create_tables,
    drop_tables,
    open_engine,
    start_process,
    taken_tables,
)
from sqlalchemy.exc import TimeoutError as NoConnection

HERE = Path(__file__).parent
INSTANCES = 15
CONNECTIONS = INSTANCES * POOL_SIZE
REQUESTS = 10_000
REQUESTS_AFTER_DRY = 150  # as many again as it takes to get there
POLL_INTERVAL = 0.1
PATIENCE = 1.0  # seconds; an answer takes a thousandth of that
TEAM = "payments"
NAMES = [f"{TEAM}.setting_{number:02}" for number in range(50)]


@dataclass(frozen=True)
class Outcome:
    """What one variant of the service made of the traffic."""

    sent: int
    answered: int
    failed: int
    first_error: str
    dry_at: int | None
    callers_waiting: int
    pollers_waiting: int
    readers_answered: int
    instances_fresh: int
    checked_out: int
    seconds: float


def replay(
    variant: str,
    requests: int = REQUESTS,
    url: str | None = None,
    checkout_timeout: float | None = None,
    collector: bool = False,
) -> Outcome:
    """Run one variant on tables of its own, and leave nothing behind."""
    started = time.perf_counter()
    patience = PATIENCE + (checkout_timeout or 0)
    answers: list[Future[int]] = []
    with (
        database(url) as address,
        service(variant, address, checkout_timeout, collector) as front,
        ThreadPoolExecutor(max_workers=REQUESTS_AFTER_DRY + 1) as callers,
    ):
        try:
            dry_at = send_changes(front, callers, requests, answers)
            within(patience, lambda: all(answer.done() for answer in answers) and all(reads(front, answers)))
            errors = [error for answer in answers if answer.done() and (error := answer.exception())]
            waiting = sum(not answer.done() for answer in answers)
            fresh = reads(front, answers)
            stop_pollers(front)
            return Outcome(
                sent=len(answers),
                answered=len(answers) - len(errors) - waiting,
                failed=len(errors),
                first_error=str(errors[0]).partition(" (")[0] if errors else "",
                dry_at=dry_at,
                callers_waiting=waiting,
                pollers_waiting=pollers_waiting(front),
                readers_answered=len(fresh),
                instances_fresh=sum(fresh),
                checked_out=sum(checked_out(instance.engine) for instance in front.instances),
                seconds=time.perf_counter() - started,
            )
        finally:
            let_everybody_end(front, answers)


@contextmanager
def database(url: str | None) -> Iterator[str]:
    """Make the tables, in a new file or where the URL says, and take them away in the end."""
    with tempfile.TemporaryDirectory() as folder:
        address = url or f"sqlite:///{folder}/config.db"
        engine = open_engine(address)
        try:
            if taken := taken_tables(engine):
                raise SystemExit(f"The database has tables of these names already: {', '.join(taken)}.")
            create_tables(engine, NAMES, TEAM)
            try:
                yield address
            finally:
                drop_tables(engine)
        finally:
            engine.dispose()


@contextmanager
def service(variant: str, address: str, checkout_timeout: float | None, collector: bool) -> Iterator[RoundRobin]:
    """Start the instances: in one process, each with an engine, a pool, tables and a poller of its own."""
    apply_change = load_apply_change(variant)
    engines = [open_engine(address, checkout_timeout) for _ in range(INSTANCES)]
    instances = [Instance(engine, apply_change, POLL_INTERVAL) for engine in engines]
    if not collector:
        start_process()
    try:
        for instance in instances:
            instance.start()
        yield RoundRobin(instances)
    finally:
        gc.enable()
        gc.collect()
        for engine in engines:
            engine.dispose()


def load_apply_change(variant: str) -> ApplyChange:
    """Import `changes.py` of a variant: the only file in which the two differ."""
    spec = importlib.util.spec_from_file_location(f"{variant}_changes", HERE / variant / "changes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    apply_change: ApplyChange = module.apply_change
    return apply_change


def send_changes(
    front: RoundRobin, callers: ThreadPoolExecutor, requests: int, answers: list[Future[int]]
) -> int | None:
    """Send change requests, each after the answer to the one before, until an instance is dry: that request's number.

    Other people's requests keep coming then, so some more are sent, without waiting for anything.
    """
    for number, name, value in changes(requests):
        instance = front.next()
        answers.append(callers.submit(instance.change, TEAM, name, value))
        if is_dry(instance, answers[-1]):
            for _, name, value in changes(REQUESTS_AFTER_DRY):
                answers.append(callers.submit(front.next().change, TEAM, name, value))
            return number
    return None


def changes(requests: int) -> Iterator[tuple[int, str, str]]:
    """Each request's number, and the setting that it changes to which value."""
    for number, name in enumerate(islice(cycle(NAMES), requests), start=1):
        yield number, name, f"value {number}"


def is_dry(instance: Instance, answer: Future[int]) -> bool:
    """Wait for an answer, but no longer once it is plain that all connections of the instance are out."""
    while True:
        try:
            answer.result(timeout=PATIENCE)
            return False
        except NoConnection:
            return True
        except TimeoutError:
            if all_out(instance):
                return True


def all_out(instance: Instance) -> bool:
    """Whether the instance's pool has no connection left."""
    return checked_out(instance.engine) == POOL_SIZE


def reads(front: RoundRobin, answers: Sequence[Future[int]]) -> list[bool]:
    """Read the settings from each instance: does it know the last value that was confirmed of each?"""
    confirmed = {
        name: value
        for answer, (_, name, value) in zip(answers, changes(len(answers)), strict=True)
        if answer.done() and answer.exception() is None
    }
    return [all(instance.read(name) == value for name, value in confirmed.items()) for instance in front.instances]


def stop_pollers(front: RoundRobin) -> None:
    """Tell the pollers to end, and give those time that have a connection to poll with."""
    for instance in front.instances:
        instance.poller.stop()
    within(PATIENCE, lambda: all(instance.poller.ended() or all_out(instance) for instance in front.instances))


def pollers_waiting(front: RoundRobin) -> int:
    """How many pollers cannot end: they wait for a connection."""
    return sum(not instance.poller.ended() for instance in front.instances)


def let_everybody_end(front: RoundRobin, answers: Sequence[Future[int]]) -> None:
    """Put the leaked connections back, by collecting them, until nobody waits any more."""
    stop_pollers(front)
    while pollers_waiting(front) or not all(answer.done() for answer in answers):
        gc.collect()
        time.sleep(0.01)


def within(seconds: float, condition: Callable[[], bool]) -> None:
    """Wait for a condition, but no longer than so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)


def table(before: Outcome, after: Outcome) -> str:
    """Both outcomes, side by side."""
    rows: list[tuple[str, Callable[[Outcome], object]]] = [
        ("change requests sent", lambda outcome: outcome.sent),
        ("change requests answered", lambda outcome: outcome.answered),
        ("first instance runs dry at request", lambda outcome: outcome.dry_at or "never"),
        ("callers that wait for a connection", lambda outcome: outcome.callers_waiting),
        ("pollers that wait for a connection", lambda outcome: outcome.pollers_waiting),
        ("callers that got an error", lambda outcome: outcome.failed),
        ("instances that answer readers", lambda outcome: f"{outcome.readers_answered}/{INSTANCES}"),
        ("... and know the newest settings", lambda outcome: f"{outcome.instances_fresh}/{INSTANCES}"),
        ("connections checked out at the end", lambda outcome: f"{outcome.checked_out}/{CONNECTIONS}"),
        ("seconds", lambda outcome: f"{outcome.seconds:.1f}"),
    ]
    lines = [f"{'':36}{'broken':>10}{'fixed':>10}"]
    lines += [f"{label:36}{show(before)!s:>10}{show(after)!s:>10}" for label, show in rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the broken variant, then the fixed one, and print what came of them."""
    parser = argparse.ArgumentParser(description="The pool that ran dry: before and after `letgo fix`.")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="change requests to send (%(default)s)")
    parser.add_argument("--url", help="SQLAlchemy URL of an empty database (default: a new SQLite file)")
    parser.add_argument(
        "--checkout-timeout", type=float, metavar="SECONDS", help="give up waiting (default: wait for ever)"
    )
    parser.add_argument("--collector", action="store_true", help="leave CPython's cyclic collector on")
    options = vars(parser.parse_args(arguments))
    logging.getLogger("config_service").addHandler(logging.NullHandler())
    print(f"{INSTANCES} instances behind a round-robin, {POOL_SIZE} pooled connections each\n", flush=True)
    before, after = replay("broken", **options), replay("fixed", **options)
    print(table(before, after))
    if before.first_error:
        print(f"\nThe error: {before.first_error}")


if __name__ == "__main__":
    main()
