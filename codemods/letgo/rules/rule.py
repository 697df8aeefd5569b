"""What a rule is: an inert record plus one function from what is wrong to a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from letgo.catalogue import Group

Fault = TypeVar("Fault")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Fault]):
    """`matches` says whether a fault is of this pattern, `message` says what is held, by which path, at what cost.

    `page` is the module's docstring: the page `letgo explain` prints. `default` rules run without being selected.
    """

    code: str
    name: str
    summary: str
    page: str
    matches: Callable[[Fault], bool]
    message: Callable[[Fault], str]
    default: bool = True
    group: Group = Group.ROWS
