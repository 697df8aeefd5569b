"""Send the same traffic through the gateway before and after `letgo fix --unsafe-fixes`, and print both side by side.

python replay.py                     three seconds of traffic, 200 requests a second
python replay.py --seconds 30        watch the queue grow
python replay.py --greedy 10         what happens if nobody asks for more than the limit
"""

import argparse
import importlib.util
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway import Limiter, Rule, Ticker

HERE = Path(__file__).parent
RATE = 200  # requests a second, all together
GREEDY_RATE = 30  # those of the one caller who asks for more than it may have
SECONDS = 3.0
CALLERS = [f"shop-{number}" for number in range(12)]
GREEDY = "crawler"
PARTNER = "partner"
PRECISE = Rule("partner /orders", rate=100, burst=20, patience=0.5)
BY_CALLER = [Rule(GREEDY, rate=15, burst=5, patience=0.5), Rule("internal-*", rate=100, burst=20, patience=0.5)]
BY_PATH = [Rule("/orders", rate=60, burst=20, patience=0.5), Rule("*", rate=40, burst=20, patience=0.5)]


@dataclass(frozen=True)
class Request:
    """When it comes, in seconds from the start, from whom, and for what."""

    at: float
    caller: str
    path: str


@dataclass(frozen=True)
class Answer:
    """What became of a request: whether it passed, and how many seconds it took."""

    request: Request
    passed: bool
    took: float


@dataclass(frozen=True)
class Outcome:
    """What one variant of the gateway made of the traffic."""

    answers: list[Answer]
    seconds: float
    longest_queue: int
    known: int
    limiters: Counter[str]
    most_passed: float  # of the key that used its limit best: requests that passed, of what its limiter may let pass

    @property
    def answered_per_second(self) -> float:
        """Answers over the time until the last one."""
        return len(self.answers) / self.seconds

    @property
    def refused(self) -> int:
        """Requests that found no token in time."""
        return sum(not answer.passed for answer in self.answers)

    @property
    def two_limiters(self) -> int:
        """Keys that more than one limiter was made for."""
        return sum(count > 1 for count in self.limiters.values())

    def slowest(self, share: float, greedy: bool) -> float:
        """The time, in milliseconds, that this share of the requests stayed below: of the greedy caller, or others."""
        took = sorted(answer.took for answer in self.answers if (answer.request.caller == GREEDY) is greedy)
        return 1000 * took[int(share * (len(took) - 1))]


def traffic(seconds: float, greedy: float = GREEDY_RATE) -> list[Request]:
    """All requests, in the order in which they come. One in twenty has a precise key; the others need a rule."""
    made = [Request(number / greedy, GREEDY, "/search") for number in range(int(seconds * greedy))]
    others = RATE - GREEDY_RATE
    for number in range(int(seconds * others)):
        caller = PARTNER if number % 20 == 0 else CALLERS[number % len(CALLERS)]
        path = "/orders" if number % 20 == 0 or number % 2 else "/stock"
        made.append(Request(number / others, caller, path))
    return sorted(made, key=lambda request: request.at)


class Crowd:
    """Counts the requests that are inside of the gateway."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self.most = 0

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1


def replay(variant: str, seconds: float = SECONDS, greedy: float = GREEDY_RATE) -> Outcome:
    """Send all requests, each when it is due and on a thread of its own, and wait for all answers."""
    requests = traffic(seconds, greedy)
    crowd = Crowd()
    with Ticker() as ticker, ThreadPoolExecutor(max_workers=len(requests)) as threads:
        precise = {PRECISE.pattern: Limiter(PRECISE.pattern, PRECISE, ticker)}
        limits = load(variant)(precise, BY_CALLER, BY_PATH, ticker)
        start = time.monotonic()

        def send(request: Request) -> Answer:
            with crowd:
                passed = limits.allow(request.caller, request.path)
            return Answer(request, passed, time.monotonic() - start - request.at)

        sent = [threads.submit(send, request) for request in due(requests, start)]
        answers = [each.result() for each in sent]
        end = time.monotonic()
        limiters = list(ticker.limiters)
    return Outcome(
        answers,
        end - start,
        crowd.most,
        len(limits.known()),
        Counter(limiter.key for limiter in limiters),
        max(used(limiter, answers, end) for limiter in limiters),
    )


def due(requests: Sequence[Request], start: float) -> Iterator[Request]:
    """Each request, when its time has come."""
    for request in requests:
        time.sleep(max(0.0, start + request.at - time.monotonic()))
        yield request


def used(limiter: Limiter, answers: Sequence[Answer], end: float) -> float:
    """Which part of what a limiter may let pass has passed, until then."""
    passed = sum(each.passed and f"{each.request.caller} {each.request.path}" == limiter.key for each in answers)
    return passed / (limiter.rule.burst + limiter.rule.rate * (end - limiter.made))


def load(variant: str) -> Callable[..., Any]:
    """Import `limits.py` of a variant, the only file in which the two differ: its class `Limits`."""
    spec = importlib.util.spec_from_file_location(f"{variant}_limits", HERE / variant / "limits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    limits: Callable[..., Any] = module.Limits
    return limits


def table(before: Outcome, after: Outcome) -> str:
    """Both outcomes, side by side."""
    rows: list[tuple[str, Callable[[Outcome], object]]] = [
        ("requests sent", lambda outcome: len(outcome.answers)),
        ("requests answered a second", lambda outcome: f"{outcome.answered_per_second:.0f}"),
        ("callers within their limit: p50, ms", lambda outcome: f"{outcome.slowest(0.5, False):.1f}"),
        ("... p99, ms", lambda outcome: f"{outcome.slowest(0.99, False):.1f}"),
        ("the caller above its limit: p50, ms", lambda outcome: f"{outcome.slowest(0.5, True):.1f}"),
        ("... p99, ms", lambda outcome: f"{outcome.slowest(0.99, True):.1f}"),
        ("... requests refused", lambda outcome: outcome.refused),
        ("longest queue in the gateway", lambda outcome: outcome.longest_queue),
        ("passed of what a limit allows, at most", lambda outcome: f"{outcome.most_passed:.0%}"),
        ("limiters made by rules", lambda outcome: outcome.known),
        ("keys with two limiters", lambda outcome: outcome.two_limiters),
        ("seconds", lambda outcome: f"{outcome.seconds:.1f}"),
    ]
    lines = [f"{'':40}{'broken':>10}{'fixed':>10}"]
    lines += [f"{label:40}{show(before)!s:>10}{show(after)!s:>10}" for label, show in rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the broken variant, then the fixed one, and print what came of them."""
    parser = argparse.ArgumentParser(description="The gateway that stood still: before and after `letgo fix`.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long requests come (%(default)s)")
    parser.add_argument(
        "--greedy",
        type=float,
        default=GREEDY_RATE,
        metavar="RATE",
        help="requests a second of the caller who may have 15 (%(default)s)",
    )
    options = vars(parser.parse_args(arguments))
    print(f"{len(CALLERS) + 2} callers, one of whom asks for {options['greedy']:g} requests a second\n", flush=True)
    print(table(replay("broken", **options), replay("fixed", **options)))


if __name__ == "__main__":
    main()
