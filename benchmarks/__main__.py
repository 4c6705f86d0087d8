"""Run the benchmarks: `python -m benchmarks [NAME …]`, all of them without a name.

Each is a module `pN_….py` whose `main` prints ratios against a floor that it measures itself. None asserts a
time: what is a goal is printed beside what was measured.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def main(wanted: list[str]) -> int:
    """Run those whose name begins with one of the words, each in a process of its own; count the failures."""
    names = sorted(path.stem for path in FOLDER.glob("p[0-9]*.py"))
    chosen = [name for name in names if not wanted or name.startswith(tuple(word.lower() for word in wanted))]
    failures = 0
    for name in chosen:
        # A process each, so that one's memory is not counted as another's.
        finished = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=FOLDER.parent, check=False
        )
        failures += finished.returncode != 0
    return failures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
