"""Build the program into `dist/brevdue/`, and see that what came out can carry out a whole mailing.

One folder with the window (`brevdue`) and the command line (`brevdue-cli`), for the system this runs on.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "dist" / "brevdue"


def main() -> int:
    """Build, then try what was built."""
    words = ["--noconfirm", "--clean", "--log-level", "WARN", "--distpath", str(ROOT / "dist")]
    spec = str(ROOT / "installer" / "brevdue.spec")
    command = [sys.executable, "-m", "PyInstaller", *words, "--workpath", str(ROOT / "build"), spec]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        return 3
    sys.stdout.write(f"built {FOLDER}\n")
    return try_demo()


def try_demo() -> int:
    """Run the built program's demo in an empty folder, without this environment's packages."""
    program = FOLDER / ("brevdue-cli.exe" if os.name == "nt" else "brevdue-cli")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with tempfile.TemporaryDirectory() as folder:
        finished = subprocess.run(
            [str(program), "--json", "demo"],
            cwd=folder,
            env=settings,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    if finished.returncode not in {0, 1}:
        sys.stderr.write(finished.stdout + finished.stderr)
        return 3
    answer = json.loads(finished.stdout)
    numbers = {name: answer[name] for name in ("letters", "digital", "remainder")}
    sys.stdout.write(f"its demo ended with {numbers}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
