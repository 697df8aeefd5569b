"""Findings of a function in, plan or refusal out. Named by the cure; knows no syntax tree."""

from letgo.flow.plan import Plan
from letgo.remedies.choose import Wanted, choose, combine
from letgo.remedies.spare_import import spare_import

__all__ = ["Plan", "Wanted", "choose", "combine", "spare_import"]
