"""A configuration service: whole tables in memory for the readers, one pooled database for the changes."""

from config_service.database import POOL_SIZE, checked_out, create_tables, drop_tables, open_engine, taken_tables
from config_service.instance import ApplyChange, Instance, start_process
from config_service.round_robin import RoundRobin

__all__ = [
    "POOL_SIZE",
    "ApplyChange",
    "Instance",
    "RoundRobin",
    "checked_out",
    "create_tables",
    "drop_tables",
    "open_engine",
    "start_process",
    "taken_tables",
]
