"""The rules, in the order they are asked: the first that matches a fault names it."""

from typing import Any

from letgo.rules import (
    await_under_thread_lock,
    closed_on_some_paths,
    closed_only_if_nothing_raises,
    connection_held_across_wait,
    exit_without_release,
    file_left_open,
    lock_left_held_on_error,
    never_closed,
    open_before_hand_over,
    polling_under_lock,
    process_left_running,
    rebound_while_open,
    rows_read_once,
    socket_left_open,
    stream_left_open,
    unnamed_temporary,
    wait_under_lock,
    wait_under_lock_through_calls,
    with_does_not_close,
)
from letgo.rules.connection_held_across_wait import Across
from letgo.rules.leak import Leak
from letgo.rules.rule import Rule
from letgo.rules.stalling import Stalling

LEAK_RULES: tuple[Rule[Leak], ...] = (
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
LOCK_RULES: tuple[Rule[Stalling], ...] = (
    await_under_thread_lock.RULE,
    polling_under_lock.RULE,
    wait_under_lock.RULE,
    wait_under_lock_through_calls.RULE,
    lock_left_held_on_error.RULE,
)
HOLD_RULES: tuple[Rule[Across], ...] = (connection_held_across_wait.RULE,)
RULES: tuple[Rule[Any], ...] = (*LEAK_RULES, *LOCK_RULES, *HOLD_RULES)

__all__ = ["HOLD_RULES", "LEAK_RULES", "LOCK_RULES", "RULES", "Rule"]
