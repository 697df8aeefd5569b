"""What is wanted of all that is found: comments in the code, the baseline, what a change touches, a shard's files."""

from letgo.wanted.choice import Choice, Picked, fingerprinted
from letgo.wanted.levels import promised
from letgo.wanted.suppressions import UNUSED, WRONG

COMMENTS = (UNUSED, WRONG)  # the codes of what is found about comments

__all__ = ["COMMENTS", "Choice", "Picked", "fingerprinted", "promised"]
