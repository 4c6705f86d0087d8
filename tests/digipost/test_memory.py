"""Memory does not grow with the number of letters: measured in a process of its own, at two sizes."""

import subprocess
import sys
from pathlib import Path

import pytest

FEW, MANY = 20_000, 100_000
ROOM_TO_GROW = 1.15

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells peak memory in another way")

PROGRAM = """
import io, resource, sys
from pathlib import Path
from desktop_app.base.work import Unattended
from desktop_app.digipost.model import *
from desktop_app.digipost.packing import pack_job
from desktop_app.digipost.reading import read_job, read_result
from desktop_app.digipost.result_writing import write_result
from desktop_app.digipost.validation import validate_job
from desktop_app.digipost.writing import write_job
from tests.helpers.digipost_samples import SETTINGS, letter, uuid_of
from datetime import datetime, UTC

task, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
documents = (Document(f"d{number}", f"brev-{number}.pdf") for number in range(count))
letters = (letter(number, f"d{number}") for number in range(count))
job = MailingJob(SETTINGS, documents, letters)
header = ResultHeader(JobKind.MAILING, Interface.V2_1, JobStatus.SUKSESS, "job-1", started_at=datetime.now(UTC))
results = (LetterResult(f"letter-{number}", uuid_of(number), (), True, Channel.WEB) for number in range(count))
xml = folder / f"{count}.xml"
if task == "write":
    with xml.open("wb") as out:
        write_job(job, out, Interface.V2_1)
elif task == "validate":
    validate_job(xml, JobKind.MAILING, Interface.V2_1)
elif task == "read":
    with xml.open("rb") as stream:
        read_job(stream, lambda item: None)
elif task == "write_result":
    with (folder / f"{count}-result.xml").open("wb") as out:
        write_result(header, results, out)
elif task == "read_result":
    with (folder / f"{count}-result.xml").open("rb") as stream:
        read_result(stream, lambda item: None)
elif task == "pack_one_document":
    job = MailingJob(SETTINGS, [Document("d", "brev.pdf")], (letter(number, "d") for number in range(count)))
    (folder / "brev.pdf").write_bytes(b"%PDF")
    pack_job(folder / "job.zip", job, Interface.V2_1, {"brev.pdf": folder / "brev.pdf"}, Unattended())
status = Path("/proc/self/status")
if status.exists():  # `ru_maxrss` would count what the starting process had
    peak = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak)
"""


def peak(task: str, count: int, folder: Path) -> int:
    """The peak memory of one task, in whatever unit the system counts in."""
    command = [sys.executable, "-c", PROGRAM, task, str(count), str(folder)]
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, timeout=100)
    return int(run.stdout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tasks, which build on each other, keep their files."""
    return tmp_path_factory.mktemp("memory")


@pytest.mark.parametrize(
    "tasks",
    [("write", "validate", "read"), ("write_result", "read_result"), ("pack_one_document",)],
    ids=", ".join,
)
def test_memory_stays_flat(tasks: tuple[str, ...], folder: Path) -> None:
    for task in tasks:
        few, many = peak(task, FEW, folder), peak(task, MANY, folder)
        print(f"{task}: {few} at {FEW} letters, {many} at {MANY}")
        assert many <= few * ROOM_TO_GROW, task
