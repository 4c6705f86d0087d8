"""P11: the right-letter check of personal letters: time a letter, and the memory that it takes.

    python -m benchmarks.p11_right_letter [LETTERS …]

Each letter holds its recipient's name, customer number and address and some three hundred further words; the reading
of the PDFs is left out, the making of these texts is not. Each size runs in a process of its own. The goal is two
kilobytes of memory a letter over the start, which a letter's place in the mailing and its kept text take.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.p1_mailing import peak_mb
from desktop_app.base.work import Unattended
from desktop_app.mailing.plan import Pair
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.right_letter_examiner import RightLetterExaminer
from tests.helpers.synthetic_numbers import synthetic_people

SIZES = (1_000, 5_000, 50_000)
GOAL_KB = 2.0
_WORDS = 300
_SYLLABLES = (
    "an",
    "ber",
    "dal",
    "eri",
    "fro",
    "gun",
    "hei",
    "ing",
    "kar",
    "lin",
    "mar",
    "nor",
    "ras",
    "sol",
    "tor",
)
_OTHER_SYLLABLES = (
    "det",
    "er",
    "for",
    "gang",
    "hos",
    "kun",
    "lese",
    "medlem",
    "ny",
    "og",
    "styret",
    "til",
    "vi",
)


def main(sizes: list[int]) -> None:
    """Measure each size in a process of its own."""
    for size in sizes:
        subprocess.run([sys.executable, "-m", "benchmarks.p11_right_letter", "--here", str(size)], check=True)


def measure(count: int) -> None:
    """Print what one size takes."""
    numbers = synthetic_people(count)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            Path(folder, f"{number:06}.pdf").touch()
        start_mb = peak_mb()
        began = time.process_time()
        examiner = RightLetterExaminer(LetterTexts(_text_of))
        found = sum(1 for _ in examiner.examine(_pairs(Path(folder), numbers), Unattended()))
        taken = time.process_time() - began
    grown = peak_mb() - start_mb
    print(
        f"P11 right-letter check of {count} letters: {taken / count * 1000:.2f} ms a letter, "
        f"{grown:.0f} MB over the start, {grown * 1024 / count:.1f} KB a letter (goal at most {GOAL_KB}); "
        f"{found} found"
    )


def _pairs(folder: Path, numbers: Sequence[str]) -> Iterator[Pair]:
    for number, national_id in enumerate(numbers):
        yield Pair(
            letter_id=number,
            recipient_id=number,
            customer_id=f"K{number:06}",
            name=_name(number),
            national_id=national_id,
            address=f"Storgata {number % 90 + 1}, 9008 Tromsø",
            row=number + 2,
            document=folder / f"{number:06}.pdf",
            document_sha256=None,
            document_size=1000,
            attachments=(),
            subject="Årsavgift",
            identified_by="national_id",
            register_status=None,
            left_out=False,
            deviations=0,
        )


def _name(number: int) -> str:
    chance = random.Random(number)
    names = ("".join(chance.choices(_SYLLABLES, k=length)).title() for length in (2, 2, 3))
    return " ".join(names)


def _text_of(path: Path) -> list[str]:
    """A letter's text. The texts differ, as those of real letters do, so that none is kept only once."""
    number = int(path.stem)
    chance = random.Random(number)
    words = [_name(number), f"Kundenummer K{number:06}", f"Storgata {number % 90 + 1}", "9008 Tromsø"]
    words += ("".join(chance.choices(_OTHER_SYLLABLES, k=chance.randint(1, 4))) for _ in range(_WORDS))
    return [" ".join(words)]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        measure(int(sys.argv[2]))
    else:
        main([int(word) for word in sys.argv[1:]] or list(SIZES))
