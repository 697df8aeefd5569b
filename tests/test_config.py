"""Where the root is, what the settings are, and what is said about settings that can't be used."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from letgo import config
from letgo.catalogue import Awaited, Group, WaitKind, WithDoes
from letgo.catalogue.lookup import build, builtin
from letgo.config import ConfigError, Key, Kind, Settings
from letgo.model import Cost, Severity


def put(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def settings_of(folder: Path, text: str) -> Settings:
    return config.load(put(folder, text))[1]


# the root -------------------------------------------------------------------------------------------------------------


def test_the_root_is_the_repository(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    sub = put(tmp_path / "repo" / "one", "[tool.letgo]\nignore = ['LG2']\n")

    assert config.load(sub) == (tmp_path / "repo", Settings(ignore=("LG2",)))
    assert config.load(tmp_path / "repo") == (tmp_path / "repo", Settings())


def test_without_a_repository_the_root_is_where_the_settings_are(tmp_path: Path) -> None:
    put(tmp_path, "[tool.letgo]\nunsafe-fixes = true\n")
    inner = put(tmp_path / "a", "[project]\nname = 'x'\n") / "b"
    inner.mkdir()

    assert config.load(inner) == (tmp_path, Settings(unsafe_fixes=True))


def test_without_settings_the_root_is_the_nearest_project_else_the_folder(tmp_path: Path) -> None:
    project = put(tmp_path / "p", "")
    (project / "deep").mkdir()
    (tmp_path / "q").mkdir()

    assert config.load(project / "deep") == (project, Settings())
    assert config.load(tmp_path / "q") == (tmp_path / "q", Settings())
    assert config.load(tmp_path / "q" / "file.py") == (tmp_path / "q", Settings())


def test_the_nearest_table_wins_and_nothing_above_the_repository_counts(tmp_path: Path) -> None:
    put(tmp_path, "[tool.letgo]\nignore = ['LG1']\n")
    repository = put(tmp_path / "repo", "[tool.letgo]\nselect = ['LG2']\n")
    (repository / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    nearest = put(repository / "sub", "[tool.letgo]\nselect = ['LG101']\n")

    assert config.load(nearest)[1].select == ("LG101",)
    assert config.load(repository)[1] == Settings(select=("LG2",))
    (repository / "pyproject.toml").unlink()
    assert config.load(repository) == (repository, Settings())


def test_start_is_what_the_paths_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.py").touch()
    monkeypatch.chdir(tmp_path)

    assert config.start_of([]) == tmp_path
    assert config.start_of([Path("a/x.py")]) == tmp_path / "a"
    assert config.start_of([Path("a/b"), Path("a/x.py")]) == tmp_path / "a"
    assert config.start_of([Path("a/b/new/deep.py")]) == tmp_path / "a" / "b"
    assert config.start_of([Path("a"), Path("gone.py")]) == tmp_path


# the table ------------------------------------------------------------------------------------------------------------


def test_every_key(tmp_path: Path) -> None:
    text = """
        [tool.letgo]
        select = ["LG1", "lg2"]
        extend-select = ["LG15"]
        ignore = ["LG107"]
        cost = ["pool", "fd"]
        exclude = ["vendor"]
        extend-exclude = ["old/*.py"]
        unsafe-fixes = true
        target-version = "py39"
        per-file-ignores = { "tests/**" = ["LG1"], "!src/" = ["lg2"] }
        severity = { LG103 = "info", LG2 = "error" }
        fixable = ["LG1"]
        unfixable = ["LG104"]
        extend-safe-fixes = ["LG103"]
        extend-unsafe-fixes = ["LG106"]
        force-exclude = true
        respect-gitignore = false
        baseline = "ci/known.json"
        diff-scope = "lines"
    """

    assert settings_of(tmp_path, text) == Settings(
        select=("LG1", "LG2"),
        extend_select=("LG15",),
        ignore=("LG107",),
        cost=frozenset({Cost.POOL, Cost.FD}),
        exclude=("vendor",),
        extend_exclude=("old/*.py",),
        unsafe_fixes=True,
        target_version="3.9",
        per_file_ignores=(("tests/**", ("LG1",)), ("!src/", ("LG2",))),
        severity=(("LG103", Severity.INFO), ("LG2", Severity.ERROR)),
        fixable=("LG1",),
        unfixable=("LG104",),
        extend_safe_fixes=("LG103",),
        extend_unsafe_fixes=("LG106",),
        force_exclude=True,
        respect_gitignore=False,
        baseline=str(tmp_path / "ci" / "known.json"),
        diff_scope="lines",
    )


@pytest.mark.parametrize("key", config.KEYS, ids=lambda key: key.name)
def test_the_example_of_a_key_can_be_used(key: Key, tmp_path: Path) -> None:
    (tmp_path / "letgo.toml").write_text("select = ['LG1']\n", encoding="utf-8")  # for the example of `extend`
    text = key.example if key.example.startswith("[[") else f"[tool.letgo]\n{key.example}\n"

    changed = settings_of(tmp_path / "a" / "b", text.replace("../letgo.toml", "../../letgo.toml"))

    assert changed != Settings()
    assert key.kind in (Kind.ROWS, Kind.PATH) or hasattr(changed, key.field)


@pytest.mark.parametrize("name", ["letgo.toml", ".letgo.toml"])
def test_files_of_its_own(name: str, tmp_path: Path) -> None:
    put(tmp_path, "[tool.letgo]\nignore = ['LG1']\n[project]\nrequires-python = '>=3.9'\n")
    (tmp_path / name).write_text("select = ['LG2']\n", encoding="utf-8")

    assert config.load(tmp_path) == (tmp_path, Settings(select=("LG2",), target_version="3.9"))
    (tmp_path / ".letgo.toml").write_text("select = ['LG3']\n", encoding="utf-8")
    assert config.load(tmp_path)[1].select == ("LG3",)
    (tmp_path / ".letgo.toml").write_text("selct = ['LG3']\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\.letgo\.toml: unknown key 'selct'; did you mean 'select'\?"):
        config.load(tmp_path)


def test_extend(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "company.toml").write_text(
        "ignore = ['LG107']\nextend-exclude = ['gen/']\nunsafe-fixes = true\n"
        "[[wait]]\ncall = 'a.take'\nkind = 'queue'\n",
        encoding="utf-8",
    )
    put(tmp_path / "team", "[tool.letgo]\nextend = '../company.toml'\nextend-exclude = ['old/']\n")
    text = (
        "extend = '../team/pyproject.toml'\nunsafe-fixes = false\n[[tool.letgo.wait]]\ncall = 'b.take'\nkind = 'queue'"
    )

    settings = settings_of(tmp_path / "app", f"[tool.letgo]\n{text}\n")

    assert (settings.ignore, settings.unsafe_fixes) == (("LG107",), False)
    assert settings.extend_exclude == ("/team/**/old/",)
    assert [row.call for row in settings.libraries[0].waits] == ["a.take", "b.take"]


def test_extend_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("extend = 'pyproject.toml'\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"a\.toml: extend leads back to"):
        settings_of(tmp_path, "[tool.letgo]\nextend = 'a.toml'\n")
    with pytest.raises(ConfigError, match="No such file"):
        settings_of(tmp_path, "[tool.letgo]\nextend = 'b.toml'\n")
    with pytest.raises(ConfigError, match="extend must be a path, not 1"):
        settings_of(tmp_path, "[tool.letgo]\nextend = 1\n")


def test_given_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "[tool.letgo]\nignore = ['LG1']\n")
    other = tmp_path / "elsewhere.toml"
    other.write_text("extend-exclude = ['gen/']\n", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")

    assert config.load(tmp_path, isolated=True) == (tmp_path, Settings())
    assert config.load(tmp_path, [str(other)])[1] == Settings(extend_exclude=("/sub/**/gen/",))
    assert config.load(tmp_path, ["unfixable = ['LG102']"])[1] == Settings(ignore=("LG1",), unfixable=("LG102",))
    assert config.load(tmp_path, ["ignore = []"], isolated=True)[1] == Settings()
    with pytest.raises(ConfigError, match=r"'gone\.toml' is neither a file nor a setting"):
        config.load(tmp_path, ["gone.toml"])
    with pytest.raises(ConfigError, match="one file only"):
        config.load(tmp_path, [str(other)], isolated=True)
    with pytest.raises(ConfigError, match="--config: unknown key 'extend'"):
        config.load(tmp_path, ["extend = 'x'"])


def test_patterns_are_relative_to_the_file_they_stand_in(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    patterns = 'extend-exclude = ["gen", "old/*.py", "/top.py", "!keep.py", "!/a/b"]'

    assert settings_of(tmp_path / "a" / "b", f"[tool.letgo]\n{patterns}\n").extend_exclude == (
        "/a/b/**/gen",
        "/a/b/old/*.py",
        "/a/b/top.py",
        "!/a/b/**/keep.py",
        "!/a/b/a/b",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ignroe = ['LG1']", "unknown key 'ignroe'; did you mean 'ignore'?"),
        ("unsafe_fixes = true", "unknown key 'unsafe_fixes'; did you mean 'unsafe-fixes'?"),
        ("zzz = 1", "unknown key 'zzz'"),
        ("select = 'LG1'", "select must be a list of strings, not 'LG1'"),
        ("select = [1]", "select must be a list of strings, not [1]"),
        ("select = ['E501']", "select: 'E501' is no rule code or prefix of one (such as LG101, LG1)"),
        ("cost = ['pol']", "cost: 'pol' is not one of pool, server, fd, memory; did you mean 'pool'?"),
        ("unsafe-fixes = 'yes'", "unsafe-fixes must be true or false, not 'yes'"),
        ("target-version = 3.9", 'target-version must be a version such as "3.11", not 3.9'),
        ("target-version = 'new'", "target-version must be a version such as \"3.11\", not 'new'"),
        ("severity = { LG1 = 'loud' }", "severity.LG1: 'loud' is not one of error, warning, info"),
        ("severity = { E1 = 'info' }", "severity: 'E1' is no rule code"),
        ("severity = ['LG1']", "severity must be a table, not ['LG1']"),
        ("per-file-ignores = { 'a.py' = 'LG1' }", "per-file-ignores.a.py must be a list of strings, not 'LG1'"),
        ("per-file-ignores = { 'a.py' = ['X'] }", "per-file-ignores.a.py: 'X' is no rule code"),
        ("baseline = 1", "baseline must be a path, not 1"),
        ("diff-scope = 'functions'", "not one of lines, function, file; did you mean 'function'?"),
        ("resource = 1", "resource must be an array of tables ([[tool.letgo.resource]])"),
        ("wait = [1]", "wait must be an array of tables ([[tool.letgo.wait]])"),
        ("[[tool.letgo.resource]]\nkind = 'cursor'", "resource number 1: `call` is missing"),
        ("[[tool.letgo.resource]]\ncall = 'a'\nrelaese = 'x'", "unknown key 'relaese'; did you mean 'release'?"),
        ("[[tool.letgo.resource]]\ncall = 'a.b'\nwith = 'clses'", "with_does is 'clses', not one of closes, returns"),
        ("[[tool.letgo.resource]]\ncall = 'a.b'\ntype = 'no.Such'", "a.b: gives 'no.Such', which is no [[type]]"),
        ("[[tool.letgo.wait]]\ncall = 'a.b'\nkin = 'x'", "wait number 1: unknown key 'kin'; did you mean 'kind'?"),
        ("lock = 1", "lock must be an array of tables ([[tool.letgo.lock]])"),
        ("[[tool.letgo.lock]]\nname = 'a.B'\nenters = 'x'", "lock number 1: unknown key 'enters'"),
        ("[[tool.letgo.lock]]\nname = 'a.B'\nfamily = 'async-io'", "is 'async-io', not one of thread"),
        ("[[tool.letgo.wait]]\ncall = 'a.b'\nkind = 'timer'\nunless = ['now!']", "'now!' is no condition on arguments"),
        ("[[tool.letgo.wait]]\ncall = 'a.b'", "missing 1 required positional argument: 'kind'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(line: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_of(tmp_path, f"[tool.letgo]\n{line}\n")

    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'pyproject.toml'}: [tool.letgo]")


@pytest.mark.parametrize("text", ["[tool.letgo\n", "[tool]\nletgo = 1\n"])
def test_files_that_are_no_settings(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="pyproject"):
        settings_of(tmp_path, text)


def test_a_project_file_that_is_named_must_have_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"has no \[tool.letgo\] table"):
        config.load(tmp_path, [str(tmp_path / "pyproject.toml")])


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")

    with pytest.raises(ConfigError, match="utf-8"):
        config.load(tmp_path)


# a project's own rows -------------------------------------------------------------------------------------------------


def test_own_rows_become_a_library(tmp_path: Path) -> None:
    text = """
        [[tool.letgo.resource]]
        call = "app.db.checkout"
        type = "app.db.Lease"
        kind = "connection"
        cost = "pool"
        release = "give_back"
        with = "returns"
        awaited = true
        release-awaited = true
        tied = ["rows"]
        source = "app/db.py"

        [[tool.letgo.resource]]
        calls = ["app.open_log", "app.open_trace"]
        group = "files"

        [[tool.letgo.resource]]
        call = "app.legacy"
        type = "sqlite3.Connection"
        awaited = "either"

        [[tool.letgo.wait]]
        call = "app.limiter.take"
        kind = "queue"
        timeout = "timeout@0"

        [[tool.letgo.lock]]
        name = "app.locks.FileMutex"
        family = "file"
        enter = "hold"
        unless = ["blocking@0=False"]
    """
    (library,) = settings_of(tmp_path, text).libraries
    lease, log = library.types

    assert (library.name, library.distribution) == ("project", "")
    assert (lease.name, lease.kind, lease.cost, lease.release) == ("app.db.Lease", "connection", Cost.POOL, "give_back")
    assert (lease.with_does, lease.release_awaited, lease.tied) == (WithDoes.RETURNS, True, frozenset({"rows"}))
    assert (log.name, log.kind, log.cost, log.group) == ("app.open_log", "connection", Cost.SERVER, Group.FILES)
    assert [(row.call, row.gives, row.awaited) for row in library.acquires] == [
        ("app.db.checkout", "app.db.Lease", Awaited.YES),
        ("app.open_log", "app.open_log", Awaited.NO),
        ("app.open_trace", "app.open_log", Awaited.NO),
        ("app.legacy", "sqlite3.Connection", Awaited.EITHER),
    ]
    assert library.acquires[0].source == "app/db.py"
    assert [(row.call, row.kind, row.timeout) for row in library.waits] == [("app.limiter.take", "queue", "timeout@0")]
    assert [(row.name, row.family, row.enter, row.leave, row.unless) for row in library.locks] == [
        ("app.locks.FileMutex", "file", "hold", "release", ("blocking@0=False",)),
    ]


def test_own_waits_and_locks_reach_the_catalogue(tmp_path: Path) -> None:
    text = """
        [[tool.letgo.wait]]
        calls = ["app.limiter.take", "time.sleep"]
        kind = "limiter"
        bounded = true

        [[tool.letgo.lock]]
        name = "app.locks.Mutex"
        family = "thread"
        factories = ["app.locks.mutex"]
    """
    found = build([*builtin(), *settings_of(tmp_path, text).libraries])

    for call in ("app.limiter.take", "time.sleep"):  # its own row wins
        row = found.wait(call)
        assert row is not None
        assert row.kind is WaitKind.LIMITER
    assert found.locks["app.locks.mutex"] is found.locks["app.locks.Mutex"]
    assert found.wait("threading.Event.wait") is not None


def test_settings_reach_other_processes(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[[tool.letgo.resource]]\ncall = 'a.b'\n[project]\ndependencies = ['x>=1']\n")

    assert pickle.loads(pickle.dumps(settings)) == settings


# versions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("specifier", "target"),
    [
        (">=3.9", "3.9"),
        (">=3.8.1,<4", "3.8"),
        ("~=3.10", "3.10"),
        ("==3.12.*", "3.12"),
        ("!=3.0.*, >=2.7", "2.7"),
        (">3", "3.0"),
        ("<4", "3.11"),
        ("", "3.11"),
    ],
)
def test_the_target_is_the_floor_of_requires_python(specifier: str, target: str, tmp_path: Path) -> None:
    assert settings_of(tmp_path, f"[project]\nrequires-python = '{specifier}'\n").target_version == target


def test_the_target_of_a_setup_cfg(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[options]\npython_requires = >=3.8\n", encoding="utf-8")

    assert config.load(tmp_path)[1].target_version == "3.8"
    assert settings_of(tmp_path, "[project]\nrequires-python = '>=3.9'\n").target_version == "3.9"


@pytest.mark.parametrize("raw", [b"[options]\n[options]\n", b"python_requires\n", b"\xff"])
def test_a_setup_cfg_that_cannot_be_read_says_nothing(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_bytes(raw)

    assert config.load(tmp_path)[1].target_version == Settings().target_version


def test_the_target_of_a_poetry_project(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "[tool.poetry.dependencies]\npython = '^3.8'\n").target_version == "3.8"


def test_an_explicit_target_wins(tmp_path: Path) -> None:
    text = "[project]\nrequires-python = '>=3.8'\n[tool.letgo]\ntarget-version = '3.12'\n"

    assert settings_of(tmp_path, text).target_version == "3.12"


def test_lowest_versions_of_dependencies(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(
        "# comment\n-r other.txt\nduckdb==1.0.0 # pinned\npsycopg2==2.9.9\nhttps://example.org/x.whl\n",
        encoding="utf-8",
    )
    text = """
        [project]
        dependencies = ["psycopg2-binary>=2.8,<3", "SQLAlchemy[asyncio] >= 1.4 ; python_version < '4'", "aio_mysql", 3]

        [project.optional-dependencies]
        test = ["sqlalchemy>=2.0.1", "aio-mysql<1", "pyodbc~=5.0", "psycopg2>2"]

        [dependency-groups]
        dev = ["apsw>=3.40", { include-group = "test" }]

        [tool.poetry.dependencies]
        python = "^3.9"
        trino = "^0.3"
        oracledb = { version = "~2.1", optional = true }
        local = { path = "x" }
        many = ["1"]
        any = "*"
    """

    assert settings_of(tmp_path, text).dependencies == {
        "aio-mysql": "",
        "any": "",
        "apsw": "3.40",
        "duckdb": "1.0.0",
        "local": "",
        "many": "",
        "oracledb": "2.1",
        "psycopg2": "2",
        "psycopg2-binary": "2.8",
        "pyodbc": "5.0",
        "sqlalchemy": "2.0.1",
        "trino": "0.3",
    }


# selection ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "on", "off"),
    [
        (Settings(), ["LG001", "LG101", "LG202", "LG301"], ["LG150", "LG151"]),
        (Settings(select=("LG",)), ["LG101"], ["LG150"]),
        (Settings(extend_select=("LG15",)), ["LG101", "LG150", "LG151"], []),
        (Settings(extend_select=("LG151",)), ["LG101", "LG151"], ["LG150"]),
        (Settings(select=("LG151",)), ["LG151"], ["LG150", "LG101", "LG001"]),
        (Settings(ignore=("LG1",)), ["LG201"], ["LG101"]),
        (Settings(ignore=("LG1",), extend_select=("LG101",)), ["LG101"], ["LG102"]),
        (Settings(select=("LG101",), ignore=("LG101",)), [], ["LG101"]),
        (Settings(extend_select=("LG15",), ignore=("LG151",)), ["LG150"], ["LG151"]),
    ],
)
def test_enabled(settings: Settings, on: list[str], off: list[str]) -> None:
    assert [code for code in (*on, *off) if settings.enabled(code)] == on


def test_flags_on_top() -> None:
    base = Settings(extend_select=("LG15",), ignore=("LG107",), unsafe_fixes=True)

    assert config.override(base, select=None, ignore=[], unsafe_fixes=None) == base
    assert config.override(base, select=["lg1, LG2"]).select == ("LG1", "LG2")
    assert config.override(base, select=["LG1"], ignore=["LG103"]).ignore == ("LG103",)
    assert config.override(base, select=["LG1"]).extend_select == ()
    assert config.override(base, extend_select=["LG301"], ignore=["LG103"]).ignore == ("LG107", "LG103")
    assert config.override(base, extend_select=["LG301"]).extend_select == ("LG15", "LG301")
    assert config.override(base, cost=["pool,fd", "memory"]).cost == {Cost.POOL, Cost.FD, Cost.MEMORY}
    assert config.override(base, unsafe_fixes=False, jobs=3, parse_all=True) == Settings(
        extend_select=("LG15",), ignore=("LG107",), jobs=3, parse_all=True
    )


def test_more_flags() -> None:
    base = Settings(extend_exclude=("a/",))

    assert config.override(base, extend_exclude=["b/", "c/,d/"]).extend_exclude == ("a/", "b/", "c/", "d/")
    assert config.override(base, target_version="py39").target_version == "3.9"
    assert config.override(base, baseline="").baseline == ""
    assert config.override(base, baseline=None, diff_base="").baseline == base.baseline
    with pytest.raises(ConfigError, match="--diff-scope: 'line' is not one of"):
        config.override(base, diff_scope="line")


def test_what_may_be_fixed() -> None:
    assert Settings().mendable("LG101")
    assert not Settings(fixable=("LG2",)).mendable("LG101")
    assert not Settings(unfixable=("LG",)).mendable("LG101")
    assert Settings(fixable=("LG101",), unfixable=("LG1",)).mendable("LG101")


def test_flags_that_cannot_be_used() -> None:
    with pytest.raises(ConfigError, match="--extend-select: 'X' is no rule code"):
        config.override(Settings(), extend_select=["x"])
    with pytest.raises(ConfigError, match="--cost: 'much' is not one of"):
        config.override(Settings(), cost=["much"])
    with pytest.raises(TypeError, match="no such setting: selct"):
        config.override(Settings(), selct=["LG1"])


def test_selectors_must_fit_a_rule() -> None:
    config.check_codes(Settings(select=("LG", "LG2", "LG15", "LG101")), ["LG101"])
    with pytest.raises(ConfigError, match=r"no rule has a code like 'LG109'; did you mean 'LG101'\?"):
        config.check_codes(Settings(ignore=("LG109",)), ["LG101", "LG202"])
