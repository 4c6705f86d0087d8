"""P6: an upload by Brevdue against OpenSSH's own `sftp`, to the same server in the same run.

    python -m benchmarks.p6_sftp [MEGABYTES]

Both log in once for each round and use the same cipher. The goal is a ratio of at least 0.7.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.base.work import Unattended
from desktop_app.digipost.sftp import connect
from tests.helpers.sshd import OpenSshServer, running_sshd, sshd_program

ROUNDS = 5
FOLDER = "masseutsendelse"
GOAL = 0.7


def main() -> None:
    """Print the speed of both, and their ratio."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    if sshd_program() is None:
        print("P6 SFTP put: no sshd on this machine, nothing measured")
        return
    with tempfile.TemporaryDirectory() as home, running_sshd(Path(home) / "server") as server:
        local = Path(home) / "job.zip"
        local.write_bytes(os.urandom(1_000_000) * megabytes)
        ours, theirs = [], []
        for number in range(ROUNDS):
            # Side by side, so that a busy moment of the machine slows both.
            theirs.append(_seconds(lambda: _openssh(server, local), server))
            ours.append(_seconds(lambda n=number: _brevdue(server, local, n), server))  # type: ignore[misc]
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(
        f"P6 SFTP put of {megabytes} MB: OpenSSH {megabytes / statistics.median(theirs):.0f} MB/s, "
        f"Brevdue {megabytes / statistics.median(ours):.0f} MB/s, ratio {ratio:.2f} (goal at least {GOAL})"
    )


def _seconds(put: Callable[[], None], server: OpenSshServer) -> float:
    began = time.perf_counter()
    put()
    taken = time.perf_counter() - began
    for path in (server.folder / FOLDER).glob("*.zip"):
        path.unlink()
    return taken


def _brevdue(server: OpenSshServer, local: Path, number: int) -> None:
    with connect(server.account()) as transport:
        transport.upload(local, FOLDER, f"brevdue-{number}.zip", Unattended())


def _openssh(server: OpenSshServer, local: Path) -> None:
    options = {
        "Ciphers": "aes128-gcm@openssh.com",
        "StrictHostKeyChecking": "no",
        "UserKnownHostsFile": "/dev/null",
        "IdentitiesOnly": "yes",
    }
    command = ["sftp", "-q", "-F", "/dev/null", "-P", str(server.port), "-i", str(server.key_file), "-b", "-"]
    for name, value in options.items():
        command += ["-o", f"{name}={value}"]
    subprocess.run(
        [*command, f"{server.user}@{server.host}"],
        input=f"put {local} {FOLDER}/openssh.zip\n".encode(),
        capture_output=True,
        timeout=120,
        check=True,
    )


if __name__ == "__main__":
    main()
