"""The PDF's rules in a mailing's check: each file is looked at once, and what is wrong is said where it counts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.pdf_checker import PdfChecker
from desktop_app.digipost.pdf_rules import PdfLimits, PdfVerdict
from desktop_app.mailing.plan import FoundDeviation, Pair, Severity
from desktop_app.services.pdf_examiner import SHARED_FROM, PdfExaminer
from tests.helpers.pdfs import PageSpec, PdfSpec, lines_of, make_letter_pdf, write_pdf


class CountingChecker(PdfChecker):
    """Counts how often it is asked about each file."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Path] = []

    def check(
        self, path: Path, limits: PdfLimits | None = None, context: WorkContext | None = None
    ) -> PdfVerdict:
        self.asked.append(path)
        return super().check(path, limits, context)


@pytest.fixture(scope="module")
def checker() -> Iterator[CountingChecker]:
    with CountingChecker() as made:
        yield made


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return make_letter_pdf(tmp_path / "good.pdf", ["Hello"])


@pytest.fixture
def only_digital(tmp_path: Path) -> Path:
    """Text in the bar code's place: fine on a screen, not on paper."""
    page = PageSpec(lines_of(["Hello"], x=5.0, top=120.0))
    return write_pdf(tmp_path / "narrow.pdf", PdfSpec([page]))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "broken.pdf").write_bytes(b"no PDF at all")
    return tmp_path / "broken.pdf"


def pair(number: int, document: Path | None, *attachments: Path) -> Pair:
    return Pair(
        letter_id=number,
        recipient_id=number,
        customer_id=f"K{number}",
        name="Åse Ødegård",
        national_id=None,
        address="",
        row=number,
        document=document,
        document_sha256=None,
        document_size=0,
        attachments=attachments,
        subject="",
        identified_by="",
        register_status=None,
        left_out=False,
        deviations=0,
    )


def examine(checker: PdfChecker, *pairs: Pair, printing: bool = False) -> list[FoundDeviation]:
    examiner = PdfExaminer(checker, PdfLimits(), printing=printing)
    return list(examiner.examine(iter(pairs), Unattended()))


def stopping(found: Sequence[FoundDeviation]) -> list[tuple[int | None, Severity]]:
    return [(one.letter_id, one.severity) for one in found if one.severity is not Severity.WARNS]


def test_a_good_letter_has_nothing_against_it(checker: CountingChecker, good: Path) -> None:
    assert examine(checker, pair(1, good), printing=True) == []


def test_a_file_that_digipost_would_refuse_stops_its_letter(
    checker: CountingChecker, good: Path, broken: Path
) -> None:
    found = examine(checker, pair(1, good), pair(2, broken))
    assert stopping(found) == [(2, Severity.STOPS)]
    assert "broken.pdf" in str(found[0].text)
    assert found[0].column == "document"


def test_what_only_stops_print_matters_only_where_letters_are_printed(
    checker: CountingChecker, only_digital: Path
) -> None:
    assert examine(checker, pair(1, only_digital)) == []
    found = examine(checker, pair(1, only_digital), printing=True)
    assert stopping(found) == [(1, Severity.NEEDS_REASON)]


def test_attachments_are_looked_at_too(checker: CountingChecker, good: Path, broken: Path) -> None:
    found = examine(checker, pair(1, good, broken))
    assert stopping(found) == [(1, Severity.STOPS)]
    assert found[0].column == "attachments"


def test_a_shared_file_is_looked_at_once(checker: CountingChecker, good: Path) -> None:
    checker.asked.clear()
    examine(checker, *(pair(number, good) for number in range(50)))
    assert checker.asked == [good]


def test_what_is_wrong_with_a_file_for_many_is_said_once_about_the_mailing(
    checker: CountingChecker, broken: Path
) -> None:
    many = [pair(number, broken) for number in range(SHARED_FROM)]
    assert stopping(examine(checker, *many)) == [(None, Severity.STOPS)]
    assert len(stopping(examine(checker, *many[1:]))) == SHARED_FROM - 1


def test_a_missing_file_is_left_to_the_check_itself(checker: CountingChecker, tmp_path: Path) -> None:
    assert examine(checker, pair(1, tmp_path / "nothing.pdf"), pair(2, None)) == []


def test_the_same_finding_in_another_file_is_another_deviation(
    checker: CountingChecker, tmp_path: Path, broken: Path
) -> None:
    (tmp_path / "other.pdf").write_bytes(b"no PDF either")
    first, second = examine(checker, pair(1, broken), pair(2, tmp_path / "other.pdf"))
    assert first.detail != second.detail
