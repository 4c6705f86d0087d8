"""A job of 50,000 letters takes no more memory than one of 500."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LETTERS = 50_000
ALLOWED_MB = 40

PROGRAM = """
import resource, sys, uuid, zipfile
from pathlib import Path
from desktop_app.digipost.model import *
from desktop_app.digipost.writing import write_job
from desktop_app.sandbox.processor import Processor
from tests.helpers.fake_clock import FakeClock
from tests.helpers.job_zips import SMALLEST_PDF, settings, somebody

root, clock = Path(sys.argv[1]), FakeClock()
processor = Processor(root / "home", clock=clock)

def send(job_id, first, count):
    letters = (
        Letter(f"b{n}", Recipient(str(n), somebody(f"Person Nr{n}")), DocumentToRecipient("d", str(uuid.UUID(int=n))))
        for n in range(first, first + count)
    )
    with zipfile.ZipFile(root / "home/masseutsendelse" / f"{job_id}.zip", "w") as archive:
        with archive.open("masseutsendelse.xml", "w") as out:
            job = MailingJob(settings(job_id), [Document("d", "d.pdf")], letters)
            write_job(job, out, Interface.V2_1)
        archive.writestr("d.pdf", SMALLEST_PDF)
    processor.process_pending()
    clock.advance(1)
    assert processor.process_pending() == 2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

small = send("small", 1, 500)
large = send("large", 1001, int(sys.argv[2]))
print(processor.ledger.delivery_count(), large - small)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the memory is measured in Unix's way")
@pytest.mark.timeout(300)
def test_memory_stays_flat(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(LETTERS)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stderr
    delivered, grown = map(int, done.stdout.split())
    kilobytes = 1024 if sys.platform == "darwin" else 1
    assert delivered == (500 + LETTERS) * 7 // 10
    assert grown / kilobytes / 1024 < ALLOWED_MB
