"""The pool that ran dry: the example tells the truth, and its fixed file is what letgo makes of the broken one."""

import gc
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "connection_pool"
BROKEN = EXAMPLE / "broken" / "changes.py"
FIXED = EXAMPLE / "fixed" / "changes.py"
SOUND = sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.py") if path != BROKEN)


@pytest.fixture(autouse=True)
def _what_is_there_is_not_collected_again() -> Iterator[None]:
    """The replay ends by collecting, again and again; everything that a test run has loaded need not be walked."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


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


def test_the_broken_service_runs_dry_after_more_than_a_hundred_requests(example: ModuleType) -> None:
    outcome = example.replay("broken", requests=1000)

    assert outcome.dry_at == 151
    assert outcome.answered == 150
    assert outcome.callers_waiting == outcome.sent - outcome.answered == 151
    assert outcome.pollers_waiting == 15
    assert outcome.checked_out == 150
    # Readers are answered all the while, from memory that grows stale.
    assert outcome.readers_answered == 15
    assert outcome.instances_fresh <= 1  # the last one may have polled between its last write and its last leak


def test_the_fixed_service_holds_nothing(example: ModuleType) -> None:
    outcome = example.replay("fixed", requests=1000)

    assert outcome.dry_at is None
    assert outcome.sent == outcome.answered == 1000
    assert outcome.callers_waiting == outcome.pollers_waiting == outcome.failed == 0
    assert outcome.instances_fresh == 15
    assert outcome.checked_out == 0


def test_the_fixed_service_needs_no_collector(example: ModuleType) -> None:
    """The service may keep the collector off: what `letgo fix` leaves is freed by reference counts alone."""
    with example.database(None) as address, example.service("fixed", address, None, False) as front:
        assert not gc.isenabled()
        gc.collect()
        for _, name, value in example.changes(500):
            front.next().change(example.TEAM, name, value)
        assert sum(example.checked_out(instance.engine) for instance in front.instances) <= 15  # pollers at work
        for instance in front.instances:
            instance.poller.stop()
            assert instance.poller.ended(within=5)
        assert gc.collect() == 0
    assert gc.isenabled()


def test_a_checkout_timeout_turns_silence_into_an_error(example: ModuleType) -> None:
    outcome = example.replay("broken", requests=1000, checkout_timeout=0.2)

    assert outcome.dry_at == 151
    assert outcome.callers_waiting == 0
    assert outcome.failed == 151
    assert outcome.first_error == "QueuePool limit of size 10 overflow 0 reached, connection timed out, timeout 0.20"


def test_the_table_shows_both_side_by_side(example: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    example.main(["--requests", "200"])

    printed = " ".join(capsys.readouterr().out.split())
    assert "broken fixed change requests sent 301 200" in printed
    assert "first instance runs dry at request 151 never" in printed
    assert "connections checked out at the end 150/150 0/150" in printed


def test_a_database_in_use_is_left_alone(example: ModuleType, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/used.db"
    with example.database(url), pytest.raises(SystemExit, match="owners, releases, settings"):
        example.replay("fixed", requests=1, url=url)
    with example.database(url):
        pass


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a project of its own: as part of letgo's, each look would be at all of letgo."""
    folder = tmp_path_factory.mktemp("copied") / EXAMPLE.name
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text("[tool.letgo]\n", encoding="utf-8")
    return folder


def test_the_fixed_file_is_what_letgo_makes_of_the_broken_one(copied: Path) -> None:
    import letgo

    result = letgo.fix_source(BROKEN.read_text(encoding="utf-8"), copied / BROKEN.relative_to(EXAMPLE))

    assert result.fixed == FIXED.read_text(encoding="utf-8")
    assert [fix.safety for fix in result.applied] == ["safe"]


@pytest.mark.parametrize("name", SOUND)
def test_the_rest_of_the_example_is_sound(name: str, copied: Path) -> None:
    import letgo

    text = (EXAMPLE / name).read_text(encoding="utf-8")
    result = letgo.fix_source(text, copied / name)

    assert result.findings == ()
    assert result.fixed == text
