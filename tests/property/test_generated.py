"""Generated functions are run before and after their fix, with an exception at each call in turn.

The generator keeps away from shapes that are known to be fixed wrongly (see `known`), so that it can find others: once
nothing there is wrong any more, `AVOIDED` goes.
"""

from __future__ import annotations

from hypothesis import given

from property.compare import fixed, problems
from property.programs import programs

AVOIDED = ("children handed on", "idle children", "rebinding in a branch", "storing in a branch")
STACKS = 1  # more of them in one function hide each other


@given(programs(*AVOIDED))
def test_all_fixes(text: str) -> None:
    check(text, unsafe=True)


@given(programs(*AVOIDED))
def test_safe_fixes(text: str) -> None:
    """Safe fixes are right even where helpers keep what they are handed."""
    check(text, unsafe=False)


def check(text: str, unsafe: bool) -> None:
    """Fix a text, run both, and show the fixed one with what is wrong with it."""
    made = fixed(text, unsafe)
    if not made.result.applied or made.result.fixed.count("ExitStack()") > STACKS:
        return
    found = list(problems(made))
    assert not found, "\n".join(["", text, "# --- fixed ---", made.result.fixed, *found[:5]])
