"""The rules, in the order they are asked: the first that matches a leak names it."""

from letgo.rules import (
    closed_on_some_paths,
    closed_only_if_nothing_raises,
    exit_without_release,
    file_left_open,
    never_closed,
    open_before_hand_over,
    process_left_running,
    rebound_while_open,
    rows_read_once,
    socket_left_open,
    stream_left_open,
    unnamed_temporary,
    with_does_not_close,
)
from letgo.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    rows_read_once.RULE,
    exit_without_release.RULE,
    unnamed_temporary.RULE,
    with_does_not_close.RULE,
    rebound_while_open.RULE,
    open_before_hand_over.RULE,
    closed_on_some_paths.RULE,
    never_closed.RULE,
    closed_only_if_nothing_raises.RULE,
    file_left_open.RULE,
    socket_left_open.RULE,
    process_left_running.RULE,
    stream_left_open.RULE,
)

__all__ = ["RULES", "Rule"]
