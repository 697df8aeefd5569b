"""Plan in, new text of the function out. Bowler's part of the room: what it reads and gives back is one function."""

from letgo.python2.rewrite.carry_out import rewrite

__all__ = ["rewrite"]
