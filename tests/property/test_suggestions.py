"""Suggestions of generated functions and of those after real code: each is accepted alone, and both texts are run."""

from __future__ import annotations

import pytest
from hosts import check, offers
from hypothesis import given
from hypothesis import strategies as st

from letgo.config import Settings
from letgo.model import FileResult, Fix, Report
from letgo.outputs.comment import marks_of
from letgo.outputs.view import View, identity
from property.compare import Fixed, problems
from property.programs import programs
from property.test_generated import AVOIDED
from property.test_labelled import KNOWN, PARTS

NAME = "f.py"


@given(programs(*AVOIDED), st.booleans())
def test_generated(text: str, unsafe: bool) -> None:
    run_each(text, unsafe)


@pytest.mark.parametrize("name", [name for name in PARTS if name not in KNOWN])
def test_labelled(name: str) -> None:
    run_each(PARTS[name][0], unsafe=True)


def run_each(text: str, unsafe: bool) -> None:
    """Accept each suggestion alone and run the function before and after, with an exception at each call in turn.

    Safe ones are right even where helpers keep what they are handed.
    """
    report = check({NAME: text.encode()}, Settings())
    for offer in offers(report, View(unsafe=unsafe, show_info=True)):
        made = offer.accepted(text)
        (after,) = check({NAME: made.encode()}, Settings()).files
        result = FileResult(NAME, text, after.findings, made, (form_of(report, marks_of(offer.body)),))
        found = list(problems(Fixed(text, result, unsafe)))
        assert not found, "\n".join(["", text, "# --- accepted ---", made, *found[:5]])


def form_of(report: Report, marks: frozenset[str]) -> Fix:
    """The form of the fix that a comment offered."""
    return next(one.fix.alone[0] for one in report.findings if identity(one) in marks and one.fix)
