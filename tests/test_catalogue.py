"""The rows themselves (sorted, unique, sourced, in one vocabulary), and what reading and looking them up does."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from letgo.catalogue import (
    Acquire,
    Awaited,
    Callee,
    Catalogue,
    Group,
    Library,
    LockRow,
    ObjectRow,
    ResourceType,
    WaitRow,
    WithDoes,
    load,
)
from letgo.catalogue.conditions import CallText, holds
from letgo.catalogue.lookup import CatalogueError, build, builtin, parse

FILES = {
    entry.name: entry.read_text(encoding="utf-8")
    for entry in resources.files("letgo.catalogue").iterdir()
    if entry.name.endswith(".toml")
}
LIBRARIES = {library.name: library for library in builtin()}
TYPES = [kind for library in LIBRARIES.values() for kind in library.types]
ACQUIRES = [row for library in LIBRARIES.values() for row in library.acquires]
KINDS = {
    "client", "connection", "cursor", "directory", "file", "other", "pool", "process", "response", "result", "session",
    "socket",
}  # fmt: skip
DOES = {
    "calm", "casts", "clock", "closing", "context", "enters", "exhausts", "fixture", "keeps", "once", "reads_one",
    "releases", "stops", "suppresses", "wraps",
}  # fmt: skip
AT_LEAST = {
    "adbc", "aiohttp", "aiomysql", "aioodbc", "aiopg", "aiosqlite", "apsw", "asyncio", "asyncmy", "asyncpg", "bigquery",
    "cassandra", "clickhouse-connect", "clickhouse-driver", "cx_Oracle", "databricks", "dataset", "dbutils", "django",
    "duckdb", "fdb", "files", "firebird-driver", "httpx", "ibm_db", "impyla", "jaydebeapi", "mariadb",
    "mysql.connector", "mysqlclient", "neo4j", "oracledb", "peewee", "pg8000", "processes", "psycopg", "psycopg2",
    "psycopg_pool", "pyathena", "pyhive", "pymongo", "pymssql", "pymysql", "pyodbc", "records", "redis",
    "redshift_connector", "requests", "snowflake", "sockets", "sqlalchemy", "sqlite3", "streams", "teradatasql",
    "threads", "trino", "urllib3", "vertica_python",
}  # fmt: skip


# -- the rows ----------------------------------------------------------------------------------------------------------


def key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row.get("name") or row.get("call") or row["calls"][0], row.get("if_argument", ""), row.get("does", "")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_is_named_after_its_library_and_sorted(name: str) -> None:
    document = tomllib.loads(FILES[name])
    assert document["library"] == name.removesuffix(".toml")
    for table in ("type", "acquire", "callee", "wait", "object", "lock"):
        rows = document.get(table, [])
        assert [key(row) for row in rows] == sorted(key(row) for row in rows), table
        for row in rows:
            for member, value in row.items():
                if isinstance(value, list):
                    assert value == sorted(set(value)), (key(row), member)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_says_nothing_that_goes_without_saying(name: str) -> None:
    document = tomllib.loads(FILES[name])
    for row in [*document.get("acquire", []), *document.get("wait", [])]:
        assert len(row.get("calls", ["", ""])) > 1, f"{row}: `calls` with one call"
        assert row.get("awaited") not in ("no", False), row
    assert not [line for line in FILES[name].splitlines() if line != line.rstrip()]


def test_every_library_of_the_plan_is_there() -> None:
    assert set(LIBRARIES) >= AT_LEAST


def test_names_are_unique() -> None:
    names = Counter(name for kind in TYPES for name in (kind.name, *kind.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    calls = Counter((row.call, row.if_argument) for row in ACQUIRES)
    assert [call for call, count in calls.items() if count > 1] == []
    callees = Counter(callee.call for library in LIBRARIES.values() for callee in library.callees)
    assert [call for call, count in callees.items() if count > 1] == []


@pytest.mark.parametrize("library", LIBRARIES.values(), ids=lambda library: library.name)
def test_every_row_has_a_source_that_others_can_follow(library: Library) -> None:
    rows: list[ResourceType | Acquire | Callee | WaitRow | ObjectRow | LockRow] = [*library.types, *library.acquires]
    for row in [*rows, *library.callees, *library.waits, *library.objects, *library.locks]:
        source = row.source or library.source
        assert re.match(r"https://\S+($|[#;]| )", source), row
        assert not re.search(r"(^|\s)/|\.csv|file:", source), row


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_type_speaks_the_vocabulary(kind: ResourceType) -> None:
    assert kind.kind in KINDS
    assert kind.as_binds in ("self", "none", "other")
    assert re.fullmatch(r"|\d+(\.\d+)*", kind.with_since)
    assert kind.leak
    assert not kind.fluent & kind.tied
    assert kind.release not in kind.releases
    assert kind.release or kind.release_by or kind.quiet or kind.kind == "result" or only_through_others(kind)


def only_through_others(kind: ResourceType) -> bool:
    """A handle that a function closes (`ibm_db.close(conn)`), or what is had by entering a call alone."""
    rows = [row for row in ACQUIRES if row.gives == kind.name]
    functions = {
        callee.call for library in LIBRARIES.values() for callee in library.callees if callee.does == "releases"
    }
    entered = kind.with_does is not WithDoes.NONE or all(row.with_only for row in rows)
    return entered or any(call.partition(".")[0] == kind.name.partition(".")[0] for call in functions)


@pytest.mark.parametrize(
    "kind", [kind for kind in TYPES if kind.kind in ("pool", "client")], ids=lambda kind: kind.name
)
def test_what_lives_as_long_as_the_process_is_quiet(kind: ResourceType) -> None:
    assert kind.quiet or kind.group is not Group.ROWS


@pytest.mark.parametrize("kind", [kind for kind in TYPES if "[pooled]" in kind.name], ids=lambda kind: kind.name)
def test_a_checkout_costs_the_pool(kind: ResourceType) -> None:
    assert kind.cost == "pool"


def test_every_type_can_be_had() -> None:
    given = {row.gives for row in ACQUIRES} | set(load().shared)
    assert sorted(kind.name for kind in TYPES if kind.name not in given) == []


def test_an_acquiring_method_belongs_to_a_known_type_or_is_a_plain_name() -> None:
    names = {kind.name for kind in TYPES}
    for row in ACQUIRES:
        owner = row.call.rpartition(".")[0]
        if "[" in row.call or owner.partition("[")[0] in names:
            assert owner in names, row.call


def test_an_alias_is_not_used_as_an_owner() -> None:
    """`Type.method` rows are looked up by the type's own name: one under an alias is never found."""
    aliases = {alias: kind.name for kind in TYPES for alias in kind.aliases}
    for row in ACQUIRES:
        owner, _, method = row.call.rpartition(".")
        if owner in aliases and method[0].islower():
            assert load().acquire(f"{aliases[owner]}.{method}") or method in ("from_pool", "from_url", "open"), row.call


def test_a_condition_is_one_that_lookup_understands() -> None:
    for row in ACQUIRES:
        assert re.fullmatch(r"|~\w+|\w+(@\d+)?|\w+=\w+", row.if_argument), row
        if row.if_argument:
            assert any(not other.if_argument and other.call == row.call for other in ACQUIRES), row


def test_shared_objects_are_known_types() -> None:
    assert all(load().type(name) for name in load().shared)


def test_callees_do_what_the_flow_knows() -> None:
    assert {callee.does for library in LIBRARIES.values() for callee in library.callees} <= DOES


# -- reading -----------------------------------------------------------------------------------------------------------

TYPE = {"name": "x.Thing", "kind": "connection", "cost": "server"}


def document(**tables: Any) -> dict[str, Any]:
    return {"library": "x", "source": "https://x.org", **tables}


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"types": []}, ["x.toml", "'types'"]),
        ({"type": [{**TYPE, "colour": "red"}]}, ["x.toml", "[[ResourceType]]", "x.Thing", "'colour'"]),
        ({"type": [TYPE, {"name": "x.B", "kind": "cursor"}]}, ["x.toml", "number 2", "x.B", "cost"]),
        ({"type": [{**TYPE, "cost": "gold"}]}, ["x.Thing", "cost", "'gold'", "pool, server, fd, memory"]),
        ({"type": [{**TYPE, "with_does": "close"}]}, ["x.Thing", "with_does", "'close'", "commits-closes"]),
        ({"type": [{**TYPE, "release": 1}]}, ["x.Thing", "release", "str", "1"]),
        ({"type": [{**TYPE, "quiet": "yes"}]}, ["x.Thing", "quiet", "bool", "'yes'"]),
        ({"type": [{**TYPE, "fluent": "execute"}]}, ["x.Thing", "fluent", "list", "'execute'"]),
        (
            {"acquire": [{"calls": ["x.a", "x.b"], "gives": "y", "awaited": "maybe"}]},
            ["[[Acquire]]", "x.a", "awaited", "'maybe'"],
        ),
        ({"acquire": [{"call": "x.open"}]}, ["[[Acquire]]", "x.open", "gives"]),
        ({"callee": [{"does": "keeps"}]}, ["[[Callee]]", "number 1", "?", "call"]),
        ({"wait": [{"call": "x.wait", "kind": "tea"}]}, ["[[WaitRow]]", "x.wait", "kind", "'tea'", "timer"]),
        (
            {"wait": [{"call": "x.wait", "kind": "timer", "unless": ["block: no"]}]},
            ["[[WaitRow]]", "x.wait", "unless", "'block: no'", "no condition"],
        ),
        ({"lock": [{"name": "x.Lock", "family": "royal"}]}, ["[[LockRow]]", "x.Lock", "family", "'royal'"]),
        ({"object": [{"made_by": ["x.y"]}]}, ["[[ObjectRow]]", "number 1", "name"]),
    ],
)
def test_a_wrong_row_is_an_error_that_names_the_place(tables: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(CatalogueError) as caught:
        parse(document(**tables), "x.toml")
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_row_that_gives_an_unknown_type_is_an_error() -> None:
    library = parse(document(acquire=[{"call": "x.open", "gives": "x.Nothing"}]), "x.toml")
    with pytest.raises(CatalogueError, match=r"x\.open: gives 'x\.Nothing'"):
        build([library])


def test_rows_inherit_library_and_source() -> None:
    library = parse(document(type=[TYPE, {**TYPE, "name": "x.Other", "source": "https://y.org"}]), "x.toml")
    assert [(kind.library, kind.source) for kind in library.types] == [("x", "https://x.org"), ("x", "https://y.org")]


def test_several_calls_are_several_rows() -> None:
    library = parse(document(acquire=[{"calls": ["x.a", "x.b"], "gives": "x.Thing", "awaited": "either"}]), "x.toml")
    assert [(row.call, row.awaited) for row in library.acquires] == [("x.a", Awaited.EITHER), ("x.b", Awaited.EITHER)]


def test_a_project_overrides_what_is_built_in() -> None:
    mine = parse(document(type=[TYPE], acquire=[{"call": "sqlite3.connect", "gives": "x.Thing"}]), "pyproject.toml")
    found = build([*builtin(), mine])
    assert gives(found, "sqlite3.connect") == "x.Thing"
    assert gives(found, "sqlite3.Connection") == "sqlite3.Connection"


# -- looking up --------------------------------------------------------------------------------------------------------


def gives(found: Catalogue, call: str, *arguments: tuple[str, str]) -> str:
    row = found.acquire(call, arguments)
    return row.gives if row else ""


PG = "psycopg2.extensions.connection.cursor"
MY = "pymysql.connections.Connection.cursor"
MC = "mysql.connector.connect"


@pytest.mark.parametrize(
    ("call", "arguments", "wanted"),
    [
        (PG, [], "psycopg2.extensions.cursor"),
        (PG, [("cursor_factory", "RealDictCursor")], "psycopg2.extensions.cursor"),
        (PG, [("", "'big'")], "psycopg2.extensions.cursor[named]"),
        (PG, [("name", "name")], "psycopg2.extensions.cursor[named]"),
        (MY, [("", "DictCursor")], "pymysql.cursors.Cursor"),
        (MY, [("", "pymysql.cursors.SSCursor")], "pymysql.cursors.SSCursor"),
        (MY, [("cursor", "SSDictCursor")], "pymysql.cursors.SSCursor"),
        (MC, [("host", "'h'")], "mysql.connector.connection.MySQLConnection"),
        (MC, [("pool_name", "'p'")], "mysql.connector.pooling.PooledMySQLConnection"),
        (MC, [("buffered", "True")], "mysql.connector.connection.MySQLConnection[buffered]"),
        (MC, [("buffered", "False")], "mysql.connector.connection.MySQLConnection"),
        ("requests.get", [("", "url")], "requests.Response"),
        ("requests.get", [("", "url"), ("stream", "True")], "requests.Response[stream]"),
        ("nobody.knows", [], ""),
    ],
)
def test_arguments_narrow_what_a_call_gives(call: str, arguments: list[tuple[str, str]], wanted: str) -> None:
    assert gives(load(), call, *arguments) == wanted


def test_a_row_with_a_condition_alone_is_not_found_without_it() -> None:
    row = {"call": "x.open", "gives": "x.Thing", "if_argument": "mode=1"}
    found = build([parse(document(type=[TYPE], acquire=[row]), "x.toml")])
    assert gives(found, "x.open") == ""
    assert gives(found, "x.open", ("mode", "1")) == "x.Thing"


@pytest.mark.parametrize(
    ("call", "does"),
    [
        ("contextlib.closing", "closing"),
        ("self.rows.append", "keeps"),
        ("?.append", "keeps"),
        ("stack.enter_context", "enters"),
        ("sorted", "exhausts"),
        ("app.log.info", "calm"),
        ("len", "calm"),
        ("append", ""),
        ("app.len", ""),
        ("nobody.knows", ""),
    ],
)
def test_a_callee_is_known_by_its_full_name_or_its_last_part(call: str, does: str) -> None:
    callee = load().callee(call)
    assert (callee.does if callee else "") == does


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("sqlite3.Connection", "sqlite3.Connection"),
        ("sqlite3.dbapi2.Connection", "sqlite3.Connection"),
        ("psycopg2.extras.RealDictCursor", "psycopg2.extensions.cursor"),
        ("sqlalchemy.Connection", "sqlalchemy.engine.Connection"),
        ("sqlmodel.Session", "sqlalchemy.orm.Session"),
        ("app.Connection", ""),
    ],
)
def test_a_type_is_known_by_its_aliases(name: str, wanted: str) -> None:
    kind = load().type(name)
    assert (kind.name if kind else "") == wanted


@pytest.mark.parametrize(
    ("condition", "arguments", "wanted"),
    [
        ("size@0", [], False),
        ("size@0", [("", "n")], True),
        ("size@0", [("size", "n")], True),
        ("size@1", [("", "n")], False),
        ("size@1", [("", "a"), ("", "b")], True),
        ("size", [("", "a")], False),
        ("size", [("size", "a")], True),
        ("!size@0", [], True),
        ("!size@0", [("", "n")], False),
        ("!size@1", [("", "n")], True),
        ("!size@0", [("size", "n")], False),
        ("block@0=False", [("", "False")], True),
        ("block@0=False", [("", "0")], True),
        ("block@0=False", [("block", "False")], True),
        ("block@0=False", [("", "True")], False),
        ("block@0=False", [("", "flag")], False),
        ("block@0=False", [("timeout", "False")], False),
        ("timeout@1=0", [("", "True"), ("", "0")], True),
        ("timeout@1=0", [("", "0")], False),
        ("timeout@1=0", [("timeout", "0.0")], True),
        ("timeout@1=0", [("timeout", "0.5")], False),
        ("mode=r", [("mode", "r")], True),
        ("mode=r", [("", "r")], False),
        ("size@0>0", [], False),
        ("size@0>0", [("", "0")], False),
        ("size@0>0", [("", "-1")], False),
        ("size@0>0", [("size", "None")], False),
        ("size@0>0", [("size", "5")], True),
        ("size@0>0", [("", "self.size")], True),
        ("~Cursor", [("", "my.Cursor")], True),
        ("~Cursor", [("", "Cursors")], False),
        ("%LOCK_NB", [("", "f"), ("", "fcntl.LOCK_NB | fcntl.LOCK_EX")], True),
        ("%LOCK_NB", [("", "f"), ("", "fcntl.LOCK_EX")], False),
    ],
)
def test_a_condition_looks_at_the_arguments(condition: str, arguments: list[tuple[str, str]], wanted: bool) -> None:
    assert holds(condition, tuple(arguments)) == wanted


def test_a_condition_in_no_known_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="no condition"):
        holds("@0", ())


@pytest.mark.parametrize(
    ("call", "arguments", "wanted"),
    [
        ("time.sleep", (("", "1"),), "time.sleep"),
        ("time.sleep", (("", "0"),), ""),
        ("queue.Queue.get", (), "queue.Queue.get"),
        ("queue.Queue.get", (("", "True"), ("", "5")), "queue.Queue.get"),
        ("queue.Queue.get", (("", "False"),), ""),
        ("queue.Queue.get", (("timeout", "0"),), ""),
        ("queue.Queue.put", (("", "item"),), ""),
        ("queue.Queue#bounded.put", (("", "item"),), "queue.Queue#bounded.put"),
        ("multiprocessing.connection.Connection.poll", (), ""),
        ("multiprocessing.connection.Connection.poll", (("", "None"),), "multiprocessing.connection.Connection.poll"),
        ("fcntl.flock", (("", "f"), ("", "fcntl.LOCK_EX")), "fcntl.flock"),
        ("fcntl.flock", (("", "f"), ("", "fcntl.LOCK_EX | fcntl.LOCK_NB")), ""),
        ("xmlrpc.client.ServerProxy.add", (("", "1"),), "xmlrpc.client.ServerProxy.*"),
        ("xmlrpc.client.ServerProxy.__exit__", (), ""),
        ("redis.Redis.get", (("", "key"),), "redis.Redis.*"),
        ("redis.Redis.pipeline", (), ""),
        ("redis.client.PubSub.get_message", (), ""),
        ("redis.client.PubSub.get_message", (("timeout", "1"),), "redis.client.PubSub.get_message"),
        ("botocore.client.BaseClient.put_object", (("Body", "data"),), "botocore.client.BaseClient.*"),
        ("botocore.client.BaseClient.get_paginator", (("", "'list_objects'"),), ""),
        ("pyrate_limiter.Limiter.try_acquire", (("", "key"),), "pyrate_limiter.Limiter.try_acquire"),
        ("pyrate_limiter.Limiter.try_acquire", (("blocking", "False"),), ""),
        ("zmq.Socket.recv", (("flags", "zmq.NOBLOCK"),), ""),
        ("nobody.knows", (), ""),
        ("len", (), ""),
    ],
)
def test_arguments_decide_whether_a_call_waits(call: str, arguments: CallText, wanted: str) -> None:
    row = load().wait(call, arguments)
    assert (row.call if row else "") == wanted


@pytest.mark.parametrize(
    ("call", "arguments", "wanted"),
    [
        ("ratelimit.sleep_and_retry", (), "ratelimit.sleep_and_retry"),
        ("tenacity.retry", (("stop", "stop_after_attempt(3)"),), ""),
        ("tenacity.retry", (("wait", "wait_fixed(2)"),), "tenacity.retry"),
        ("time.sleep", (("", "1"),), ""),
        ("functools.cache", (), ""),
    ],
)
def test_a_decorator_waits_where_what_it_decorates_is_called(call: str, arguments: CallText, wanted: str) -> None:
    row = load().decorator(call, arguments)
    assert (row.call if row else "") == wanted
    assert load().wait(call, arguments) is None or not wanted


def test_any_public_method_waits_but_those_that_the_row_excepts() -> None:
    row = {"call": "x.Client.*", "kind": "network", "but": ["close"]}
    found = build([parse(document(wait=[row, {"call": "x.Client.idle", "kind": "event"}]), "x.toml")])
    calls = ("x.Client.get", "x.Client.close", "x.Client._private", "x.Client.idle", "x.Other.get")
    kinds = [found.wait(call) for call in calls]
    assert [row.kind.value if row else "" for row in kinds] == ["network", "", "", "event", ""]


def test_pools_take_their_resources_back() -> None:
    assert load().takers >= {"putconn", "release"}


def test_the_catalogue_is_read_once() -> None:
    assert load() is load()
