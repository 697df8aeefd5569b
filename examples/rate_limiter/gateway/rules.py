"""Rules: whom they are for, and how much they let pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Rule:
    """So many requests a second, after `burst` at once. Who finds no token for `patience` seconds is refused."""

    pattern: str
    rate: float
    burst: int
    patience: float


def first_match(rules: Iterable[Rule], name: str) -> Rule | None:
    """The first rule of a list that is for this name."""
    return next((rule for rule in rules if fnmatchcase(name, rule.pattern)), None)
