"""What a call does, as its caller sees it: the one form in which library rows and project summaries reach the flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from letgo.catalogue.schema import Acquire, ResourceType
from letgo.flow.graph import Call, Operand


class Rank(IntEnum):
    """How a resource came to be left open, loudest first: by plain flow, or by an exception and of what kind."""

    FLOW = 0
    RAISE = 1  # an explicit `raise`
    OPERATION = 2  # an operation on the resource or on something tied to it
    KNOWN = 3  # a callee that is known to raise
    UNKNOWN = 4  # any other call
    NEVER = 5  # cannot raise in practice


class Result(IntEnum):
    """What a call's value has to do with its operands."""

    DETACHED = 0  # nothing
    FRESH = 1  # a resource that the caller must release
    CACHED = 2  # a resource that somebody else owns
    ALIAS = 3  # the very same object as `operands`
    HOLDS = 4  # an object that needs or holds `operands`
    MANAGER = 5  # a context manager that gives `operands` and releases them
    CONTEXT = 6  # a context manager that gives a resource of its own and releases it


@dataclass(frozen=True, slots=True)
class Effect:
    """What one call does: to its result, to its operands, and whether it may raise.

    `type` is the catalogue's or a class's name of the result; `row` the acquiring row, if the result is fresh.
    """

    result: Result = Result.DETACHED
    type: str = ""
    operands: tuple[Operand, ...] = ()
    releases: tuple[Operand, ...] = ()
    keeps: tuple[Operand, ...] = ()
    raises: Rank = Rank.UNKNOWN
    row: Acquire | None = None
    stops: bool = False
    swallows: bool = False
    swallows_all: bool = False  # any exception at all
    exhausts: tuple[Operand, ...] = ()
    reads_one: tuple[Operand, ...] = ()
    guess: bool = False  # told by the name alone
    callee: str = ""  # the project function behind it
    index: int = -1  # the fresh resource is this part of a tuple
    mixed: bool = False  # it may also be what the caller handed in
    blurs: tuple[Operand, ...] = ()  # nobody knows whether the result needs these
    also: tuple[str, ...] = ()  # other types that the result may be of, "" for one that is not known


@dataclass(frozen=True, slots=True)
class Summary:
    """What a project function does to its caller.

    `gives` is the type of its result, `fresh` if the caller must release it; `context` if it is a context manager that
    gives it instead. Parameters by name: `releases` and `keeps` them, `returns` them (or something tied to them), and
    those whose release ends the fresh result as well (`tied`).
    """

    gives: str = ""
    fresh: bool = False
    context: bool = False
    releases: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    raises: bool = False
    awaited: bool = False
    via: str = ""  # the acquiring row behind it
    index: int = -1  # it is this part of the tuple that is returned
    blurs: frozenset[str] = frozenset()  # parameters that it hands to an unknown function whose result it returns
    mixed: bool = False  # some path returns a parameter instead: whose it is depends on the arguments
    also: tuple[str, ...] = ()  # other types that the fresh result may be of
    tied: frozenset[str] = frozenset()  # parameters that the fresh result needs: it is a cursor of that connection
    known: bool = False  # false: nobody looked inside


class Context(Protocol):
    """What the flow may ask of the world around a function."""

    def effect(self, call: Call, types: Sequence[str], carried: frozenset[Operand]) -> Effect:
        """What a call does, given the possible types of its receiver (or callee), and which operands are resources."""
        ...

    def item_type(self, kind: str) -> str:
        """The type of `x[...]` for an `x` of that type, "" if unknown."""
        ...

    def next_type(self, kind: str) -> str:
        """The type of `next(x)` for an `x` of that type, "" if unknown; `x` must live as long as it is used."""
        ...

    def lazy(self, name: str) -> bool:
        """Whether a nested function of that name is a generator: what it returns still needs what it captured."""
        ...

    @property
    def plain(self) -> frozenset[str]:
        """Members of any resource type that are plain values (`lastrowid`): they need nothing once they are read."""
        ...

    def carries(self, operand: Operand) -> bool:
        """Whether a caller hands a resource in by that parameter."""
        ...

    def type_of(self, operand: Operand) -> str:
        """The type of a parameter, a path (`self.conn`) or a global (`@pkg.engine`), "" if unknown."""
        ...

    def resource(self, name: str) -> ResourceType | None:
        """The resource type of that name, from the catalogue or made from a project class."""
        ...

    @property
    def yields(self) -> str:
        """What a `yield` of this function means: plain | context | fixture."""
        ...
