"""How a text spells its literals and comments, which its syntax tree doesn't tell."""

from __future__ import annotations

import io
import tokenize
from collections import Counter
from functools import lru_cache


def literals(text: str) -> Counter[str]:
    """The numbers and strings of a text, as they are spelled."""
    kinds = {tokenize.NUMBER, tokenize.STRING}
    return Counter(token.string for token in _tokens(text) if token.type in kinds)


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [token.string for token in _tokens(text) if token.type == tokenize.COMMENT]


@lru_cache(maxsize=8)
def _tokens(text: str) -> tuple[tokenize.TokenInfo, ...]:
    head = "if 1:\n" if text[:1] in (" ", "\t") else ""
    return tuple(tokenize.generate_tokens(io.StringIO(head + text).readline))
