"""Many editors at once, against the real app: what is told of them is what happened."""

from __future__ import annotations

import pytest

from scenegen.bench_page import OBJECTS
from scenegen.bench_server import ServerBenchError, run_server_bench
from tests.command_line import run
from tests.server import App, in_own_thread


def test_editors_get_the_pictures_of_their_edits(public_app: App) -> None:
    options = {"editors": (1, 3), "seconds": 2, "rate": 2, "pid": public_app.process.pid}
    report = in_own_thread(lambda: run_server_bench(public_app.address, **options))
    assert report["objects"] == OBJECTS
    for editors, told in zip((1, 3), report["runs"], strict=True):
        assert (told["editors"], told["edits"], told["errors"]) == (editors, 4 * editors, {})
        assert 0 < told["pictures"] <= told["edits"] == told["pictures"] + told["superseded"]
        times = told["edit_to_picture_ms"]
        assert 0 < times["median"] <= times["percentile_95"] and times["n"] == told["edits"]
        assert all(memory > 100 for memory in told["server_megabytes"])


def test_a_number_of_edits_ends_the_bench(public_app: App) -> None:
    (told,) = in_own_thread(lambda: run_server_bench(public_app.address, editors=(2,), rate=4, edits=6))["runs"]
    assert told["edits"] == 6 and told["server_megabytes"] is None


def test_only_a_server_on_this_machine_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://example.org/", "http://10.0.0.1:7860", "nonsense"):
        with pytest.raises(ServerBenchError, match="is not on this machine; --anywhere"):
            in_own_thread(lambda address=address: run_server_bench(address, editors=(1,)))
    told = in_own_thread(lambda: run(monkeypatch, "bench", "server", "http://127.0.0.1:9"))
    assert "There is no editor at http://127.0.0.1:9" in told


def test_what_the_command_does_not_take(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--start", "--editors", "a"], [], ["http://127.0.0.1:9", "--start"]):
        monkeypatch.setattr("sys.argv", ["scenegen", "bench", "server", *arguments])
        with pytest.raises(SystemExit) as exit_:
            from scenegen import cli

            cli.main()
        assert exit_.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
