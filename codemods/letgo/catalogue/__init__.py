"""What the world is: one TOML file per library, loaded once, validated, looked up by name. No logic about flow."""

from letgo.catalogue.lookup import Catalogue, load
from letgo.catalogue.schema import (
    Acquire,
    Awaited,
    Callee,
    Group,
    Library,
    LockFamily,
    LockRow,
    ObjectRow,
    ResourceType,
    WaitKind,
    WaitRow,
    WithDoes,
)

__all__ = [
    "Acquire",
    "Awaited",
    "Callee",
    "Catalogue",
    "Group",
    "Library",
    "LockFamily",
    "LockRow",
    "ObjectRow",
    "ResourceType",
    "WaitKind",
    "WaitRow",
    "WithDoes",
    "load",
]
