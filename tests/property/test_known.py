"""Wrong fixes that were found: none of them comes back, and what is still wrong is marked until it is right."""

from __future__ import annotations

import pytest

from property.compare import Fixed, fixed, problems
from property.known import FOUND, Found


def cases() -> list[object]:
    made: list[object] = []
    for each in FOUND:
        for level in ("safe", "unsafe"):
            wrong = each.wrong in (level, "both")
            marks = [pytest.mark.xfail(reason=each.why, strict=True)] if wrong else []
            made.append(pytest.param(each, level == "unsafe", id=f"{level}: {each.why}", marks=marks))
    return made


@pytest.mark.parametrize(("found", "unsafe"), cases())
def test_not_wrong(found: Found, unsafe: bool) -> None:
    made = fixed(found.text, unsafe)
    if made.result.applied:
        assert not list(problems(Fixed(made.text, made.result, unsafe, every=True, later=False)))
