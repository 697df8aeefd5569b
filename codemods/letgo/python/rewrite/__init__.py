"""Carry out a plan with LibCST on the slice of one function. Decides nothing; raises `RewriteError` where it can't."""

from letgo.python.rewrite.carry_out import rewrite

__all__ = ["rewrite"]
