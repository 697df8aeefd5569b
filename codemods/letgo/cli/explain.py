"""`letgo explain`: the pages of rules and libraries."""

from __future__ import annotations

from letgo.cli.emit import put
from letgo.cli.guard import CLEAN, UsageError, guarded
from letgo.cli.job import known_rules
from letgo.cli.options import (
    TopicArgument,
)


@guarded
def explain(topic: TopicArgument = "") -> int:
    """Print a rule's page, or what letgo knows of a library."""
    from letgo import catalogue
    from letgo.config import did_you_mean
    from letgo.outputs import pages

    known, libraries = known_rules(), catalogue.load().libraries
    if not topic:
        put(pages.overview(known, libraries))
    elif rule := pages.find_rule(topic, known):
        put(pages.rule_page(rule))
    elif library := pages.find_library(topic, libraries):
        put(pages.library_page(library))
    else:
        names = [*(name for rule in known for name in (rule.code, rule.name)), *libraries]
        hint = did_you_mean(topic, names) or did_you_mean(topic.upper(), names)
        raise UsageError(f"nothing is known of {topic!r}{hint}")
    return CLEAN
