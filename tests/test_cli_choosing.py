"""The commands and options that choose what is reported, on real files: nothing here is stood in for."""

from __future__ import annotations

import ast
import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import letgo
from letgo import cli, config
from letgo.config import KEYS, Settings
from letgo.model import Severity
from letgo.wanted import add

LEAK = "import sqlite3\n\n\ndef f(path):\n    c = sqlite3.connect(path)\n    c.execute('x')\n"


class Letgo:
    """`letgo("check", "a.py")` in an empty folder that is its own project: exit code, standard output and error."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.root, self.capfd = root, capfd

    def __call__(self, *args: str) -> tuple[int, str, str]:
        self.capfd.readouterr()
        code = cli.main(args)
        printed = self.capfd.readouterr()
        return code, printed.out, printed.err

    def put(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def found(self, *args: str) -> list[tuple[str, str]]:
        """File and code of what `check` reports."""
        _, out, err = self("check", "--output-format", "json", *args)
        assert "error" not in err, err
        return [(each["filename"], each["code"]) for each in json.loads(out)]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Letgo:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / ".git").mkdir()
    return Letgo(tmp_path, capfd)


def git(*words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *words], check=True, capture_output=True)


# options --------------------------------------------------------------------------------------------------------------


def test_settings_are_shown_as_toml(run: Letgo) -> None:
    run.put("letgo.toml", "ignore = ['LG107']\nseverity = { LG103 = 'info' }\ncost = ['pool', 'fd']\n")
    run.put("pyproject.toml", "[project]\nrequires-python = '>=3.9'\ndependencies = ['psycopg2>=2.9', 'x']\n")

    code, out, err = run(
        "check", "--show-settings", "--no-baseline", "--no-cache", "--diff-base", "HEAD", "--extend-exclude", "a b"
    )

    assert (code, err) == (0, "letgo: warning: no Python files under .\n")
    assert f"# root: {run.root}\n# settings: {run.root / 'letgo.toml'}\n" in out
    assert "# dependencies: psycopg2>=2.9, x" in out
    assert "# --diff-base: HEAD" in out
    table = tomllib.loads(out)
    assert (table["ignore"], table["severity"], table["cost"]) == (["LG107"], {"LG103": "info"}, ["fd", "pool"])
    assert (table["target-version"], table["baseline"], table["extend-exclude"]) == ("3.9", "", ["a b"])
    run.put("again.toml", out)
    again = config.load(run.root, [str(run.root / "again.toml")])[1]
    assert again == Settings(
        ignore=("LG107",), severity=(("LG103", Severity.INFO),), cost=again.cost, extend_exclude=("a b",),
        baseline="", cache_dir="", target_version="3.9", dependencies=again.dependencies,
    )  # fmt: skip


def test_files_are_shown(run: Letgo) -> None:
    run.put("a.py", "x = 1\n")
    run.put("b/c.py", "x = 1\n")

    assert run("check", "--show-files")[:2] == (0, f"{run.root}/a.py\n{run.root}/b/c.py\n")
    assert run("fix", "--show-files", "--exclude", "b,c")[:2] == (0, f"{run.root}/a.py\n")
    assert run("fix", "--show-files", "--force-exclude", "--extend-exclude", "b", "b/c.py", "a.py")[1] == (
        f"{run.root}/a.py\n"
    )


def test_standard_input_may_be_excluded(run: Letgo, monkeypatch: pytest.MonkeyPatch) -> None:
    def piped(*args: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LEAK.encode())))
        return run(*args, "-", "--stdin-filename", "old/a.py", "--extend-exclude", "old/")[:2]

    assert piped("check")[0] == 1
    assert piped("check", "--force-exclude")[0] == 0
    assert piped("fix", "--force-exclude", "--unsafe-fixes") == (0, LEAK)
    assert piped("fix", "--unsafe-fixes") != (0, LEAK)


def test_what_is_given_comes_on_top(run: Letgo) -> None:
    run.put("a.py", LEAK)
    run.put("pyproject.toml", "[tool.letgo]\nignore = ['LG1']\n")

    assert run.found() == []
    assert run.found("--isolated") == [("a.py", "LG101")]
    assert run.found("--config", "ignore = []") == [("a.py", "LG101")]
    assert run.found("--config", str(run.put("other.toml", "ignore = ['LG2']\n"))) == [("a.py", "LG101")]
    assert run("check", "--config", "nonsense")[0] == 2
    assert run("check", "--baseline", "x", "--no-baseline")[0] == 2
    assert run("check", "--target-version", "old")[0] == 2


def test_what_counts_as_safe_is_applied(run: Letgo) -> None:
    unsafe = LEAK.replace("(path)\n    c.", "(':memory:')\n    c.")
    path = run.put("a.py", unsafe)

    assert run("fix")[0] == 1
    assert run("fix", "a.py", "--config", "extend-safe-fixes = ['LG102']")[0] == 1
    assert path.read_text(encoding="utf-8") == unsafe
    assert run("fix", "a.py", "--config", "extend-safe-fixes = ['LG1']")[0] == 0
    assert "with closing(sqlite3.connect(':memory:')) as c:" in path.read_text(encoding="utf-8")
    run.put("a.py", LEAK)
    assert run("fix", "a.py", "--config", "extend-unsafe-fixes = ['LG101']")[0] == 1
    assert run("fix", "a.py", "--config", "extend-unsafe-fixes = ['LG101']", "--unsafe-fixes")[0] == 0


def test_severity_decides_the_exit_code(run: Letgo) -> None:
    run.put("a.py", LEAK)
    run.put("test_b.py", LEAK)

    assert run("check")[0] == 1
    assert run("check", "--config", "severity = { LG101 = 'info' }")[0] == 0
    assert run("check", "test_b.py")[0] == 0
    assert run("check", "test_b.py", "--config", "severity = { LG101 = 'error' }")[0] == 1


def test_a_skipped_file_counts_as_its_code_does(run: Letgo) -> None:
    run.put("a.py", f"{LEAK}x = (\n")

    assert run("check")[0] == 1
    assert run("check", "--ignore", "LG001")[0] == 0
    assert run("check", "--config", "per-file-ignores = { 'a.py' = ['LG001'] }")[0] == 0
    assert run("check", "--config", "severity = { LG0 = 'info' }")[0] == 0


def test_only_what_changed(run: Letgo) -> None:
    (run.root / ".git").rmdir()
    git("init", "-q")
    run.put("a.py", LEAK)
    run.put("b.py", LEAK)
    git("add", ".")
    git("commit", "-qm", "x")
    run.put("b.py", LEAK.replace("    c =", "    print(1)\n    c ="))

    assert run.found() == [("a.py", "LG101"), ("b.py", "LG101")]
    assert run.found("--diff-base", "HEAD") == [("b.py", "LG101")]
    assert run.found("--diff-base", "HEAD", "--diff-scope", "lines") == []
    code, _, err = run("check", "--diff-base", "nowhere")
    assert (code, err) == (2, "letgo: error: --diff-base: git knows no revision 'nowhere'\n")


# config ---------------------------------------------------------------------------------------------------------------


def test_config_lists_and_explains(run: Letgo) -> None:
    code, out, _ = run("config")

    assert code == 0
    assert all(f"\n  {key.name}  " in out for key in KEYS)
    for key in KEYS:
        code, page, _ = run("config", key.name)
        assert code == 0
        assert page.startswith(f"{key.name}: {key.kind.value}\n")
        assert key.example.splitlines()[0] in page
    assert run("config", "per_file_ignores")[0] == 0
    assert run("config", "ignroe")[2] == "letgo: error: there is no setting 'ignroe'; did you mean 'ignore'?\n"


# baseline -------------------------------------------------------------------------------------------------------------


def test_a_baseline_from_writing_to_pruning(run: Letgo) -> None:
    run.put("a.py", LEAK)
    run.put("b.py", LEAK)
    known = run.root / ".letgo-baseline.json"

    assert run("baseline", "write") == (0, "", f"2 findings known from now on, in {known}\n")
    assert run("check") == (0, "No findings in 2 files.\n2 known from the baseline.\n", "")
    assert run.found("--no-baseline") == [("a.py", "LG101"), ("b.py", "LG101")]
    assert run("baseline", "show")[1] == (
        "a.py: LG101 in f: sqlite3.connect(path)\nb.py: LG101 in f: sqlite3.connect(path)\n"
    )
    assert run("fix", "--unsafe-fixes")[2] == "nothing to fix\n"
    assert run("fix", "--unsafe-fixes", "--no-baseline", "a.py")[0] == 0
    assert run("baseline", "prune")[0] == 1
    assert run("baseline", "prune")[0] == 0
    assert run("baseline", "show")[2] == f"1 finding known, in {known}\n"
    run.put("c.py", LEAK)
    assert run("baseline", "write", "c.py")[2].startswith("1 finding known")
    assert [each["path"] for each in json.loads(known.read_text(encoding="utf-8"))["findings"]] == ["b.py", "c.py"]
    (run.root / "b.py").rename(run.root / "d.py")
    assert run.found() == []
    assert run("baseline", "prune")[0] == 0
    (run.root / "d.py").unlink()
    run("baseline", "prune", "--exit-zero")
    assert run("baseline", "show")[1] == "c.py: LG101 in f: sqlite3.connect(path)\n"


def test_a_baseline_elsewhere(run: Letgo) -> None:
    run.put("src/a.py", LEAK)
    run.put("pyproject.toml", "[tool.letgo]\nbaseline = 'ci/known.json'\n")

    assert run("check")[0] == 2
    assert run("baseline", "write")[0] == 0
    assert (run.root / "ci" / "known.json").is_file()
    assert run("check")[0] == 0
    assert run("baseline", "write", "--baseline", "other.json")[0] == 0
    assert run.found("--baseline", "other.json") == []
    assert run("baseline", "write", "--no-baseline")[0] == 2
    assert run("baseline", "write", "--baseline", "src")[0] == 2


# suppress -------------------------------------------------------------------------------------------------------------


def test_a_baseline_that_cannot_be_written(run: Letgo) -> None:
    run.put("a.py", LEAK)
    run.put("taken", "no folder")

    assert "can't be written" in run("baseline", "write", "--config", "baseline='taken/known.json'")[2]


def test_a_run_is_reported_as_json(run: Letgo) -> None:
    run.put("a.py", LEAK)

    assert run("fix", "--allow-no-vcs", "--report", "run.json")[0] == 0
    told = json.loads((run.root / "run.json").read_text(encoding="utf-8"))
    assert [each["filename"] for each in told["fixed"]] == ["a.py"]
    assert (told["dry"], told["remaining"], told["skipped"]) == (False, [], [])


def test_own_rows_are_told(run: Letgo) -> None:
    run.put("pyproject.toml", "[[tool.letgo.wait]]\ncall = 'mine.pause'\nkind = 'timer'\n")

    assert "# own rows: mine.pause\n" in run("check", "--show-settings")[1]


def test_an_old_repository_is_adopted(run: Letgo) -> None:
    run.put(
        "a.py", LEAK + "\n\ndef g(path):\n    d = (\n        sqlite3\n        .connect(path))\n    d.execute('y')\n"
    )
    run.put("b.py", LEAK.replace("\n", "\r\n"))
    run.put("c.py", "x = 1\n")
    assert run("suppress", "--add")[0] == 2, "in no repository what is written could not be undone"
    (run.root / ".git").rmdir()
    git("init", "-q")
    git("add", "a.py", "c.py")
    git("commit", "-qm", "old")
    code, _, err = run("suppress", "--add")
    assert code == 2
    assert "  * b.py (dirty)\n" in err
    git("add", ".")
    git("commit", "-qm", "old, too")

    code, _, err = run("suppress", "--add", "--reason", "  so\nfar ")

    assert (code, err) == (0, "3 findings silenced\n")
    assert run("check")[0] == 0
    text = (run.root / "a.py").read_bytes().decode()
    assert "    c = sqlite3.connect(path)  # letgo: ignore[LG101] so far\n" in text
    assert "    # letgo: ignore[LG101] so far\n    d = (\n" in text
    assert "c = sqlite3.connect(path)  # letgo: ignore[LG101] so far\r\n" in (run.root / "b.py").read_bytes().decode()
    assert run("suppress")[1] == (
        "a.py:5: # letgo: ignore[LG101] so far\na.py:10: # letgo: ignore[LG101] so far\n"
        "b.py:5: # letgo: ignore[LG101] so far\n"
    )
    assert run("suppress", "--add")[2] == "0 findings silenced\n"
    run.put("a.py", text.replace("c.execute('x')", "c.execute('x')\n    c.close()"))
    assert sorted(run.found()) == [("a.py", "LG002"), ("a.py", "LG103")]
    assert run("fix", "--allow-dirty", "--config", "fixable = ['LG0']")[0] == 1
    assert "# letgo" not in (run.root / "a.py").read_text(encoding="utf-8").split("def g")[0]


def test_files_that_cannot_be_written_are_said(run: Letgo) -> None:
    run.put("a.py", f"# DO NOT EDIT\n{LEAK}")

    assert run("suppress", "--add", "a.py")[0] == 1
    assert (run.root / "a.py").read_text(encoding="utf-8") == f"# DO NOT EDIT\n{LEAK}"


@pytest.mark.parametrize(
    ("text", "row", "made"),
    [
        ("x = f()\n", 1, "x = f()  # letgo: ignore[LG101]\n"),
        ("x = f()   \n", 1, "x = f()  # letgo: ignore[LG101]\n"),
        ("x = f()", 1, "x = f()  # letgo: ignore[LG101]"),
        ("x = f(\n1)\n", 2, "# letgo: ignore[LG101]\nx = f(\n1)\n"),
        ("if x:\n\ty = f()  # why\n", 2, "if x:\n\t# letgo: ignore[LG101]\n\ty = f()  # why\n"),
        ("if x: y = f()\n", 1, "if x: y = f()  # letgo: ignore[LG101]\n"),
        ("x = f(); y = g()\n", 1, "x = f(); y = g()  # letgo: ignore[LG101]\n"),
        ("x = '''\n''' + f()\n", 2, "# letgo: ignore[LG101]\nx = '''\n''' + f()\n"),
        ("x = f() \\\n  + 1\n", 1, "# letgo: ignore[LG101]\nx = f() \\\n  + 1\n"),
        ("x = f()  # letgo: ignore[LG2] a\n", 1, "x = f()  # letgo: ignore[LG101, LG2] a\n"),
        ("# letgo: ignore[LG2] a\nx = f()\n", 2, "# letgo: ignore[LG101, LG2] a\nx = f()\n"),
        (f"x = f({'1' * 80})\n", 1, f"# letgo: ignore[LG101]\nx = f({'1' * 80})\n"),
        ("if x:\n    pass\nelif f():\n    pass\n", 3, "if x:\n    pass\nelif f():  # letgo: ignore[LG101]\n    pass\n"),
        ("x = (\n", 1, "x = (\n"),
    ],
)
def test_where_a_comment_goes(text: str, row: int, made: str) -> None:
    assert add.added(text, [(row, "LG101")]) == made
    if made != text:
        assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(text))


# shards ---------------------------------------------------------------------------------------------------------------


def test_parts_joined_are_the_whole(run: Letgo) -> None:
    for number in range(7):
        run.put(f"m{number}.py", LEAK + "# é𝄞\n" * number)
    run.put("bad.py", f"{LEAK}x = (\n")
    run.put("factory.py", "import sqlite3\n\n\ndef make():\n    return sqlite3.connect('x')\n")
    run.put("user.py", "from factory import make\n\n\ndef g():\n    c = make()\n    c.execute('y')\n")
    assert run("check", "--output-format", "json", "--output-file", "whole.json")[0] == 1

    for part in (1, 2, 3):
        run("check", "--output-format", "json", "--output-file", f"part{part}.json", "--shard", f"{part}/3")
    code, out, _ = run("merge", "part3.json", "part1.json", "part2.json", "part1.json")

    assert code == 1
    assert out == Path("whole.json").read_text(encoding="utf-8")
    assert len(json.loads(out)) == 9
    assert all(0 < len(json.loads(Path(f"part{part}.json").read_text(encoding="utf-8"))) < 9 for part in (1, 2, 3))
    assert run("merge", "whole.json", "--output-format", "text")[1].startswith(run("check")[1].splitlines()[0])
    assert run("merge", "whole.json", "--exit-zero")[0] == 0


def test_what_is_joined_carries_suggestions(run: Letgo) -> None:
    old = LEAK + "# a row\n" * 9
    run.put("a.py", old)
    run.put("b.py", "# coding: latin-1\n" + LEAK)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    new = LEAK.partition("\n")[2].replace("def f", "def g")
    run.put("a.py", old + new)
    for part in (1, 2):
        run("check", "--output-format", "json", "--output-file", f"part{part}.json", "--shard", f"{part}/2")

    for form in ("rdjson", "rdjsonl", "sarif", "github-review"):
        for unsafe in ([], ["--unsafe-fixes"]):
            whole = run("check", "--output-format", form, *unsafe)[1]
            assert run("merge", "part1.json", "part2.json", "--output-format", form, *unsafe)[1] == whole
            assert "finally:" in whole
    review = ["--output-format", "github-review", "--unsafe-fixes", "--diff-base", "HEAD"]
    made = json.loads(run("merge", "part1.json", "part2.json", *review)[1])
    assert [(each["path"], each["line"]) for each in made["comments"]] == [("a.py", 20)]
    assert "```suggestion" in made["comments"][0]["body"]


def test_a_part_is_fixed_alone(run: Letgo) -> None:
    run.put("a.py", LEAK)
    run.put("b.py", LEAK)

    run("fix", "--allow-no-vcs", "--unsafe-fixes", "--shard", "1/2")
    texts = [(run.root / name).read_text(encoding="utf-8") for name in ("a.py", "b.py")]
    assert sorted(text == LEAK for text in texts) == [False, True]
    run("fix", "--allow-no-vcs", "--unsafe-fixes", "--shard", "2/2")
    run("fix", "--allow-no-vcs", "--unsafe-fixes", "--shard", "1/2")
    assert run.found() == []


def test_reports_that_cannot_be_joined(run: Letgo) -> None:
    run.put("x.json", "{}")
    run.put("y.json", "[1]")

    assert run("merge", "gone.json")[0] == 2
    assert run("merge", "y.json")[0] == 2
    assert run("check", "--shard", "3/2")[0] == 2
    assert "can't be given together with standard input" in run("check", "--shard", "1/2", "-")[2]
    assert run("merge", "y.json", "--output-format", "nothing")[0] == 2


def test_options_reach_a_real_process(run: Letgo) -> None:
    run.put("a.py", LEAK)
    paths = os.pathsep.join(str(Path(each).resolve()) for each in letgo.__path__)
    environment = {**os.environ, "PYTHONPATH": str(Path(paths).parent)}

    done = subprocess.run(
        [sys.executable, "-m", "letgo", "check", "--shard", "1/1", "--no-baseline", "--output-format", "concise"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.py:5:9: LG101")
