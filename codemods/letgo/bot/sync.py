"""What is to be said and what is said already: which remarks are new, and which comments are about something gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letgo.outputs.comment import Remark, marks_of


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment of letgo's own: its number, its file, the marks of what it is about, and whether somebody answered."""

    number: int
    path: str
    marks: frozenset[str]
    body: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Sync:
    """What to do: comment on `new`, leave the comments that still hold (so many are `known`), take `gone` back."""

    new: tuple[Remark, ...]
    known: int
    gone: tuple[Posted, ...]


def own(comments: Iterable[Mapping[str, Any]], login: str) -> list[Posted]:
    """Of a pull request's comments letgo's own: marked, and by the token's account (by a bot if it has none).

    A person who quotes a comment, mark and all, keeps what they wrote.
    """
    every = list(comments)
    answered = {comment.get("in_reply_to_id") for comment in every}
    found = []
    for comment in every:
        user, marks = comment.get("user") or {}, marks_of(str(comment.get("body") or ""))
        mine = user.get("login") == login if login else user.get("type") == "Bot"
        if marks and mine and not comment.get("in_reply_to_id"):
            number = int(comment["id"])
            found.append(Posted(number, str(comment.get("path")), marks, comment["body"], number in answered))
    return found


def sync(
    remarks: Sequence[Remark], posted: Sequence[Posted], alive: frozenset[str], looked_at: Callable[[str], bool]
) -> Sync:
    """Compare what there is to say with what is said.

    `alive` are the marks of all findings, also of those that are not to be told; `looked_at` says whether the file of
    a path could be looked at: about any other nobody knows, so its comments stay.
    """
    said = frozenset[str]().union(*(comment.marks for comment in posted))
    new = tuple(remark for remark in remarks if not remark.marks & said)
    gone = tuple(comment for comment in posted if not comment.marks & alive and looked_at(comment.path))
    return Sync(new, len(posted) - len(gone), gone)
