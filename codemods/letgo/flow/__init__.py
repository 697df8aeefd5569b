"""One function: its graph, its block tree, one solver, ownership, summaries. Knows no language."""
