"""The built-in SFTP server, spoken to by paramiko's own client."""

import contextlib
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest

from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.sandbox.keys import fingerprint_of, load_or_make_key
from tests.helpers.fake_clock import FakeClock

UPLOADS = "mottakersplitt"
RECEIPTS = "mottakersplitt/kvittering"
HUNDRED_KB = bytes(range(256)) * 400


@contextlib.contextmanager
def login(
    sandbox: DigipostSandbox, *, user: str | None = None, key_file: Path | None = None
) -> Iterator[paramiko.SFTPClient]:
    with contextlib.closing(paramiko.SSHClient()) as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect(
            sandbox.host,
            sandbox.port,
            username=user or sandbox.user,
            key_filename=str(key_file or sandbox.key_file),
            allow_agent=False,
            look_for_keys=False,
            timeout=10,
        )
        with client.open_sftp() as sftp:
            yield sftp


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[DigipostSandbox]:
    with DigipostSandbox(tmp_path / "sandbox", automatic=False) as running:
        yield running


@pytest.fixture
def sftp(sandbox: DigipostSandbox) -> Iterator[paramiko.SFTPClient]:
    with login(sandbox) as client:
        yield client


def upload(sftp: paramiko.SFTPClient, name: str, content: bytes) -> None:
    with sftp.open(name, "wb") as remote:
        remote.write(content)


CUT = (EOFError, OSError, paramiko.SSHException)
"""What paramiko's client may raise when the line is gone, depending on where it notices."""
NO_WAY = r"No such file|Permission"


class TestTheAccount:
    def test_has_the_folders_of_the_batch_interface(self, sftp: paramiko.SFTPClient) -> None:
        assert sorted(sftp.listdir(".")) == ["masseutsendelse", "mottakersplitt"]
        assert sftp.listdir("mottakersplitt") == ["kvittering"]
        assert sftp.listdir("masseutsendelse") == ["kvittering"]

    def test_an_upload_arrives_byte_by_byte_and_can_be_read_again(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB)

        assert (sandbox.home / UPLOADS / "job.zip").read_bytes() == HUNDRED_KB
        assert sftp.stat(f"{UPLOADS}/job.zip").st_size == len(HUNDRED_KB)
        assert sftp.lstat(f"{UPLOADS}/job.zip").st_size == len(HUNDRED_KB)
        with sftp.open(f"{UPLOADS}/job.zip", "rb") as remote:
            assert remote.read() == HUNDRED_KB
            assert remote.stat().st_size == len(HUNDRED_KB)

    def test_an_interrupted_upload_can_be_continued(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB[:1000])
        with sftp.open(f"{UPLOADS}/job.zip", "r+b") as remote:
            remote.seek(1000)
            remote.write(HUNDRED_KB[1000:])

        assert (sandbox.home / UPLOADS / "job.zip").read_bytes() == HUNDRED_KB

    def test_uploads_and_receipts_can_be_removed_and_uploads_renamed(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        receipt = sandbox.home / RECEIPTS / "a.zip"
        receipt.write_bytes(b"x")
        upload(sftp, f"{UPLOADS}/part", b"y")

        sftp.remove(f"{RECEIPTS}/a.zip")
        sftp.rename(f"{UPLOADS}/part", f"{UPLOADS}/whole.zip")
        sftp.posix_rename(f"{UPLOADS}/whole.zip", f"{UPLOADS}/again.zip")
        sftp.remove(f"{UPLOADS}/again.zip")

        assert not receipt.exists()
        assert sftp.listdir(UPLOADS) == ["kvittering"]

    def test_renaming_replaces_nothing_unless_asked_to(self, sftp: paramiko.SFTPClient) -> None:
        upload(sftp, f"{UPLOADS}/a", b"a")
        upload(sftp, f"{UPLOADS}/b", b"b")
        with pytest.raises(OSError, match="Failure"):
            sftp.rename(f"{UPLOADS}/a", f"{UPLOADS}/b")
        with pytest.raises(OSError, match="Permission"):
            sftp.rename(f"{UPLOADS}/a", f"{RECEIPTS}/a")

    def test_receipts_cannot_be_written_nor_folders_made_or_removed(self, sftp: paramiko.SFTPClient) -> None:
        for name in (f"{RECEIPTS}/mine.zip", "mine.zip", "kvittering"):
            with pytest.raises(PermissionError):
                upload(sftp, name, b"x")
        with pytest.raises(PermissionError):
            sftp.mkdir(f"{UPLOADS}/more")
        with pytest.raises(PermissionError):
            sftp.rmdir(RECEIPTS)
        with pytest.raises(PermissionError):
            sftp.remove(RECEIPTS)

    def test_what_is_missing_is_reported_as_missing(self, sftp: paramiko.SFTPClient) -> None:
        with pytest.raises(FileNotFoundError):
            sftp.stat(f"{UPLOADS}/none.zip")
        with pytest.raises(FileNotFoundError):
            sftp.open(f"{RECEIPTS}/none.zip", "rb")
        with pytest.raises(FileNotFoundError):
            sftp.listdir("kvittering")
        with pytest.raises(FileNotFoundError):
            sftp.remove(f"{UPLOADS}/none.zip")

    def test_names_with_norwegian_letters_survive(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        upload(sftp, f"{UPLOADS}/blåbærsyltetøy.zip", b"x")

        assert "blåbærsyltetøy.zip" in sftp.listdir(UPLOADS)
        assert (sandbox.home / UPLOADS / "blåbærsyltetøy.zip").exists()

    def test_files_are_readable_by_their_owner_only(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        upload(sftp, f"{UPLOADS}/job.zip", b"x")
        for file in (sandbox.home / UPLOADS / "job.zip", sandbox.key_file):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


class TestTheBorder:
    PATHS = (
        "../keys/client_key",
        "/../keys/client_key",
        "mottakersplitt/../../keys/client_key",
        "./../../../../../../../../etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "mottakersplitt/kvittering/../../../keys/client_key",
    )

    @pytest.mark.parametrize("path", PATHS)
    def test_no_path_leads_out(self, sftp: paramiko.SFTPClient, path: str) -> None:
        with pytest.raises(OSError, match=NO_WAY):
            sftp.open(path, "rb")
        with pytest.raises(OSError, match=NO_WAY):
            sftp.open(path, "wb")
        with pytest.raises(FileNotFoundError):
            sftp.stat(path)
        with pytest.raises(OSError, match=NO_WAY):
            sftp.remove(path)
        with pytest.raises(OSError, match=NO_WAY):
            sftp.rename(path, f"{UPLOADS}/stolen.zip")

    def test_the_root_is_where_climbing_ends(self, sftp: paramiko.SFTPClient) -> None:
        assert sftp.normalize("../../..") == "/"
        assert sorted(sftp.listdir("../../..")) == ["masseutsendelse", "mottakersplitt"]

    def test_links_that_lie_in_the_account_lead_nowhere(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        secret = sandbox.folder / "secret"
        secret.mkdir()
        (secret / "file.zip").write_bytes(b"secret")
        (sandbox.home / RECEIPTS / "link.zip").symlink_to(secret / "file.zip")
        (sandbox.home / RECEIPTS / "folder").symlink_to(secret)
        (sandbox.home / UPLOADS / "out.zip").symlink_to(secret / "new.zip")

        assert sftp.listdir(RECEIPTS) == []
        for path in (f"{RECEIPTS}/link.zip", f"{RECEIPTS}/folder/file.zip"):
            with pytest.raises(FileNotFoundError):
                sftp.open(path, "rb")
            with pytest.raises(FileNotFoundError):
                sftp.stat(path)
        with pytest.raises(FileNotFoundError):
            upload(sftp, f"{UPLOADS}/out.zip", b"x")
        assert not (secret / "new.zip").exists()

    def test_links_cannot_be_made_or_read(self, sftp: paramiko.SFTPClient) -> None:
        with pytest.raises(OSError, match="Permission"):
            sftp.symlink("/etc/passwd", f"{UPLOADS}/link")
        with pytest.raises(OSError, match="Permission"):
            sftp.readlink(f"{UPLOADS}/link")

    def test_nothing_but_sftp_is_offered(self, sandbox: DigipostSandbox) -> None:
        with login(sandbox) as sftp:
            channel = sftp.get_channel()
            assert channel is not None
            transport = channel.get_transport()
            session = transport.open_session()
            with pytest.raises(paramiko.SSHException):
                session.exec_command("id")
            with pytest.raises(paramiko.ChannelException):
                transport.open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1))


class TestLogin:
    def test_the_fingerprint_is_that_of_the_key_which_is_shown(self, sandbox: DigipostSandbox) -> None:
        with contextlib.closing(paramiko.Transport((sandbox.host, sandbox.port))) as transport:
            transport.start_client(timeout=10)
            assert fingerprint_of(transport.get_remote_server_key()) == sandbox.host_key_fingerprint

    def test_another_user_another_key_and_a_password_are_refused(
        self, sandbox: DigipostSandbox, tmp_path: Path
    ) -> None:
        load_or_make_key(tmp_path / "other_key")
        with pytest.raises(paramiko.AuthenticationException), login(sandbox, user="prod_1"):
            pass
        with pytest.raises(paramiko.AuthenticationException), login(sandbox, key_file=tmp_path / "other_key"):
            pass
        with contextlib.closing(paramiko.Transport((sandbox.host, sandbox.port))) as transport:
            transport.start_client(timeout=10)
            with pytest.raises(paramiko.BadAuthenticationType):
                transport.auth_password(sandbox.user, "secret")

    def test_a_login_can_be_refused_on_request(self, sandbox: DigipostSandbox) -> None:
        sandbox.behaviour = Behaviour(refuses_login=True)
        with pytest.raises(paramiko.AuthenticationException), login(sandbox):
            pass
        sandbox.behaviour = Behaviour()
        with login(sandbox) as sftp:
            assert sftp.listdir(".")

    def test_another_host_key_can_be_shown_for_a_while(self, sandbox: DigipostSandbox) -> None:
        sandbox.behaviour = Behaviour(other_host_key=True)
        assert _shown_key(sandbox) != sandbox.host_key_fingerprint
        sandbox.behaviour = Behaviour()
        assert _shown_key(sandbox) == sandbox.host_key_fingerprint

    def test_the_host_key_can_be_changed_for_good(self, tmp_path: Path) -> None:
        with DigipostSandbox(tmp_path, automatic=False) as first:
            before = first.host_key_fingerprint
            first.change_host_key()
            changed = first.host_key_fingerprint
            assert _shown_key(first) == changed != before
        assert DigipostSandbox(tmp_path, automatic=False).host_key_fingerprint == changed

    def test_keys_and_files_survive_a_restart_on_the_same_port(self, tmp_path: Path) -> None:
        with DigipostSandbox(tmp_path, automatic=False) as first, login(first) as sftp:
            upload(sftp, f"{UPLOADS}/x.zip", b"x")
        with DigipostSandbox(tmp_path, automatic=False, port=first.port) as second:
            assert second.port == first.port
            assert second.host_key_fingerprint == first.host_key_fingerprint
            with login(second, key_file=first.key_file) as sftp:
                assert sftp.stat(f"{UPLOADS}/x.zip").st_size == 1


class TestMisbehaviour:
    def test_the_disk_is_full_after_so_many_bytes(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        sandbox.behaviour = Behaviour(disk_full_after=50_000)

        with pytest.raises(OSError, match="Failure"):
            upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB)

        assert (sandbox.home / UPLOADS / "job.zip").read_bytes() == HUNDRED_KB[:50_000]

    def test_the_rest_of_an_upload_can_vanish_without_a_word(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        sandbox.behaviour = Behaviour(truncates_uploads_to=50_000)

        upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB)

        assert sftp.stat(f"{UPLOADS}/job.zip").st_size == 50_000

    def test_sizes_can_be_told_wrongly(self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient) -> None:
        upload(sftp, f"{UPLOADS}/job.zip", b"12345")
        sandbox.behaviour = Behaviour(size_error=-2)

        assert sftp.stat(f"{UPLOADS}/job.zip").st_size == 3
        listed = {entry.filename: entry.st_size for entry in sftp.listdir_attr(UPLOADS)}
        assert listed["job.zip"] == 3

    @pytest.mark.parametrize("position", [0, 1, 40_000, 99_999])
    def test_an_upload_is_cut_at_any_byte(self, sandbox: DigipostSandbox, position: int) -> None:
        sandbox.behaviour = Behaviour(cut_after_uploaded=position)

        with pytest.raises(CUT), login(sandbox) as sftp:
            upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB)

        _until(lambda: (sandbox.home / UPLOADS / "job.zip").stat().st_size == position)

    def test_a_download_is_cut(self, sandbox: DigipostSandbox) -> None:
        (sandbox.home / RECEIPTS / "r.zip").write_bytes(HUNDRED_KB)
        sandbox.behaviour = Behaviour(cut_after_downloaded=40_000)

        with (
            pytest.raises(CUT),
            login(sandbox) as sftp,
            sftp.open(f"{RECEIPTS}/r.zip", "rb") as remote,
        ):
            remote.read()

    def test_the_line_gets_well_after_so_many_cuts(self, sandbox: DigipostSandbox) -> None:
        sandbox.behaviour = Behaviour(cut_after_uploaded=1000, cuts=2)
        outcomes = []
        for _ in range(3):
            try:
                with login(sandbox) as sftp:
                    upload(sftp, f"{UPLOADS}/job.zip", HUNDRED_KB)
                outcomes.append("whole")
            except CUT:
                outcomes.append("cut")
        assert outcomes == ["cut", "cut", "whole"]

    def test_renaming_can_be_refused(self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient) -> None:
        sandbox.behaviour = Behaviour(refuses_rename=True)
        upload(sftp, f"{UPLOADS}/a", b"a")
        with pytest.raises(PermissionError):
            sftp.rename(f"{UPLOADS}/a", f"{UPLOADS}/b")

    def test_each_answer_can_be_slow(self, tmp_path: Path) -> None:
        clock = FakeClock()
        with DigipostSandbox(tmp_path, clock=clock, automatic=False) as sandbox, login(sandbox) as sftp:
            sandbox.behaviour = Behaviour(reply_delay_s=20)
            sftp.stat(UPLOADS)
            sftp.listdir(UPLOADS)
        assert clock.waited == [20, 20]

    def test_a_silent_server_accepts_and_says_nothing(self, sandbox: DigipostSandbox) -> None:
        sandbox.behaviour = Behaviour(silent=True)
        with socket.create_connection((sandbox.host, sandbox.port), timeout=5) as connection:
            connection.settimeout(0.2)
            with pytest.raises(TimeoutError):
                connection.recv(10)

    def test_thousands_of_strange_receipts_are_listed_quickly(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        sandbox.behaviour = Behaviour(stray_receipts=2000)
        sandbox.process_pending()

        began = time.monotonic()
        assert len(sftp.listdir(RECEIPTS)) == 2000
        assert len(sftp.listdir("masseutsendelse/kvittering")) == 2000
        assert time.monotonic() - began < 10

    def test_strange_receipts_that_were_removed_do_not_come_back(
        self, sandbox: DigipostSandbox, sftp: paramiko.SFTPClient
    ) -> None:
        sandbox.behaviour = Behaviour(stray_receipts=3)
        sandbox.process_pending()
        sftp.remove(f"{RECEIPTS}/{min(sftp.listdir(RECEIPTS))}")
        sandbox.process_pending()
        assert len(sftp.listdir(RECEIPTS)) == 2
        sandbox.behaviour = replace(sandbox.behaviour, stray_receipts=4)
        sandbox.process_pending()
        assert len(sftp.listdir(RECEIPTS)) == 3


class TestStopping:
    def test_leaves_no_thread_and_no_socket(self, tmp_path: Path) -> None:
        threads, files = set(threading.enumerate()), _open_files()
        for automatic in (True, False):
            with DigipostSandbox(tmp_path, automatic=automatic) as sandbox:
                with login(sandbox), login(sandbox) as sftp:
                    upload(sftp, f"{UPLOADS}/x.txt", b"x")
                sandbox.behaviour = Behaviour(silent=True)
                socket.create_connection((sandbox.host, sandbox.port)).close()
        _until(lambda: set(threading.enumerate()) <= threads)
        assert _open_files() <= files

    def test_ends_connections_that_are_in_use(self, tmp_path: Path) -> None:
        sandbox = DigipostSandbox(tmp_path)
        sandbox.start()
        with login(sandbox) as sftp:
            began = time.monotonic()
            sandbox.stop()
            assert time.monotonic() - began < 5
            with pytest.raises(CUT):
                sftp.listdir(".")

    def test_may_be_repeated_and_the_port_is_free_afterwards(self, tmp_path: Path) -> None:
        sandbox = DigipostSandbox(tmp_path)
        sandbox.start()
        sandbox.stop()
        sandbox.stop()
        with pytest.raises(OSError):  # noqa: PT011 - the text is the system's
            socket.create_connection((sandbox.host, sandbox.port), timeout=2)

    def test_a_taken_port_is_an_error_and_leaves_nothing(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            sandbox = DigipostSandbox(tmp_path, port=other.getsockname()[1])
            before = set(threading.enumerate())
            with pytest.raises(OSError, match=r"in use|Only one usage"):
                sandbox.start()
            assert set(threading.enumerate()) <= before

    def test_all_connections_can_be_cut_while_the_server_goes_on(self, sandbox: DigipostSandbox) -> None:
        with login(sandbox) as sftp:
            sandbox.cut_connections()
            with pytest.raises(CUT):
                sftp.listdir(".")
        with login(sandbox) as sftp:
            assert sftp.listdir(".")


def _shown_key(sandbox: DigipostSandbox) -> str:
    with contextlib.closing(paramiko.Transport((sandbox.host, sandbox.port))) as transport:
        transport.start_client(timeout=10)
        return fingerprint_of(transport.get_remote_server_key())


def _open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(os.listdir(folder)) if folder.is_dir() else 0  # noqa: PTH208


def _until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for what another thread is about to do."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not happen"
        threading.Event().wait(0.01)
