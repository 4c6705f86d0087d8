"""Whether everything the locks name can be had ready-made for each system that the program is built for.

Asks the package index; downloads, builds and installs nothing. A dependency without a wheel would be compiled at
the office's expense, or rather: would stop the build on that system.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

INSTALLER = Path(__file__).resolve().parent
PYTHON = "3.12"
"""The Python that the release is built with, see the release workflow."""


@dataclass(frozen=True)
class System:
    """A system as uv names it, and what has to be in the environment for it."""

    name: str
    platform: str
    environment: Mapping[str, str] = field(default_factory=dict)


SYSTEMS = (
    System("Windows, 64-bit", "x86_64-pc-windows-msvc"),
    System("macOS 15 on Apple silicon", "aarch64-apple-darwin", {"MACOSX_DEPLOYMENT_TARGET": "15.0"}),
    System("Linux, 64-bit, glibc 2.34", "x86_64-manylinux_2_34"),
)
LOCKS = (INSTALLER / "runtime.lock", INSTALLER / "tools.lock", INSTALLER.parent / "requirements.lock")


def main() -> int:
    """Print what was found for each system and lock; 1 when something cannot be had."""
    failures = 0
    for system in SYSTEMS:
        for lock in LOCKS:
            missing = missing_wheels(lock, system)
            failures += missing is not None
            sys.stdout.write(f"{system.name}, {lock.name}: {missing or 'all there'}\n")
    return 1 if failures else 0


def missing_wheels(lock: Path, system: System) -> str | None:
    """What cannot be had ready-made, in uv's words; None when everything can."""
    with tempfile.TemporaryDirectory() as nowhere:
        words = ["--dry-run", "--only-binary", ":all:", "--no-deps", "--require-hashes", "--target", nowhere]
        target = ["--python-platform", system.platform, "--python-version", PYTHON]
        finished = subprocess.run(
            [sys.executable, "-m", "uv", "pip", "install", "--quiet", *words, *target, "-r", str(lock)],
            env={**os.environ, **system.environment},
            capture_output=True,
            text=True,
            check=False,
        )
    return None if finished.returncode == 0 else finished.stderr.strip()


if __name__ == "__main__":
    sys.exit(main())
