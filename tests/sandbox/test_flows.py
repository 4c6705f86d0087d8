"""Whole ways through real servers: the program's own transport, OpenSSH with the processor behind it."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.base.clock import SystemClock
from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.work import Unattended
from desktop_app.digipost.model import JobKind, JobStatus, ResultHeader
from desktop_app.digipost.reading import read_result_header
from desktop_app.digipost.sftp import SftpAccount, Transport, connect
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.ledger import Ledger
from desktop_app.sandbox.processor import ProcessingThread, Processor
from tests.helpers.fake_clock import FakeClock
from tests.helpers.job_zips import Mailing, lookup_zip, people
from tests.helpers.sshd import running_sshd

LOOKUP, MAILING = JobKind.LOOKUP, JobKind.MAILING
NOBODY_WATCHES = Unattended()
PROJECT = Path(__file__).resolve().parents[2]


def account_of(sandbox: DigipostSandbox) -> SftpAccount:
    return SftpAccount(
        host=sandbox.host,
        port=sandbox.port,
        user=sandbox.user,
        key_file=sandbox.key_file,
        host_key=sandbox.host_key_fingerprint,
    )


@contextlib.contextmanager
def logged_in(sandbox: DigipostSandbox) -> Iterator[Transport]:
    with connect(account_of(sandbox)) as transport:
        yield transport


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not happen"
        threading.Event().wait(0.02)


def fetch(transport: Transport, kind: JobKind, folder: Path) -> list[ResultHeader]:
    headers = []
    for remote in transport.list_receipts(kind):
        transport.download(remote, folder / remote.name, NOBODY_WATCHES)
        with zipfile.ZipFile(folder / remote.name) as archive, archive.open(kind.result_file) as stream:
            headers.append(read_result_header(stream))  # type: ignore[arg-type]
    return headers


class TestTheSandboxWithTheProgramsTransport:
    def test_a_lookup_goes_up_and_its_receipts_come_down(self, tmp_path: Path) -> None:
        job = lookup_zip(tmp_path / "job.zip", "job-1", people("1", "7"))
        with DigipostSandbox(tmp_path / "s") as sandbox, logged_in(sandbox) as transport:
            uploaded = transport.upload(job, LOOKUP.folder, "job.zip", NOBODY_WATCHES)
            assert uploaded.size == job.stat().st_size
            until(lambda: len(transport.list_receipts(LOOKUP)) == 2)
            assert [one.status for one in fetch(transport, LOOKUP, tmp_path)] == [
                JobStatus.MOTTATT,
                JobStatus.SUKSESS,
            ]
            for remote in transport.list_receipts(LOOKUP):
                transport.remove(remote)
            assert transport.list_receipts(LOOKUP) == []
            until(lambda: transport.exists(LOOKUP, "job.zip") is None)

    def test_delays_pass_in_the_clocks_time(self, tmp_path: Path) -> None:
        """With a clock that passes at once, three weeks are a moment."""
        mailing = Mailing("job-1", auto_approve=False)
        mailing.add("1")
        job = mailing.zip(tmp_path / "m.zip")
        behaviour = Behaviour(acknowledge_after_s=3600, approve_after_s=86_400, result_after_s=21 * 86_400)
        clock = FakeClock()
        with (
            DigipostSandbox(tmp_path / "s", behaviour=behaviour, clock=clock) as sandbox,
            logged_in(sandbox) as transport,
        ):
            transport.upload(job, MAILING.folder, "m.zip", NOBODY_WATCHES)
            until(lambda: sandbox.ledger.delivery_count() == 1)
        assert clock.monotonic() >= 22 * 86_400

    def test_a_changed_behaviour_and_an_approval_wake_the_processing(self, tmp_path: Path) -> None:
        mailing = Mailing("job-1", auto_approve=False)
        mailing.add("1")
        job = mailing.zip(tmp_path / "m.zip")
        with (
            DigipostSandbox(tmp_path / "s", behaviour=Behaviour(approve_after_s=None)) as sandbox,
            logged_in(sandbox) as transport,
        ):
            transport.upload(job, MAILING.folder, "m.zip", NOBODY_WATCHES)
            until(lambda: [one.state for one in sandbox.ledger.jobs()] == ["acknowledged"])
            sandbox.approve("job-1")
            until(lambda: sandbox.ledger.delivery_count() == 1)

    def test_a_cut_upload_is_not_processed_and_the_whole_one_is(self, tmp_path: Path) -> None:
        job = lookup_zip(tmp_path / "job.zip", "job-1", people(*(str(number) for number in range(3000))))
        half = job.stat().st_size // 2
        with DigipostSandbox(tmp_path / "s", behaviour=Behaviour(cut_after_uploaded=half, cuts=1)) as sandbox:
            with pytest.raises(EnvironmentFailure), logged_in(sandbox) as transport:
                transport.upload(job, LOOKUP.folder, "job.zip", NOBODY_WATCHES)
            with logged_in(sandbox) as transport:
                assert transport.list_receipts(LOOKUP) == []
                (sandbox.home / LOOKUP.folder / "job.zip").unlink(missing_ok=True)
                transport.upload(job, LOOKUP.folder, "job.zip", NOBODY_WATCHES)
                until(lambda: len(transport.list_receipts(LOOKUP)) == 2)
            assert [one.job_id for one in sandbox.ledger.jobs()] == ["job-1"]
            assert sandbox.ledger.refused() == []

    def test_what_was_under_way_goes_on_after_a_restart(self, tmp_path: Path) -> None:
        mailing = Mailing("job-1")
        mailing.add("1")
        job = mailing.zip(tmp_path / "m.zip")
        with DigipostSandbox(tmp_path / "s", behaviour=Behaviour(result_after_s=3600)) as first:
            with logged_in(first) as transport:
                transport.upload(job, MAILING.folder, "m.zip", NOBODY_WATCHES)
            until(lambda: [one.state for one in first.ledger.jobs()] == ["approved"])
        with DigipostSandbox(tmp_path / "s") as second:
            until(lambda: second.ledger.delivery_count() == 1)
            assert [one.what for one in second.ledger.receipts()] == ["acknowledgement", "result"]

    def test_a_failure_inside_the_processing_is_not_hidden(self, tmp_path: Path) -> None:
        sandbox = DigipostSandbox(tmp_path / "s")
        sandbox.start()
        (sandbox.home / LOOKUP.folder / LOOKUP.receipt_folder.partition("/")[2]).rmdir()
        (sandbox.home / LOOKUP.folder).rmdir()
        sandbox.behaviour = Behaviour()
        until(lambda: not any(thread.name == "sandbox-processor" for thread in threading.enumerate()))
        with pytest.raises(FileNotFoundError):
            sandbox.stop()


@pytest.mark.sshd
class TestTheProcessorBehindOpenSsh:
    def test_in_a_thread(self, tmp_path: Path) -> None:
        job = lookup_zip(tmp_path / "job.zip", "job-1", people("1"))
        with running_sshd(tmp_path / "sshd") as server:
            clock, wake = SystemClock(), threading.Event()
            processor = Processor(server.folder, clock=clock, settle_s=0.05)
            thread = ProcessingThread(processor, clock, wake, poll_s=0.02)
            thread.start()
            try:
                with connect(server.account()) as transport:
                    transport.upload(job, LOOKUP.folder, "job.zip", NOBODY_WATCHES)
                    until(lambda: len(transport.list_receipts(LOOKUP)) == 2)
            finally:
                thread.stop()
            assert [one.job_id for one in processor.ledger.jobs()] == ["job-1"]

    @pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
    def test_as_a_program_of_its_own_that_is_killed_and_started_again(self, tmp_path: Path) -> None:
        mailing = Mailing("job-1")
        for number in range(200):
            mailing.add(f"{number}0")
        job = mailing.zip(tmp_path / "m.zip")
        memory = tmp_path / "memory"
        command = [sys.executable, "-m", "desktop_app.sandbox.processor", "--poll-seconds", "0.02"]
        with running_sshd(tmp_path / "sshd") as server:
            command += [str(server.folder), "--memory", str(memory)]
            with connect(server.account()) as transport:
                transport.upload(job, MAILING.folder, "m.zip", NOBODY_WATCHES)
                for _ in range(3):
                    with subprocess.Popen(command, cwd=PROJECT) as killed:
                        until((memory / "ledger.sqlite").exists)
                        threading.Event().wait(0.2)
                        killed.kill()
                with subprocess.Popen(command, cwd=PROJECT) as program:
                    ledger = Ledger(memory / "ledger.sqlite")
                    until(lambda: ledger.delivery_count() == 200)
                    program.send_signal(signal.SIGTERM)
                    assert program.wait(20) == 0
                statuses = {one.status for one in fetch(transport, MAILING, tmp_path)}
        assert statuses == {JobStatus.MOTTATT, JobStatus.SUKSESS}
        assert len({one.uuid for one in ledger.deliveries()}) == 200
