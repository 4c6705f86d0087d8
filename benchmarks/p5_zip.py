"""P5: zipping a job's letters against the standard library's zipfile with deflate 6.

    python -m benchmarks.p5_zip [LETTERS]

The letters are PDFs as a word processor makes them: text whose streams are compressed already, with some that
are not, and a scanned page here and there. Both zips are made in memory. The goals are at least 3 times the
speed at no more than 1.01 times the size.
"""

import io
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf

from benchmarks.wire_letters import mailing
from desktop_app.digipost.model import Interface
from desktop_app.digipost.writing import write_job
from desktop_app.digipost.zip_writing import ZipWriter
from tests.helpers.pdfs import make_letter_pdf

ROUNDS = 3
GOAL_SPEED = 3
GOAL_SIZE = 1.01
"""`make_letter_pdf` leaves its streams plain; two letters of three are written anew with them compressed."""


def main() -> None:
    """Print the speed and the size of both, and their ratios."""
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder), letters)
        total = sum(path.stat().st_size for path in files.values())
        theirs = min(measured(lambda: with_zipfile(files)) for _ in range(ROUNDS))
        ours = min(measured(lambda: with_brevdue(files)) for _ in range(ROUNDS))
    speed, size = theirs[0] / ours[0], ours[1] / theirs[1]
    print(
        f"P5 zip of {letters} letters and their job, {total / 1e6:.0f} MB: "
        f"zipfile {total / theirs[0] / 1e6:.0f} MB/s, "
        f"Brevdue {total / ours[0] / 1e6:.0f} MB/s, {speed:.1f} times the speed (goal at least {GOAL_SPEED}), "
        f"{size:.4f} of the size (goal at most {GOAL_SIZE})"
    )


def make_files(folder: Path, letters: int) -> dict[str, Path]:
    """The job and its letters, by their names in the zip."""
    job = folder / "masseutsendelse.xml"
    with job.open("wb") as out:
        write_job(mailing(letters), out, Interface.V2_1)
    files = {job.name: job}
    for number in range(letters):
        lines = [
            f"Kjære medlem {number}, kontingenten for {1990 + at} er kr {number * at},-" for at in range(30)
        ]
        path = make_letter_pdf(folder / f"{number}.pdf", lines, pages=3)
        if number % 3:
            with pikepdf.open(path, allow_overwriting_input=True) as pdf:
                pdf.save(path, compress_streams=True, deterministic_id=True)
        if number % 10 == 0:
            with path.open("ab") as out:
                out.write(random.Random(number).randbytes(200_000))  # as dense as a scanned page
        files[path.name] = path
    return files


def measured(make: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds and bytes."""
    began = time.process_time()
    size = make()
    return time.process_time() - began, size


def with_zipfile(files: dict[str, Path]) -> int:
    """The floor's zip; returns its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, path in files.items():
            archive.write(path, name)
    return out.tell()


def with_brevdue(files: dict[str, Path]) -> int:
    """The program's zip; returns its size."""
    out = io.BytesIO()
    archive = ZipWriter(out)
    for name, path in files.items():
        with path.open("rb") as source:
            archive.add(name, source)
    archive.close()
    return out.tell()


if __name__ == "__main__":
    main()
