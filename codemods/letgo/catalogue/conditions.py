"""What a row may ask of a call's arguments, and whether they fulfil it.

name@1        the parameter `name` is given, as the second positional argument or by keyword; `name`: by keyword
!name@1       it is not given
name@1=VALUE  it is given, and its source text is VALUE (0, 0.0 and False are the same)
name@1>0      it is given, and is no literal number of 0 or less
~VALUE        the text of some argument ends with VALUE
%VALUE        the text of some argument contains VALUE
"""

from __future__ import annotations

import re
from contextlib import suppress

CallText = tuple[tuple[str, str], ...]  # (keyword or "", source text) of each argument

CONDITION = re.compile(r"(?P<no>!?)(?P<name>\w+)(?:@(?P<position>\d+))?(?:(?P<sign>[=>])(?P<value>.+))?|[~%].+")
_NOTHING = frozenset({"0", "0.0", "False"})  # equal for Python, and to every parameter that takes one of them


def holds(condition: str, arguments: CallText) -> bool:
    """Whether the arguments of a call fulfil a condition. Raises `ValueError` for one in no known form."""
    if condition[:1] == "~":
        return any(text.endswith(condition[1:]) for _, text in arguments)
    if condition[:1] == "%":
        return any(condition[1:] in text for _, text in arguments)
    parts = CONDITION.fullmatch(condition)
    if not parts:
        raise ValueError(f"{condition!r} is no condition on arguments")
    text = _text(parts["name"], parts["position"], arguments)
    if parts["no"]:
        return text is None
    if text is None or not parts["sign"]:
        return text is not None
    if parts["sign"] == ">":
        return _more(text)
    return text == parts["value"] or {text, parts["value"]} <= _NOTHING


def _text(name: str, position: str | None, arguments: CallText) -> str | None:
    """The source text of what a parameter is given, None if it is given nothing."""
    for keyword, text in arguments:
        if keyword == name:
            return text
    positional = [text for keyword, text in arguments if not keyword]
    if position is None or len(positional) <= int(position):
        return None
    return positional[int(position)]


def _more(text: str) -> bool:
    with suppress(ValueError):
        return float(text) > 0
    return text not in ("None", "False")
