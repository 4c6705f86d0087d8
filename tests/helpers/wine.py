"""Windows programs on this machine: Wine with a disk of its own, and stand-ins for the packed program."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

WAITING = "stay"
"""While a file of this name lies beside a stand-in, it keeps running."""
TOLD = "told.txt"
"""What a stand-in of the command line was told, a line each time."""

_STAND_IN = """
Unicode true
SilentInstall silent
RequestExecutionLevel user
OutFile "{out}"
!include FileFunc.nsh
Section
  ${{GetParameters}} $0
  FileOpen $1 "$EXEDIR\\{told}" a
  FileSeek $1 0 END
  FileWrite $1 "$0$\\r$\\n"
  FileClose $1
  again:
    IfFileExists "$EXEDIR\\{waiting}" 0 done
    Sleep 50
    Goto again
  done:
SectionEnd
"""


def _which(name: str) -> str | None:
    """Debian keeps Wine's server beside its libraries."""
    beside = sorted(Path("/usr/lib").glob(f"*/wine/{name}*")) + sorted(Path("/usr/lib/wine").glob(f"{name}*"))
    return shutil.which(name) or next((str(path) for path in beside), None)


_SERVER = _which("wineserver") or "wineserver"


def why_not_here() -> str | None:
    """Why Windows setups cannot be tried on this machine, or None."""
    missing = [name for name in ("makensis", "wine", "wineserver") if _which(name) is None]
    return f"{' and '.join(missing)} not installed" if missing else None


def make_stand_in(program: Path) -> None:
    """Write a small Windows program that notes its words and ends, or waits as long as it is wanted to."""
    script = program.with_suffix(".nsi")
    script.write_text(_STAND_IN.format(out=program, told=TOLD, waiting=WAITING), encoding="utf-8")
    subprocess.run(["makensis", "-V1", "-XTarget amd64-unicode", str(script)], check=True)
    script.unlink()


class Windows:
    """One Wine with its own disk. Whoever made it shuts it down.

    What Wine itself says is kept, and shown beside a test that fails: it ends with 1 where it cannot begin a program,
    and a setup that is run silently never does.
    """

    def __init__(self, folder: Path) -> None:
        self.disk = folder / "drive_c"
        self._said = folder / "said.txt"
        self._environment: Mapping[str, str] = {
            **os.environ,
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "fixme-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        }
        self._call(_SERVER, "--persistent")  # so that it does not end between two programs
        begun = self._call("wine", "wineboot", "--init")
        assert begun.returncode == 0, (
            f"Wine could not make its disk: {self._said.read_text(errors='replace')}"
        )

    @property
    def home(self) -> Path:
        """The person's own folder."""
        (home,) = (path for path in (self.disk / "users").iterdir() if path.name != "Public")
        return home

    def run(self, program: Path, *words: str) -> int:
        """Run a Windows program to its end; returns its exit status."""
        status = self._call("wine", str(program), *words).returncode
        said = self._said.read_text(encoding="utf-8", errors="replace")
        print(f"{program.name} {' '.join(words)} ended with {status}\n{said}")
        return status

    def start(self, program: Path) -> "subprocess.Popen[bytes]":
        """Start a Windows program that goes on running."""
        return subprocess.Popen(
            ["wine", str(program)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def registry(self, key: str) -> dict[str, str]:
        """The values under a key and below it, by the last word of their key and their name. Empty without."""
        answer = self._call("wine", "reg", "query", key, "/s", output=subprocess.PIPE)
        if answer.returncode:
            return {}
        values: dict[str, str] = {}
        below = ""
        for line in answer.stdout.decode("utf-8", "replace").splitlines():
            if line.startswith("HKEY"):
                below = line.strip().rpartition("\\")[2]
            elif parts := [part for part in line.strip().split("    ") if part]:
                values[f"{below}/{parts[0]}"] = parts[2] if len(parts) > 2 else ""
        return values

    def close(self) -> None:
        """End all that runs in it, and wait for that."""
        self._call(_SERVER, "-k")
        self._call(_SERVER, "-w")

    def _call(self, *words: str, output: int = subprocess.DEVNULL) -> "subprocess.CompletedProcess[bytes]":
        """Run to the end. Its output is only read where it starts nothing that goes on and holds on to it."""
        with self._said.open("wb") as said:
            return subprocess.run(
                words,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=said,
                timeout=110,
                check=False,
            )
