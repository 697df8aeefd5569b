"""The event that started a workflow, as GitHub writes it to a file: which pull request this is about."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class EventError(ValueError):
    """An event that is of no pull request; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request: the repository it is for, its number, and the commit that is proposed.

    `fork` says that the commit lives in another repository: tokens of such runs usually may not write.
    """

    repository: str
    number: int
    head: str
    fork: bool


def read(path: Path) -> Pull:
    """The pull request of an event (`pull_request`, `pull_request_target` and their kin). Raises `EventError`."""
    try:
        event = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EventError(f"{path} can't be read as an event: {error}") from error
    pull = _part(event, "pull_request")
    head = _part(pull, "head")
    repository = str(_part(event, "repository").get("full_name", ""))
    number, commit = pull.get("number"), str(head.get("sha", ""))
    if not pull:
        raise EventError(f"{path} is no event of a pull request")
    if not _REPOSITORY.fullmatch(repository) or not isinstance(number, int) or not _COMMIT.fullmatch(commit):
        raise EventError(f"{path} names no repository, pull request and commit")
    source = str(_part(head, "repo").get("full_name", ""))
    return Pull(repository, number, commit, source != repository)


def _part(event: Any, key: str) -> dict[str, Any]:
    value = event.get(key) if isinstance(event, dict) else None
    return value if isinstance(value, dict) else {}
