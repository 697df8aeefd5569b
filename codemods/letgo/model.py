"""The plain data every room speaks: spans, steps, findings, edits and fixes.

Nothing in here computes. Rows and columns are 1-based; columns count characters (code points), never bytes.
The end of a span is exclusive: it names the character after the last one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

URL = "https://letgo.readthedocs.io/rules/"


class Severity(StrEnum):
    """How loud a finding is. `info` never makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Safety(StrEnum):
    """What a fix promises.

    safe: same behaviour but for the earlier release, comments kept. unsafe: right in most programs, a person should
    look. display: a sketch that is shown and never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Cost(StrEnum):
    """What a leaked resource costs, dearest first."""

    POOL = "pool"
    SERVER = "server"
    FD = "fd"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: 1-based row and character column."""

    row: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of a text; `end` is exclusive."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the path of a trace, or a related place."""

    message: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Resource:
    """What is held: its kind (`connection`, `cursor`, ...), the library it is of, and what a leak costs."""

    kind: str
    library: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Wait:
    """A blocking call: its kind (`sleep`, `queue`, ...) and the chain of calls that leads to it."""

    kind: str
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` of the original text by `content`."""

    span: Span
    content: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together. Findings that one rewrite settles share the fix's `id`.

    `reasons` says why the fix is not safe, one sentence each. `helpers` are the dotted names that it needs imported;
    where that takes an edit, it is the first one.
    `alone` are forms of it that are as right while nothing else of the file changes, best first (the first may do
    without an import); they are only there if asked for.
    """

    id: str
    safety: Safety
    title: str
    edits: tuple[Edit, ...]
    reasons: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    alone: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no fix: the one condition that stopped it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place. `span` is the acquiring (or waiting) expression; `scope` the qualified function name."""

    code: str
    name: str
    severity: Severity
    message: str
    path: str
    span: Span
    scope: str = ""
    related: tuple[Step, ...] = ()
    trace: tuple[Step, ...] = ()
    resource: Resource | None = None
    wait: Wait | None = None
    fix: Fix | None = None
    refusal: Refusal | None = None
    fingerprint: str = ""

    @property
    def url(self) -> str:
        """The rule's page."""
        return f"{URL}{self.name}"


@dataclass(frozen=True, slots=True)
class Failure:
    """An internal error while one file was worked on: `error` in one line, `trace` as Python prints it."""

    error: str
    trace: str

    @property
    def reason(self) -> str:
        """Why a file was left alone, or has no fix."""
        return f"internal error: {self.error}; this is a fault of letgo, please report it"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of one file: its findings, its text as read, and the text after the fixes that were asked for.

    `skipped` is the reason why the file was left alone ("" if it wasn't); `fixed` equals `text` if nothing changed.
    `failure` is an internal error on the way, None if all went well; what was not lost by it is still there.
    `settled` are the findings that the applied fixes took away, placed in the text they were found in. `suppressed`
    and `known` count the findings that comments and the baseline took away. `language` is what it was read as, "" for
    Python 3.
    """

    path: str
    text: str
    findings: tuple[Finding, ...] = ()
    fixed: str = ""
    applied: tuple[Fix, ...] = ()
    skipped: str = ""
    encoding: str = "utf-8"
    bom: bool = False
    settled: tuple[Finding, ...] = ()
    suppressed: int = 0
    known: int = 0
    language: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a run, files in path order. `checked` counts the files looked at."""

    files: tuple[FileResult, ...]
    root: Path
    checked: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in path order."""
        return tuple(finding for result in self.files for finding in result.findings)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read: bytes decoded by its own encoding, line endings untouched."""

    path: Path
    name: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    digest: str = ""
    module: str = ""
    names: frozenset[str] = field(default_factory=frozenset, repr=False, compare=False)
    imports: frozenset[str] = field(default_factory=frozenset, repr=False, compare=False)
