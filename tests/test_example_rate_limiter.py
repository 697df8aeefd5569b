"""The gateway that stood still: the example tells the truth, and its fixed file is what letgo makes of the other."""

import ast
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent
from types import ModuleType

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "rate_limiter"
BROKEN = EXAMPLE / "broken" / "limits.py"
FIXED = EXAMPLE / "fixed" / "limits.py"


@pytest.fixture(scope="module")
def example() -> Iterator[ModuleType]:
    """`replay.py`, imported the way `python replay.py` finds its neighbours."""
    spec = importlib.util.spec_from_file_location("replay", EXAMPLE / "replay.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLE)
        patch.setitem(sys.modules, "replay", module)
        spec.loader.exec_module(module)
        yield module


def test_everybody_waits_behind_one_callers_token_until_it_is_fixed(example: ModuleType) -> None:
    """What must hold on any machine, however busy: figures are for `replay.py` to show."""
    broken, fixed = example.replay("broken", seconds=1.5), example.replay("fixed", seconds=1.5)

    for outcome in (broken, fixed):
        assert len(outcome.answers) == 300
        assert outcome.most_passed <= 1
        assert outcome.known == 13
        assert outcome.two_limiters == 0
    assert fixed.longest_queue < broken.longest_queue
    assert fixed.slowest(0.5, greedy=False) < broken.slowest(0.5, greedy=False)


def test_the_limit_holds_while_everybody_keeps_to_it(example: ModuleType) -> None:
    outcome = example.replay("broken", seconds=0.5, greedy=10)

    assert outcome.two_limiters == 0
    assert outcome.most_passed <= 1


def test_one_in_twenty_has_a_precise_key(example: ModuleType) -> None:
    requests = [request for request in example.traffic(4.0) if request.caller != example.GREEDY]
    precise = sum(f"{request.caller} {request.path}" == example.PRECISE.pattern for request in requests)
    assert len(requests) == 20 * precise


def test_a_limiter_gives_back_what_was_not_enough(example: ModuleType) -> None:
    ticker = example.Ticker()  # it doesn't run: there are no further tokens
    limiter = example.Limiter("key", example.Rule("*", rate=1, burst=3, patience=0.01), ticker)

    assert not limiter.taken(4)
    assert limiter.taken(3)
    assert not limiter.taken(1)


def test_the_table_shows_both_side_by_side(example: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    example.main(["--seconds", "0.3", "--greedy", "10"])

    printed = " ".join(capsys.readouterr().out.split())
    assert "broken fixed requests sent 54 54" in printed
    assert "keys with two limiters 0 0" in printed


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a project of its own."""
    folder = tmp_path_factory.mktemp("copied") / EXAMPLE.name
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text("[tool.letgo]\n", encoding="utf-8")
    return folder


def test_the_fixed_file_is_what_letgo_makes_of_the_broken_one(copied: Path) -> None:
    import letgo

    text, place = BROKEN.read_text(encoding="utf-8"), copied / BROKEN.relative_to(EXAMPLE)
    assert letgo.fix_source(text, place).fixed == text  # nothing is done unasked
    result = letgo.fix_source(text, place, unsafe=True)

    assert result.fixed == FIXED.read_text(encoding="utf-8")
    assert [fix.safety for fix in result.applied] == ["unsafe"]


def test_the_rest_of_the_example_is_sound(copied: Path) -> None:
    import letgo

    found = {finding.path: finding.code for finding in letgo.check_paths([copied]).findings}
    assert found == {"broken/limits.py": "LG202"}


def test_the_readme_quotes_both_files() -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    quoted = [part.partition("```")[0] for part in readme.split("```python\n")[1:]]
    for text, path in zip(quoted, (BROKEN, FIXED), strict=True):
        lines = [line for line in text.splitlines() if line.strip() != "..."]
        source = [line.removeprefix(" " * 8) for line in path.read_text(encoding="utf-8").splitlines()]
        assert set(lines) <= set(source)
        ast.parse("def f():\n" + indent(text, "    "))
