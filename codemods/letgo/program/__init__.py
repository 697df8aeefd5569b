"""All files: resolve names, apply summaries until they settle, answer questions. Read-only after `solve`."""

from letgo.program.program import Analysis, Program

__all__ = ["Analysis", "Program"]
