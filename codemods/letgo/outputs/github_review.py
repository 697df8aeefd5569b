"""The `github-review` format: the body of `POST /repos/{owner}/{repo}/pulls/{number}/reviews`.

Each comment stands on rows of the new side (the columns of a comment don't exist). Those of one comment must lie in one
hunk of the pull request, or GitHub refuses the whole review; what lies outside is listed in the review's own text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from letgo.model import Report
from letgo.outputs.comment import LONGEST, Remark, body, code, plain, remarks
from letgo.outputs.view import View

COMMENTS = 30  # in one review; more of them is noise, and runs into GitHub's limits
LISTED = 50  # findings that the review's text names


def render(report: Report, view: View) -> str:
    """The review as JSON, pure ASCII."""
    every = remarks(report, view)
    inside = [one for one in every if one.placed]
    placed = inside[:COMMENTS]
    rest = [*inside[COMMENTS:], *(one for one in every if not one.placed)]
    return json.dumps(review(placed, rest, report, view), indent=1) + "\n"


def review(
    placed: Sequence[Remark], rest: Sequence[Remark], report: Report, view: View, patch: str = ""
) -> dict[str, Any]:
    """A review with a comment on each of `placed`; `rest` is only named in its text."""
    comments = [comment(one, report, view, patch) for one in placed]
    return {"event": "COMMENT", "body": overview(len(placed), rest), "comments": comments}


def comment(remark: Remark, report: Report, view: View, patch: str = "") -> dict[str, Any]:
    """One comment as the API takes it. A range of one row is given by its last row alone."""
    made = {"path": remark.path, "side": "RIGHT", "line": remark.last, "body": body(remark, report, view, patch)}
    if remark.first < remark.last:
        made |= {"start_line": remark.first, "start_side": "RIGHT"}
    return made


def overview(count: int, rest: Sequence[Remark]) -> str:
    """How many comments there are, and what they leave out."""
    text = f"letgo found {count} {'thing' if count == 1 else 'things'} held too long in this change." if count else ""
    if not rest:
        return text or "letgo found nothing that is held too long."
    listed = [
        f"- {code(f'{one.path}:{one.first}')} {one.findings[0].code}: {plain(one.findings[0].message)}" for one in rest
    ]
    more = [f"- and {len(rest) - LISTED} more"] if len(rest) > LISTED else []
    head = "Outside of what can be commented on:" if not count else "Besides, outside of what can be commented on:"
    return "\n".join([*([text, ""] if text else []), head, "", *listed[:LISTED], *more])[:LONGEST]
