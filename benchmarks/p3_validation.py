"""P3: holding a job against the schema and its ids against each other, against `xmllint --stream`.

    python -m benchmarks.p3_validation [LETTERS]

xmllint checks the schema only. Both run as processes of their own and are measured in CPU time; what Python and
its modules take to start is left out of the time, not of the memory. The goals are a ratio of at most 2.2
and a peak of at most 32 MB.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.wire_letters import mailing
from desktop_app.base.paths import resource as resource_path
from desktop_app.digipost.model import Interface
from desktop_app.digipost.writing import write_job

ROUNDS = 5
GOAL = 2.2
GOAL_MB = 32

PROGRAM = """
import resource, sys, time
from pathlib import Path
from desktop_app.digipost.model import Interface, JobKind
from desktop_app.digipost.validation import validate_job
began = time.process_time()
validate_job(Path(sys.argv[1]), JobKind.MAILING, Interface.V2_1)
taken = time.process_time() - began
status = Path("/proc/self/status")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():
    peak = int(next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")))
print(taken, peak)
"""


def main() -> None:
    """Print microseconds a letter for both, their ratio, and the peak memory."""
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if shutil.which("xmllint") is None:
        print("P3 validation: no xmllint on this machine, nothing measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "masseutsendelse.xml"
        with path.open("wb") as out:
            write_job(mailing(letters), out, Interface.V2_1)
        theirs, ours = [], []
        peak = 0
        for _ in range(ROUNDS):
            theirs.append(xmllint(path))
            seconds, peak = brevdue(path)
            ours.append(seconds)
    ratio = min(ours) / min(theirs)
    print(
        f"P3 validation of {letters} letters: xmllint --stream {min(theirs) / letters * 1e6:.1f} µs a letter, "
        f"Brevdue with id checks {min(ours) / letters * 1e6:.1f} µs, ratio {ratio:.2f} (goal at most {GOAL}), "
        f"peak {peak / 1024:.0f} MB (goal at most {GOAL_MB})"
    )


def xmllint(path: Path) -> float:
    """CPU seconds of xmllint, schema and start included."""
    schema = resource_path("schema", "2_1", "mailing-job.xsd")
    return cpu_seconds(["xmllint", "--stream", "--noout", "--schema", str(schema), str(path)])


def cpu_seconds(command: Sequence[str]) -> float:
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def brevdue(path: Path) -> tuple[float, int]:
    """CPU seconds of the check, and the peak memory of its process in KB."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], check=True, capture_output=True, text=True
    )
    seconds, peak = run.stdout.split()
    return float(seconds), int(peak)


if __name__ == "__main__":
    main()
