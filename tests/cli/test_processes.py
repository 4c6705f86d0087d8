"""The command line as a process of its own: streams, signals, and its end."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_app.base.clock import SystemClock
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import SftpAccount, connect

ROOT = Path(__file__).resolve().parents[2]
LONG = 90


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "desktop_app.cli", *(str(argument) for argument in arguments)]


def surroundings() -> dict[str, str]:
    """No keyring, English, and no secrets."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("BREVDUE")},
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=surroundings(),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONG,
        check=False,
    )


@contextmanager
def running(arguments: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command(*arguments),
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=LONG)


def test_the_answer_is_on_standard_output_alone(tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path, "--json", "settings", "get", "digipost.port")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["value"] == 22


def test_wrong_use_ends_with_2(tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path, "--json", "settings", "get")
    assert done.returncode == 2
    assert set(json.loads(done.stdout)["error"]) == {"title", "message", "hint"}


def test_a_command_without_a_connection_does_not_load_what_connects(tmp_path: Path) -> None:
    program = (
        "import sys; from desktop_app.cli.main import run; status = run(sys.argv[1:]);"
        "sys.exit(status or 'paramiko' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--data-dir", tmp_path, "jobs", "list"],
        cwd=ROOT,
        env=surroundings(),
        capture_output=True,
        timeout=LONG,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_letters_of_any_kind_survive_the_way_out(tmp_path: Path) -> None:
    run("--data-dir", tmp_path, "settings", "set", "print.return_name", "Ørsta Ålesund 中文")
    done = run("--data-dir", tmp_path, "settings", "get", "print.return_name")
    assert done.stdout == "Ørsta Ålesund 中文\n"


def test_without_a_keyring_a_secret_is_not_stored(tmp_path: Path) -> None:
    done = run(
        "--data-dir", tmp_path, "--json", "settings", "set-secret", "digis.url_postfix", stdin="token-123"
    )
    assert done.returncode == 3
    assert "keyring" in json.loads(done.stdout)["error"]["title"]
    assert "token-123" not in done.stdout + done.stderr
    assert all(b"token-123" not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_reader_that_goes_away_is_no_catastrophe(tmp_path: Path) -> None:
    with running(["--data-dir", tmp_path, "settings", "list"]) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _out, err = process.communicate(timeout=LONG)
    assert "Traceback" not in err
    assert "Exception ignored" not in err


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Children heed Ctrl+C, as at a terminal. They inherit it where a shell has put all tests into the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise on Windows")
@pytest.mark.usefixtures("heeds_ctrl_c")
class TestSignals:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_the_sandbox_serves_until_it_is_stopped(self, tmp_path: Path, number: signal.Signals) -> None:
        with running(["--data-dir", tmp_path / "data", "sandbox", "serve"]) as process:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            assert {
                *("host", "port", "user", "key_file", "host_key", "digis_url", "digis_url_postfix"),
            } <= set(told)
            account = SftpAccount(
                host=told["host"],
                port=told["port"],
                user=told["user"],
                key_file=Path(told["key_file"]),
                host_key=told["host_key"],
            )
            with connect(account) as transport:
                assert transport.list_receipts(JobKind.MAILING) == []
            process.send_signal(number)
            out, err = process.communicate(timeout=LONG)
        assert (process.returncode, out, err) == (0, "", "")

    def test_ctrl_c_while_waiting_ends_with_4(self, tmp_path: Path) -> None:
        data = tmp_path / "data"
        run("--data-dir", data, "settings", "set", "app.environment", "training")
        people = tmp_path / "people.csv"
        people.write_text("customer_id;full_name;address1;postcode;city\n1;Åse Moe;Gata 4;9008;Tromsø\n")
        waiting = ("split", "--recipients", people, "--wait", "3600")
        with running(("--data-dir", data, "--json", *waiting)) as process:
            wait_until_uploaded(data / "logs" / "brevdue.log")
            process.send_signal(signal.SIGINT)
            out, _err = process.communicate(timeout=LONG)
        assert process.returncode == 4
        assert set(json.loads(out)["error"]) == {"title", "message", "hint"}


def wait_until_uploaded(log: Path) -> None:
    """Watch the log of another process until it says that a job was uploaded."""
    clock = SystemClock()
    deadline = clock.monotonic() + LONG
    while clock.monotonic() < deadline:
        if log.exists() and '"uploaded"' in log.read_text(encoding="utf-8"):
            return
        clock.wait(0.05)
    raise AssertionError("nothing was uploaded")


def test_the_demo_runs_by_itself_from_nothing(tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path / "demo", "demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "imported 48, looked up 48, digital 31, remainder 17"
    assert "Traceback" not in done.stderr
