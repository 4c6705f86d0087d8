"""The transport against a real OpenSSH server on this machine."""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import Unattended
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp import (
    PresentedHostKey,
    RemoteFile,
    SftpAccount,
    Timeouts,
    Transport,
    check_connection,
    connect,
)
from desktop_app.digipost.sftp_errors import (
    AccessDenied,
    FolderMissing,
    HostKeyChanged,
    HostKeyUnknown,
    LoginRefused,
    Partial,
    RemoteFileMissing,
    RemoteNameTaken,
    UploadCancelled,
)
from desktop_app.digipost.ssh_keys import PassphraseWrong
from tests.helpers.sshd import FOLDERS, OpenSshServer, make_key, running_sshd, write_key
from tests.helpers.watching import Watching

pytestmark = pytest.mark.sshd

QUICK = Timeouts(connect=5, banner=5, key_exchange=10, login=10, channel=5, reply=10, cleaning=5)
MAILING = JobKind.MAILING


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSshServer]:
    with running_sshd(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def server(shared_server: OpenSshServer) -> OpenSshServer:
    """The module's server, its folders empty again."""
    for folder in FOLDERS:
        for path in (shared_server.folder / folder).iterdir():
            if path.is_file():
                path.unlink()
    return shared_server


@pytest.fixture
def transport(server: OpenSshServer) -> Iterator[Transport]:
    with connect(server.account(), QUICK) as transport:
        yield transport


def file_of(path: Path, size: int) -> Path:
    """A file whose bytes tell where they belong."""
    path.write_bytes(b"".join(b"%07d\n" % number for number in range(size // 8 + 1))[:size])
    return path


# --- Logging in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_every_kind_of_user_key_logs_in(server: OpenSshServer, tmp_path: Path, kind: str) -> None:
    key = write_key(tmp_path / "key", make_key(kind), passphrase="hemmelig")
    _also_admit(server, key)
    account = server.account(key_file=key, passphrase="hemmelig")
    with connect(account, QUICK) as transport:
        assert transport.exists(MAILING, "nothing.zip") is None


@pytest.mark.parametrize("number", [0, 1, 2], ids=["ed25519", "ecdsa", "rsa"])
def test_a_pin_of_any_of_the_servers_keys_is_accepted(server: OpenSshServer, number: int) -> None:
    pin = server.fingerprint(server.host_key_files[number])
    with connect(server.account(host_key=pin), QUICK) as transport:
        assert transport.host_key.fingerprint == pin


def test_the_fastest_cipher_is_agreed_on(server: OpenSshServer) -> None:
    report = check_connection(server.account(), QUICK)
    assert report.cipher.startswith("aes128-gcm")


def test_an_unknown_server_is_shown_to_the_person_before_anything_is_said(server: OpenSshServer) -> None:
    shown: list[PresentedHostKey] = []
    account = server.account(host_key=None)

    def decline(key: PresentedHostKey) -> bool:
        shown.append(key)
        return False

    with pytest.raises(HostKeyUnknown):
        connect(account, QUICK, decline)
    with connect(account, QUICK, lambda key: key == shown[0]) as transport:
        assert transport.host_key.fingerprint == server.host_key_fingerprint
    assert [key.kind for key in shown] == ["ssh-ed25519"]


def test_an_unknown_server_is_refused_without_a_person(server: OpenSshServer) -> None:
    with pytest.raises(HostKeyUnknown) as caught:
        connect(server.account(host_key=None), QUICK)
    assert caught.value.fingerprint == server.host_key_fingerprint


def test_changed_host_keys_stop_everything(tmp_path: Path) -> None:
    with running_sshd(tmp_path) as server:
        account = server.account()
        server.replace_host_keys()
        server.restart()
        log_before = server.log()
        with pytest.raises(HostKeyChanged) as caught:
            connect(account, QUICK, on_unknown_host_key=lambda _: True)
        assert caught.value.expected == account.host_key
        assert "publickey" not in server.log().removeprefix(log_before)


def test_a_key_that_is_not_registered_is_refused(server: OpenSshServer, tmp_path: Path) -> None:
    stranger = write_key(tmp_path / "stranger", make_key("ed25519"))
    with pytest.raises(LoginRefused) as caught:
        connect(server.account(key_file=stranger), QUICK)
    assert caught.value.key_fingerprint == server.fingerprint(stranger)
    assert caught.value.key_fingerprint in str(caught.value)


def test_a_user_that_does_not_exist_is_refused(server: OpenSshServer) -> None:
    with pytest.raises(LoginRefused):
        connect(server.account(user="prod_0"), QUICK)


def test_a_wrong_passphrase_is_found_before_the_network_is_used(tmp_path: Path) -> None:
    key = write_key(tmp_path / "key", make_key("ed25519"), passphrase="right")
    nowhere = SftpAccount(host="nowhere.invalid", user="prod_1", key_file=key, passphrase="wrong")
    with pytest.raises(PassphraseWrong):
        connect(nowhere, QUICK)


# --- Uploading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 32_767, 32_768, 100_000, 5_000_003])
def test_an_upload_arrives_byte_by_byte(
    server: OpenSshServer, transport: Transport, tmp_path: Path, size: int
) -> None:
    local = file_of(tmp_path / "job.zip", size)
    context = Watching()
    uploaded = transport.upload(local, MAILING.folder, "job.zip", context)
    assert (server.folder / MAILING.folder / "job.zip").read_bytes() == local.read_bytes()
    assert uploaded.size == size
    assert uploaded.still_there
    assert transport.exists(MAILING, "job.zip") == size
    if size:
        assert context.seen[-1] == (size, size)
        assert [done for done, _ in context.seen] == sorted(done for done, _ in context.seen)


def test_a_name_that_is_taken_is_left_alone(
    server: OpenSshServer, transport: Transport, tmp_path: Path
) -> None:
    earlier = server.folder / MAILING.folder / "job.zip"
    earlier.write_bytes(b"an earlier job")
    with pytest.raises(RemoteNameTaken) as caught:
        transport.upload(file_of(tmp_path / "job.zip", 100), MAILING.folder, "job.zip", Unattended())
    assert caught.value.size == len(b"an earlier job")
    assert earlier.read_bytes() == b"an earlier job"


@pytest.mark.parametrize("stop_at", [1, 1_000_000, 3_000_000])
def test_a_stopped_upload_leaves_nothing_behind(
    server: OpenSshServer, transport: Transport, tmp_path: Path, stop_at: int
) -> None:
    local = file_of(tmp_path / "job.zip", 4_000_000)
    with pytest.raises(UploadCancelled) as caught:
        transport.upload(local, MAILING.folder, "job.zip", Watching(stop_at=stop_at))
    assert caught.value.partial.left_behind is False
    assert stop_at <= caught.value.partial.sent < 4_000_000
    assert transport.exists(MAILING, "job.zip") is None


def test_after_a_stopped_upload_the_same_login_goes_on(transport: Transport, tmp_path: Path) -> None:
    local = file_of(tmp_path / "job.zip", 4_000_000)
    with pytest.raises(UploadCancelled):
        transport.upload(local, MAILING.folder, "job.zip", Watching(stop_at=1))
    assert transport.upload(local, MAILING.folder, "job.zip", Unattended()).size == 4_000_000


def test_a_stop_after_the_last_byte_comes_too_late(transport: Transport, tmp_path: Path) -> None:
    local = file_of(tmp_path / "job.zip", 50_000)
    transport.upload(local, MAILING.folder, "job.zip", Watching(stop_at=50_000))
    assert transport.exists(MAILING, "job.zip") == 50_000


def test_a_missing_folder_is_named(server: OpenSshServer, transport: Transport, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing) as caught:
        transport.upload(file_of(tmp_path / "x", 10), "elsewhere", "job.zip", Unattended())
    assert caught.value.folder == "elsewhere"
    assert caught.value.partial == Partial("elsewhere", "job.zip", 0, False)


@pytest.mark.parametrize("name", ["../job.zip", "a/b.zip", "", ".hidden", "job\n.zip", "å.zip"])
def test_a_name_that_leaves_the_folder_is_a_mistake_of_ours(
    transport: Transport, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ValueError, match="no name"):
        transport.upload(file_of(tmp_path / "x", 10), MAILING.folder, name, Unattended())


def test_with_temporary_names_the_job_appears_only_when_it_is_whole(
    server: OpenSshServer, tmp_path: Path
) -> None:
    names: set[str] = set()
    folder = server.folder / MAILING.folder

    def look(_: int) -> None:
        names.update(path.name for path in folder.iterdir() if path.is_file())

    with connect(server.account(temporary_names=True), QUICK) as transport:
        (folder / "job.zip.part").write_bytes(b"left by an upload that was cut off")
        transport.upload(
            file_of(tmp_path / "x", 200_000), MAILING.folder, "job.zip", Watching(on_progress=look)
        )
    assert names == {"job.zip.part"}
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["job.zip"]
    assert (folder / "job.zip").stat().st_size == 200_000


def test_with_temporary_names_a_taken_name_is_refused_too(server: OpenSshServer, tmp_path: Path) -> None:
    folder = server.folder / MAILING.folder
    (folder / "job.zip").write_bytes(b"earlier")
    with connect(server.account(temporary_names=True), QUICK) as transport, pytest.raises(RemoteNameTaken):
        transport.upload(file_of(tmp_path / "x", 10), MAILING.folder, "job.zip", Unattended())


def test_new_encryption_keys_in_the_middle_disturb_nothing(tmp_path: Path) -> None:
    with running_sshd(tmp_path / "home", extra=["RekeyLimit 1M"]) as server:
        local = file_of(tmp_path / "job.zip", 8_000_000)
        with connect(server.account(), QUICK) as transport:
            transport.upload(local, MAILING.folder, "job.zip", Unattended())
            remote = RemoteFile(MAILING.folder, "job.zip", 8_000_000)
            transport.download(remote, tmp_path / "back.zip", Unattended())
        assert (tmp_path / "back.zip").read_bytes() == local.read_bytes()


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    with (
        running_sshd(tmp_path / "home", forced_options="-R") as server,
        connect(server.account(), QUICK) as transport,
        pytest.raises(AccessDenied),
    ):
        transport.upload(file_of(tmp_path / "x", 10), MAILING.folder, "job.zip", Unattended())


# --- Receipts ----------------------------------------------------------------------------------------


def test_thousands_of_receipts_are_listed_with_their_sizes(
    server: OpenSshServer, transport: Transport
) -> None:
    folder = server.folder / MAILING.receipt_folder
    for number in range(3000):
        (folder / f"job-{number:04}.zip.resultat.zip").write_bytes(b"x" * (number % 7))
    (folder / "a folder").mkdir(exist_ok=True)
    receipts = transport.list_receipts(MAILING)
    assert [receipt.name for receipt in receipts] == [f"job-{n:04}.zip.resultat.zip" for n in range(3000)]
    assert [receipt.size for receipt in receipts[:8]] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert all(receipt.modified is not None for receipt in receipts)
    assert transport.list_receipts(JobKind.LOOKUP) == []


def test_a_receipt_is_fetched_whole_and_privately(
    server: OpenSshServer, transport: Transport, tmp_path: Path
) -> None:
    content = os.urandom(3_000_001)
    (server.folder / MAILING.receipt_folder / "kvittering æøå.zip").write_bytes(content)
    (remote,) = transport.list_receipts(MAILING)
    target = tmp_path / "receipt.zip"
    context = Watching()
    assert transport.download(remote, target, context) == len(content)
    assert target.read_bytes() == content
    assert target.stat().st_mode & 0o077 == 0
    assert context.seen[-1] == (len(content), len(content))


@pytest.mark.parametrize("size", [0, 1, 32_768, 32_769])
def test_small_receipts_are_fetched_too(
    server: OpenSshServer, transport: Transport, tmp_path: Path, size: int
) -> None:
    source = file_of(server.folder / MAILING.receipt_folder / "r.zip", size)
    transport.download(transport.list_receipts(MAILING)[0], tmp_path / "r.zip", Unattended())
    assert (tmp_path / "r.zip").read_bytes() == source.read_bytes()


def test_a_stopped_download_leaves_no_file(
    server: OpenSshServer, transport: Transport, tmp_path: Path
) -> None:
    file_of(server.folder / MAILING.receipt_folder / "r.zip", 3_000_000)
    (remote,) = transport.list_receipts(MAILING)
    with pytest.raises(Cancelled):
        transport.download(remote, tmp_path / "r.zip", Watching(stop_at=100_000))
    assert list(tmp_path.iterdir()) == []
    assert transport.download(remote, tmp_path / "r.zip", Unattended()) == 3_000_000


def test_a_receipt_that_somebody_else_took_is_told(transport: Transport, tmp_path: Path) -> None:
    gone = RemoteFile(MAILING.receipt_folder, "gone.zip", 10)
    with pytest.raises(RemoteFileMissing):
        transport.download(gone, tmp_path / "r.zip", Unattended())
    assert list(tmp_path.iterdir()) == []


def test_removing_a_receipt_twice_is_no_error(server: OpenSshServer, transport: Transport) -> None:
    path = file_of(server.folder / MAILING.receipt_folder / "r.zip", 10)
    (remote,) = transport.list_receipts(MAILING)
    transport.remove(remote)
    assert not path.exists()
    transport.remove(remote)


# --- The connection check ----------------------------------------------------------------------------


def test_the_check_reports_folders_and_rights(server: OpenSshServer) -> None:
    (server.folder / MAILING.receipt_folder / "r.zip").write_bytes(b"1")
    report = check_connection(server.account(), QUICK, write_test=True)
    assert report.failure is None
    assert report.logged_in
    assert report.host_key_pinned
    assert {folder.folder: folder.files for folder in report.folders} == {
        "mottakersplitt": 0,
        "mottakersplitt/kvittering": 0,
        "masseutsendelse": 0,
        "masseutsendelse/kvittering": 1,
    }
    assert report.write_test is not None
    assert (report.write_test.may_write, report.write_test.may_rename, report.write_test.may_remove) == (
        True,
    ) * 3
    assert list((server.folder / "mottakersplitt").glob("brevdue*")) == []


def test_the_check_writes_nothing_unless_told_to(server: OpenSshServer) -> None:
    assert check_connection(server.account(), QUICK).write_test is None


def test_the_check_reports_a_missing_folder(tmp_path: Path) -> None:
    with running_sshd(tmp_path) as server:
        (server.folder / "mottakersplitt" / "kvittering").rmdir()
        report = check_connection(server.account(), QUICK)
    assert isinstance(report.failure, FolderMissing)
    assert [folder.found for folder in report.folders] == [True, False, True, True]


def test_the_check_of_an_unknown_server_shows_its_key(server: OpenSshServer) -> None:
    report = check_connection(server.account(host_key=None), QUICK)
    assert isinstance(report.failure, HostKeyUnknown)
    assert report.host_key is not None
    assert report.host_key.fingerprint == server.host_key_fingerprint
    assert not report.host_key_pinned
    assert not report.logged_in


def test_the_check_tells_what_may_not_be_done(tmp_path: Path) -> None:
    with running_sshd(tmp_path, forced_options="-R") as server:
        report = check_connection(server.account(), QUICK, write_test=True)
    assert report.write_test is not None
    assert not report.write_test.may_write


# --- Manners -----------------------------------------------------------------------------------------


def test_the_interface_does_not_load_paramiko() -> None:
    code = "import sys, desktop_app.digipost.sftp; sys.exit('paramiko' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_closing_twice_is_fine(server: OpenSshServer) -> None:
    transport = connect(server.account(), QUICK)
    transport.close()
    transport.close()


def test_an_account_does_not_show_its_passphrase(server: OpenSshServer) -> None:
    account = replace(server.account(), passphrase="hemmelig")
    assert "hemmelig" not in f"{account!r} {account!s}"


def test_a_passphrase_is_nowhere_but_in_the_decryption(server: OpenSshServer, tmp_path: Path) -> None:
    secret = "hemmelig-frase-4711"
    key = write_key(tmp_path / "key", make_key("ed25519"), passphrase=secret)
    account = server.account(key_file=key, passphrase=secret)
    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    logs = [logging.getLogger(), logging.getLogger("paramiko"), logging.getLogger("brevdue.paramiko")]
    for log in logs:
        log.addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        with pytest.raises(LoginRefused) as refused:
            connect(account, QUICK)
        with pytest.raises(PassphraseWrong) as wrong:
            connect(replace(account, passphrase=secret + "x"), QUICK)
        _also_admit(server, key)
        with connect(account, QUICK) as transport:
            seen.write(f"{transport!r} {vars(transport)!r}")
        seen.write(repr(check_connection(account, QUICK)))
    finally:
        logging.getLogger().setLevel(logging.WARNING)
        for log in logs:
            log.removeHandler(handler)
    for failure in (refused.value, wrong.value):
        seen.write(f"{failure} {failure!r} {failure.args!r} {vars(failure)!r}")
    assert secret not in seen.getvalue()


def _also_admit(server: OpenSshServer, key: Path) -> None:
    with (server.home / "authorized_keys").open("ab") as admitted:
        admitted.write(key.with_suffix(".pub").read_bytes())
