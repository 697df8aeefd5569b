"""What a rule is: an inert record plus one function from a leak to a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from letgo.catalogue import Group
from letgo.rules.leak import Leak


@dataclass(frozen=True, slots=True)
class Rule:
    """`matches` says whether a leak is of this pattern, `message` says what is held, by which path, at what cost.

    `page` is the module's docstring: the page `letgo explain` prints. `default` rules run without being selected.
    """

    code: str
    name: str
    summary: str
    page: str
    matches: Callable[[Leak], bool]
    message: Callable[[Leak], str]
    default: bool = True
    group: Group = Group.ROWS
