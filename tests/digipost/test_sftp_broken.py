"""Servers and connections that break in the middle of the work: what is told, and what is left behind."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import RemoteFile, Timeouts, Transport, check_connection, connect
from desktop_app.digipost.sftp_errors import (
    AccessDenied,
    ConnectionLost,
    DownloadIncomplete,
    LocalDiskFull,
    LocalFileChanged,
    LocalFileFailure,
    Partial,
    Phase,
    ProtocolFault,
    RemoteDiskFull,
    RemoteFailure,
    RemoteNameTaken,
    SftpRefused,
    TimedOut,
    TransportFailure,
    UploadIncomplete,
)
from desktop_app.digipost.sftp_packets import Kind, Status
from tests.helpers.odd_server import OddFiles, OddServer
from tests.helpers.sshd import running_sshd
from tests.helpers.tcp import Proxy
from tests.helpers.watching import Watching

QUICK = Timeouts(reply=5, cleaning=5)
IMPATIENT = Timeouts(reply=0.4, cleaning=0.4)
"""For servers that are silent: what is awaited never comes."""
MAILING = JobKind.MAILING
JOB = "masseutsendelse/job.zip"
RECEIPT = "masseutsendelse/kvittering/r.zip"
REMOTE = RemoteFile("masseutsendelse/kvittering", "r.zip", 100_000)


@pytest.fixture(autouse=True)
def _soon_over() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 60, "a wait was not bounded"


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "job.zip"
    path.write_bytes(bytes(range(256)) * 800)
    return path


@contextmanager
def talking_to(
    home: Path, files: OddFiles, timeouts: Timeouts = QUICK, **account: object
) -> Iterator[Transport]:
    with OddServer(home, files) as server, connect(server.account(**account), timeouts) as transport:
        yield transport


def upload(transport: Transport, local: Path) -> object:
    return transport.upload(local, MAILING.folder, "job.zip", Unattended())


# --- A well-behaved odd server, to know that the others fail for their reason ------------------------


def test_the_odd_server_is_well_behaved_when_nothing_is_asked_of_it(tmp_path: Path, local: Path) -> None:
    files = OddFiles(files={RECEIPT: bytearray(b"receipt" * 10_000)})
    with talking_to(tmp_path, files) as transport:
        upload(transport, local)
        assert files.files[JOB] == local.read_bytes()
        (remote,) = transport.list_receipts(MAILING)
        transport.download(remote, tmp_path / "r.zip", Unattended())
    assert (tmp_path / "r.zip").read_bytes() == b"receipt" * 10_000


# --- Refusals while writing --------------------------------------------------------------------------


@pytest.mark.parametrize("first_refused", [0, 100_000, 190_000])
def test_one_refused_write_is_noticed_wherever_it_is(tmp_path: Path, local: Path, first_refused: int) -> None:
    files = OddFiles(refuse_write_from=first_refused)
    with talking_to(tmp_path, files) as transport, pytest.raises(RemoteFailure) as caught:
        upload(transport, local)
    assert caught.value.partial is not None
    assert caught.value.partial.left_behind is False
    assert JOB not in files.files


@pytest.mark.parametrize("code", [Status.NO_SPACE, Status.QUOTA_EXCEEDED])
def test_a_full_server_that_says_so(tmp_path: Path, local: Path, code: Status) -> None:
    files = OddFiles(refuse={Kind.WRITE: code})
    with talking_to(tmp_path, files) as transport, pytest.raises(RemoteDiskFull):
        upload(transport, local)
    assert files.files == {}


def test_a_full_server_without_a_word_for_it_is_asked_for_its_room(tmp_path: Path, local: Path) -> None:
    with (
        talking_to(tmp_path, OddFiles(refuse_write_from=0, free=4096)) as transport,
        pytest.raises(RemoteDiskFull),
    ):
        upload(transport, local)


def test_a_server_with_room_that_fails_is_not_called_full(tmp_path: Path, local: Path) -> None:
    with (
        talking_to(tmp_path, OddFiles(refuse_write_from=0, free=10**12)) as transport,
        pytest.raises(RemoteFailure) as caught,
    ):
        upload(transport, local)
    assert "no thing helps" in str(caught.value), "the server's words are shown, made fit to be"


@pytest.mark.sshd
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        capture_output=True,
        timeout=20,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        with running_sshd(tmp_path / "home", login_folder=disk) as server:
            local = tmp_path / "large.zip"
            local.write_bytes(bytes(5_000_000))
            with connect(server.account(), QUICK) as transport, pytest.raises(RemoteDiskFull) as caught:
                upload(transport, local)
            assert list((disk / "masseutsendelse").glob("*.zip")) == []
            assert caught.value.partial is not None
            assert caught.value.partial.left_behind is False
    finally:
        subprocess.run(["umount", str(disk)], timeout=20, check=True)


def test_a_refusal_when_the_file_is_closed_is_no_success(tmp_path: Path, local: Path) -> None:
    with (
        talking_to(tmp_path, OddFiles(refuse={Kind.CLOSE: Status.FAILURE})) as transport,
        pytest.raises(RemoteFailure),
    ):
        upload(transport, local)


def test_no_right_to_write_is_told(tmp_path: Path, local: Path) -> None:
    with (
        talking_to(tmp_path, OddFiles(refuse={Kind.OPEN: Status.PERMISSION_DENIED})) as transport,
        pytest.raises(AccessDenied, match=JOB),
    ):
        upload(transport, local)


def test_no_right_to_remove_leaves_the_part_and_says_so(tmp_path: Path, local: Path) -> None:
    files = OddFiles(refuse_write_from=100_000, refuse={Kind.REMOVE: Status.PERMISSION_DENIED})
    with talking_to(tmp_path, files) as transport, pytest.raises(RemoteFailure) as caught:
        upload(transport, local)
    assert caught.value.partial is not None
    assert caught.value.partial.left_behind is True
    assert (caught.value.partial.folder, caught.value.partial.name) == ("masseutsendelse", "job.zip")


# --- Sizes and names ---------------------------------------------------------------------------------


@pytest.mark.parametrize("difference", [-1, 1, -204_800])
def test_another_size_on_the_server_is_no_success_and_nothing_is_removed(
    tmp_path: Path, local: Path, difference: int
) -> None:
    files = OddFiles(shown_size=lambda size: max(0, size + difference))
    with talking_to(tmp_path, files) as transport, pytest.raises(UploadIncomplete) as caught:
        upload(transport, local)
    assert caught.value.expected == 204_800
    assert caught.value.found == max(0, 204_800 + difference)
    assert JOB in files.files


def test_a_file_that_is_taken_the_moment_it_is_closed_counts_as_sent(tmp_path: Path, local: Path) -> None:
    with talking_to(tmp_path, OddFiles(taken_when_closed=True)) as transport:
        uploaded = transport.upload(local, MAILING.folder, "job.zip", Unattended())
    assert uploaded.size == 204_800
    assert not uploaded.still_there


def test_a_server_that_cannot_tell_the_size_of_an_open_file_is_asked_afterwards(
    tmp_path: Path, local: Path
) -> None:
    files = OddFiles(refuse={Kind.FSTAT: Status.UNSUPPORTED}, shown_size=lambda size: size - 1)
    with talking_to(tmp_path, files) as transport, pytest.raises(UploadIncomplete):
        upload(transport, local)


def test_a_name_taken_between_the_look_and_the_opening_is_left_alone(tmp_path: Path, local: Path) -> None:
    class Overtaken(OddFiles):
        def on_open(self, packet: object) -> bytes:
            self.files[JOB] = bytearray(b"another's")
            return super().on_open(packet)  # type: ignore[arg-type]

    files = Overtaken()
    with talking_to(tmp_path, files) as transport, pytest.raises(RemoteNameTaken):
        upload(transport, local)
    assert files.files[JOB] == b"another's"


def test_a_server_that_does_not_know_how_to_refuse_a_taken_name_is_used_all_the_same(
    tmp_path: Path, local: Path
) -> None:
    files = OddFiles(knows_exclusive=False)
    with talking_to(tmp_path, files) as transport:
        upload(transport, local)
        with pytest.raises(RemoteNameTaken):
            upload(transport, local)


def test_a_rename_that_is_refused_removes_the_part(tmp_path: Path, local: Path) -> None:
    files = OddFiles(refuse={Kind.RENAME: Status.PERMISSION_DENIED})
    with talking_to(tmp_path, files, temporary_names=True) as transport, pytest.raises(AccessDenied):
        upload(transport, local)
    assert files.files == {}


def test_the_check_finds_that_renaming_is_not_allowed(tmp_path: Path) -> None:
    files = OddFiles(refuse={Kind.RENAME: Status.PERMISSION_DENIED})
    with OddServer(tmp_path, files) as server:
        report = check_connection(server.account(), QUICK, write_test=True)
    assert report.write_test is not None
    assert (report.write_test.may_write, report.write_test.may_rename, report.write_test.may_remove) == (
        True,
        False,
        True,
    )
    assert files.files == {}


# --- Silence, nonsense, hanging up -------------------------------------------------------------------

ACTS: dict[Kind, Callable[[Transport, Path], object]] = {
    Kind.STAT: upload,
    Kind.OPEN: upload,
    Kind.WRITE: upload,
    Kind.FSTAT: upload,
    Kind.CLOSE: upload,
    Kind.OPENDIR: lambda transport, _: transport.list_receipts(MAILING),
    Kind.READDIR: lambda transport, _: transport.list_receipts(MAILING),
    Kind.READ: lambda transport, local: transport.download(REMOTE, local.parent / "r.zip", Unattended()),
    Kind.REMOVE: lambda transport, _: transport.remove(REMOTE),
}


@pytest.mark.parametrize("kind", list(ACTS), ids=lambda kind: kind.name.lower())
def test_a_request_that_is_never_answered_ends(tmp_path: Path, local: Path, kind: Kind) -> None:
    files = OddFiles(files={RECEIPT: bytearray(100_000)}, silent_on=frozenset({kind}))
    with talking_to(tmp_path, files, IMPATIENT) as transport, pytest.raises(TimedOut) as caught:
        ACTS[kind](transport, local)
    assert caught.value.phase in (Phase.REPLY, Phase.TRANSFER)
    assert not (tmp_path / "r.zip").exists()


@pytest.mark.parametrize("kind", list(ACTS), ids=lambda kind: kind.name.lower())
def test_nonsense_for_an_answer_ends(tmp_path: Path, local: Path, kind: Kind) -> None:
    files = OddFiles(files={RECEIPT: bytearray(100_000)}, garbage_on=frozenset({kind}))
    with talking_to(tmp_path, files) as transport, pytest.raises(ProtocolFault):
        ACTS[kind](transport, local)


@pytest.mark.parametrize("kind", list(ACTS), ids=lambda kind: kind.name.lower())
def test_a_server_that_hangs_up_ends_it(tmp_path: Path, local: Path, kind: Kind) -> None:
    files = OddFiles(files={RECEIPT: bytearray(100_000)}, hang_up_on=frozenset({kind}))
    with talking_to(tmp_path, files) as transport, pytest.raises(ConnectionLost):
        ACTS[kind](transport, local)


def test_a_file_service_that_never_greets(tmp_path: Path) -> None:
    quick = Timeouts(channel=0.4, cleaning=1)
    with (
        OddServer(tmp_path, OddFiles(silent_on=frozenset({Kind.INIT}))) as server,
        pytest.raises((TimedOut, SftpRefused)),
    ):
        connect(server.account(), quick)


def test_a_wait_can_be_stopped(tmp_path: Path, local: Path) -> None:
    context = Watching()
    patient = Timeouts(reply=60, cleaning=0.5)

    class Stopping(OddFiles):
        def answer(self, packet: object) -> bytes | None:
            if getattr(packet, "kind", None) == Kind.WRITE:
                context.is_stopped = True
                return None
            return super().answer(packet)  # type: ignore[arg-type]

    files = Stopping()
    with (
        OddServer(tmp_path, files) as server,
        connect(server.account(), patient) as transport,
        pytest.raises(Cancelled) as caught,
    ):
        transport.upload(local, MAILING.folder, "job.zip", context)
    assert isinstance(getattr(caught.value, "partial", None), Partial)
    assert files.files == {}


# --- Downloads ---------------------------------------------------------------------------------------


def test_a_server_that_gives_little_at_a_time_is_asked_again(tmp_path: Path) -> None:
    content = bytearray(bytes(range(251)) * 400)
    files = OddFiles(files={RECEIPT: content}, at_most_a_read=1000)
    with talking_to(tmp_path, files) as transport:
        transport.download(REMOTE, tmp_path / "r.zip", Unattended())
    assert (tmp_path / "r.zip").read_bytes() == content


def test_a_file_shorter_than_announced_is_not_kept(tmp_path: Path) -> None:
    files = OddFiles(files={RECEIPT: bytearray(50_000)}, shown_size=lambda size: size + 10)
    with talking_to(tmp_path, files) as transport, pytest.raises(DownloadIncomplete) as caught:
        transport.download(REMOTE, tmp_path / "r.zip", Unattended())
    assert (caught.value.expected, caught.value.found) == (50_010, 50_000)
    assert not (tmp_path / "r.zip").exists()


def test_a_file_that_the_server_is_still_writing_is_not_kept(tmp_path: Path) -> None:
    class Growing(OddFiles):
        def on_read(self, packet: object) -> bytes:
            self.files[RECEIPT].extend(b"more")
            return super().on_read(packet)  # type: ignore[arg-type]

    with (
        talking_to(tmp_path, Growing(files={RECEIPT: bytearray(1000)})) as transport,
        pytest.raises(DownloadIncomplete),
    ):
        transport.download(REMOTE, tmp_path / "r.zip", Unattended())
    assert not (tmp_path / "r.zip").exists()


def test_a_size_beyond_this_disk_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    files = OddFiles(files={RECEIPT: bytearray(10)}, shown_size=lambda _: 1 << 60)
    with talking_to(tmp_path, files) as transport, pytest.raises(LocalDiskFull):
        transport.download(REMOTE, tmp_path / "r.zip", Unattended())


def test_a_folder_here_that_is_missing_is_told(tmp_path: Path) -> None:
    with (
        talking_to(tmp_path, OddFiles(files={RECEIPT: bytearray(10)})) as transport,
        pytest.raises(LocalFileFailure),
    ):
        transport.download(REMOTE, tmp_path / "no folder" / "r.zip", Unattended())


def test_names_from_the_server_are_never_paths(tmp_path: Path) -> None:
    names = (b"../../etc/passwd", b"/etc/passwd", b"fine.zip", b"\xff\xfe.zip", b"..", b".")
    with talking_to(tmp_path, OddFiles(names=names)) as transport:
        found = [remote.name for remote in transport.list_receipts(MAILING)]
    assert found == ["fine.zip", "\udcff\udcfe.zip"]


# --- Files here --------------------------------------------------------------------------------------


def test_a_job_that_is_missing_here_is_told(tmp_path: Path) -> None:
    with talking_to(tmp_path, OddFiles()) as transport, pytest.raises(LocalFileFailure):
        upload(transport, tmp_path / "none.zip")


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_job_that_changes_while_it_is_sent_is_no_success(tmp_path: Path, change: str) -> None:
    local = tmp_path / "job.zip"
    local.write_bytes(bytes(5_000_000))

    def touch(done: int) -> None:
        local.write_bytes(bytes(6_000_000 if change == "grows" else 1_000))

    files = OddFiles()
    with talking_to(tmp_path, files) as transport, pytest.raises(LocalFileChanged):
        transport.upload(local, MAILING.folder, "job.zip", Watching(on_progress=touch))
    assert files.files == {}


# --- The network -------------------------------------------------------------------------------------


@pytest.mark.sshd
@pytest.mark.parametrize("after", [20_000, 400_000, 2_900_000])
@pytest.mark.parametrize("freezes", [False, True], ids=["cut", "half open"])
def test_a_network_that_fails_in_the_middle(tmp_path: Path, after: int, freezes: bool) -> None:
    local = tmp_path / "job.zip"
    local.write_bytes(bytes(3_000_000))
    with running_sshd(tmp_path / "home") as server, Proxy(server.port, after=after, freezes=freezes) as proxy:
        account = replace(server.account(), port=proxy.port)
        limits = Timeouts(reply=1, cleaning=1) if freezes else QUICK
        with connect(account, limits) as transport, pytest.raises(TransportFailure) as caught:
            upload(transport, local)
        assert isinstance(caught.value, TimedOut if freezes else ConnectionLost)
        assert caught.value.partial is not None
        assert caught.value.partial.left_behind is None, "nobody can know"
        assert caught.value.partial.sent < 3_000_000
        with connect(server.account(), QUICK) as again:
            left = again.exists(MAILING, "job.zip")
            assert left is None or left < 3_000_000


def stop_when_frozen(proxy: Proxy, context: Watching) -> None:
    context.is_stopped = proxy.reached.wait(10)


@pytest.mark.sshd
def test_a_stop_is_heeded_though_the_network_takes_nothing(tmp_path: Path) -> None:
    local = tmp_path / "job.zip"
    local.write_bytes(bytes(30_000_000))
    context = Watching()
    patient = Timeouts(reply=120, cleaning=1)
    with (
        running_sshd(tmp_path / "home") as server,
        Proxy(server.port, after=100_000, freezes=True) as proxy,
        connect(replace(server.account(), port=proxy.port), patient) as transport,
    ):
        stopper = threading.Thread(target=stop_when_frozen, args=(proxy, context))
        stopper.start()
        with pytest.raises(Cancelled):
            transport.upload(local, MAILING.folder, "job.zip", context)
        stopper.join()


@pytest.mark.sshd
def test_a_server_that_is_killed_in_the_middle(tmp_path: Path) -> None:
    local = tmp_path / "job.zip"
    local.write_bytes(bytes(20_000_000))
    with running_sshd(tmp_path / "home") as server, connect(server.account(), QUICK) as transport:
        context = Watching(on_progress=lambda done: server.stop() if done > 1_000_000 else None)
        with pytest.raises(ConnectionLost) as caught:
            transport.upload(local, MAILING.folder, "job.zip", context)
    assert caught.value.partial is not None
