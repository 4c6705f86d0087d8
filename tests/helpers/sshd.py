"""A real OpenSSH server on 127.0.0.1 for tests, run as whoever runs the tests.

    with running_sshd(tmp_path) as server:
        with connect(server.account()) as transport: ...

The login folder is `server.folder` and has the four folders of Digipost's interface. The server has a host key
of each kind, and one key for the user. Tests that use it carry the marker `sshd`.
"""

import base64
import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from desktop_app.digipost.sftp import SftpAccount

FOLDERS = ("mottakersplitt", "mottakersplitt/kvittering", "masseutsendelse", "masseutsendelse/kvittering")
HOST_KEY_KINDS = ("ed25519", "ecdsa", "rsa")

_START_SECONDS = 10.0
_ATTEMPTS = 3

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(slots=True)
class OpenSshServer:
    """A running server. `folder` is what a login sees; everything else lies beside it in `home`."""

    home: Path
    folder: Path
    port: int
    user: str
    key_file: Path
    host_key_files: tuple[Path, ...]
    extra: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def account(self, **changes: object) -> SftpAccount:
        """A login that works, with whatever a test wants otherwise."""
        right = SftpAccount(
            host=self.host,
            port=self.port,
            user=self.user,
            key_file=self.key_file,
            host_key=self.fingerprint(self.host_key_files[0]),
        )
        return replace(right, **changes)  # type: ignore[arg-type]

    @property
    def host_key_fingerprint(self) -> str:
        """The fingerprint of the first host key."""
        return self.fingerprint(self.host_key_files[0])

    @staticmethod
    def fingerprint(key_file: Path) -> str:
        """`SHA256:…` of the public key beside this private key."""
        blob = base64.b64decode(key_file.with_suffix(".pub").read_text().split()[1])
        return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")

    def log(self) -> str:
        """What the server wrote about itself."""
        return (self.home / "sshd.log").read_text(errors="replace")

    def replace_host_keys(self) -> None:
        """Give the server other keys; they hold after `restart`."""
        for kind, path in zip(HOST_KEY_KINDS, self.host_key_files, strict=True):
            write_key(path, make_key(kind))

    def restart(self) -> None:
        """Stop, and start again on the same port."""
        self.stop()
        _start(self)

    def stop(self) -> None:
        """End the server and every session it has open. May be called twice."""
        if self.process is None:
            return
        # A session leaves its parent's process group, so each is ended by its own number.
        for number in (*_descendants(self.process.pid), self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(timeout=10)
        self.process = None


@contextlib.contextmanager
def running_sshd(
    home: Path, *, extra: Sequence[str] = (), forced_options: str = "", login_folder: Path | None = None
) -> Iterator[OpenSshServer]:
    """Start a server whose files lie in `home`; it is killed at the end. Skips where there is no sshd.

    `extra` are further lines of its configuration, `forced_options` further options of `internal-sftp`, and
    `login_folder` a folder to serve in place of a new one.
    """
    skip_without_sshd()
    server = _prepare(home, login_folder or home / "account", extra, forced_options)
    try:
        for _ in range(_ATTEMPTS):
            if _start(server):
                break
            server.port = free_port()
        else:
            pytest.fail(f"sshd did not start: {server.log()}")
        yield server
    finally:
        server.stop()


def skip_without_sshd() -> None:
    """Skip the test, with the reason, where OpenSSH's server is not installed."""
    if sshd_program() is None:
        pytest.skip("OpenSSH's server (sshd) is not installed on this machine")


def sshd_program() -> str | None:
    """The server's path: it stands where ordinary users do not look."""
    return shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A port on 127.0.0.1 that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_key(kind: str) -> PrivateKey:
    """A fresh private key: `ed25519`, `ecdsa` or `rsa`."""
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if kind == "ecdsa":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def write_key(path: Path, key: PrivateKey, passphrase: str | None = None, pem: bool = False) -> Path:
    """Write the key as OpenSSH does (or in the older PEM form), and its public part as `.pub` beside it."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        encryption = serialization.BestAvailableEncryption(passphrase.encode())
    form = serialization.PrivateFormat.TraditionalOpenSSL if pem else serialization.PrivateFormat.OpenSSH
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, encryption))
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    path.with_suffix(".pub").write_bytes(public + b"\n")
    return path


def _prepare(home: Path, folder: Path, extra: Sequence[str], forced_options: str) -> OpenSshServer:
    home.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    host_keys = tuple(write_key(home / f"host_{kind}", key) for kind, key in _first_host_keys().items())
    key_file = write_key(home / "user_key", make_key("ed25519"))
    (home / "authorized_keys").write_bytes(key_file.with_suffix(".pub").read_bytes())
    assert " " not in str(folder), "internal-sftp splits its options at blanks and knows no quotes"
    forced = f"ForceCommand internal-sftp -d {folder} {forced_options}".rstrip()
    user = pwd.getpwuid(os.getuid()).pw_name
    return OpenSshServer(home, folder, free_port(), user, key_file, host_keys, (*extra, forced))


@cache
def _first_host_keys() -> dict[str, PrivateKey]:
    """The keys each server begins with. An RSA key takes longer to make than the server to start."""
    return {kind: make_key(kind) for kind in HOST_KEY_KINDS}


def _start(server: OpenSshServer) -> bool:
    """Start the process and wait until the port answers. False when it ended at once (the port was taken)."""
    _make_room_for_privilege_separation()
    config = server.home / "sshd_config"
    config.write_text(_configuration(server))
    program = sshd_program()
    assert program is not None
    with (server.home / "sshd.log").open("ab") as log:
        server.process = subprocess.Popen(
            [program, "-D", "-e", "-f", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return _answers(server)


def _configuration(server: OpenSshServer) -> str:
    # The first value of an option holds in sshd, so what a test wants comes first.
    lines = [
        *server.extra,
        f"Port {server.port}",
        f"ListenAddress {server.host}",
        *(f"HostKey {path}" for path in server.host_key_files),
        f"AuthorizedKeysFile {server.home / 'authorized_keys'}",
        "PidFile none",
        "StrictModes no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "PermitRootLogin prohibit-password",
        *(["UsePAM yes"] if _is_locked(server.user) else []),
        "Subsystem sftp internal-sftp",
        "MaxStartups 100",
        "LogLevel VERBOSE",
    ]
    return "\n".join(lines) + "\n"


def _is_locked(user: str) -> bool:
    """Whether the account has a locked password, as root has in some images: sshd then asks for PAM's word."""
    try:
        lines = Path("/etc/shadow").read_text().splitlines()
    except OSError:
        return False
    return any(line.startswith(f"{user}:!") for line in lines)


def _make_room_for_privilege_separation() -> None:
    """Run by root, sshd wants this folder, which only the system's own start-up makes."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, parents=True, exist_ok=True)


def _descendants(process: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name, in parentheses, may hold anything; the parent is the second field after it.
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    found = [process]
    for known in found:
        found.extend(child for child, parent in parents.items() if parent == known)
    return found[1:]


def _answers(server: OpenSshServer) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert server.process is not None
        if server.process.poll() is not None:
            server.process = None
            return False
        with contextlib.suppress(OSError), socket.create_connection((server.host, server.port), 1) as probe:
            probe.settimeout(1)
            if probe.recv(4) == b"SSH-":
                return True
        time.sleep(0.02)
    server.stop()
    return False
