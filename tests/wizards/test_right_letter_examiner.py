"""The right-letter check over whole mailings, with real PDFs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended
from desktop_app.digipost.letter_page_work import PdfUnreadable, page_texts
from desktop_app.mailing.plan import FoundDeviation, Pair, Severity
from desktop_app.wizards.letter_pages import PageUnreadable
from desktop_app.wizards.letter_text import LetterTexts
from desktop_app.wizards.right_letter_examiner import RightLetterExaminer
from tests.helpers.pdfs import make_letter_pdf

FIRST = ("Åse", "Kåre", "Nina", "Ola", "Per", "Siv", "Tor", "Una", "Vidar", "Wenche")
LAST = ("Ødegård", "Løvås", "Tall", "Bakken", "Strøm", "Myhre", "Hauge", "Lien", "Solberg", "Vik")


def texts_here(path: Path) -> list[str]:
    """The letter's text, read in this process: the PDFs here are made by the tests and harmless."""
    try:
        return page_texts(path)
    except PdfUnreadable as error:
        raise PageUnreadable from error


def name(number: int) -> str:
    return f"{FIRST[number % 10]} {LAST[number // 10 % 10]}"


def pair(number: int, document: Path | None, **changes: Any) -> Pair:
    values: dict[str, Any] = {
        "letter_id": number,
        "recipient_id": number,
        "customer_id": f"K{number:06}",
        "name": name(number),
        "national_id": None,
        "address": f"Storgata {number}, 9008 Tromsø",
        "row": number + 2,
        "document": document,
        "document_sha256": None,
        "document_size": 1000,
        "attachments": (),
        "subject": "Årsavgift",
        "identified_by": "customer_id",
        "register_status": None,
        "left_out": False,
        "deviations": 0,
    }
    return Pair(**{**values, **changes})


def letter(folder: Path, file_name: str, *lines: str) -> Path:
    return make_letter_pdf(folder / f"{file_name}.pdf", lines)


def letters_for(folder: Path, count: int, *further: str) -> list[Pair]:
    """So many right letters, each to its own recipient."""
    return [pair(number, letter(folder, f"brev{number}", name(number), *further)) for number in range(count)]


def examine(pairs: Sequence[Pair], *, one_for_all: bool = False) -> list[FoundDeviation]:
    examiner = RightLetterExaminer(LetterTexts(texts_here), one_for_all=one_for_all)
    return list(examiner.examine(iter(pairs), Unattended()))


def told(found: Sequence[FoundDeviation]) -> list[tuple[int | None, Severity, str]]:
    return [(item.letter_id, item.severity, str(item.text)) for item in found]


def test_right_letters_give_no_deviation(tmp_path: Path) -> None:
    assert examine(letters_for(tmp_path, 12)) == []


def test_two_letters_that_were_swapped_stop_the_mailing(tmp_path: Path) -> None:
    pairs = letters_for(tmp_path, 5)
    swapped = [pair(0, pairs[1].document), pair(1, pairs[0].document), *pairs[2:]]
    assert told(examine(swapped)) == [
        (
            0,
            Severity.STOPS,
            "The letter does not name Åse Ødegård. It names another recipient: Kåre Ødegård.",
        ),
        (
            1,
            Severity.STOPS,
            "The letter does not name Kåre Ødegård. It names another recipient: Åse Ødegård.",
        ),
    ]


def test_a_letter_that_names_another_recipient_too_needs_a_reason(tmp_path: Path) -> None:
    pairs = letters_for(tmp_path, 3)
    both = letter(tmp_path, "both", name(0), "Deres avtale er overtatt av", name(2))
    assert told(examine([pair(0, both), *pairs[1:]])) == [
        (0, Severity.NEEDS_REASON, "The letter mentions another recipient too: Nina Ødegård.")
    ]


def test_anothers_identity_number_stops(tmp_path: Path) -> None:
    leaking = letter(tmp_path, "x", name(0), "Ref 179120 99997")
    pairs = [pair(0, leaking), pair(1, letter(tmp_path, "y", name(1)), national_id="17912099997")]
    assert told(examine(pairs)) == [
        (0, Severity.STOPS, "The letter holds the identity number of another recipient: Kåre Ødegård.")
    ]


def test_no_text_of_a_deviation_holds_an_identity_number(tmp_path: Path) -> None:
    leaking = letter(tmp_path, "x", name(0), "Ref 17912099997")
    (found,) = examine([pair(0, leaking), pair(1, letter(tmp_path, "y", name(1)), national_id="17912099997")])
    assert "17912099997" not in str(found.text) + found.detail


def test_whoever_signs_all_letters_is_told_of_once_as_a_warning(tmp_path: Path) -> None:
    found = examine(letters_for(tmp_path, 12, "Hilsen styreleder", name(3)))
    assert [(item.letter_id, item.severity) for item in found] == [(None, Severity.WARNS)]
    assert "11 letters to others" in str(found[0].text)


def test_letters_all_made_with_the_first_persons_name_need_a_reason(tmp_path: Path) -> None:
    pairs = [pair(number, letter(tmp_path, f"brev{number}", name(0))) for number in range(12)]
    found = examine(pairs)
    assert (None, Severity.NEEDS_REASON) in [(item.letter_id, item.severity) for item in found]
    assert any("11 letters do not name their own recipients" in str(item.text) for item in found)


def test_the_odd_letter_without_its_recipients_name_needs_a_reason(tmp_path: Path) -> None:
    pairs = letters_for(tmp_path, 11)
    nameless = pair(20, letter(tmp_path, "nameless", "Kjære medlem"))
    assert told(examine([*pairs, nameless])) == [
        (
            20,
            Severity.NEEDS_REASON,
            "The letter does not name Åse Tall, though most of the letters name their recipients.",
        )
    ]


def test_when_no_letter_names_anybody_one_warning_says_so(tmp_path: Path) -> None:
    pairs = [pair(number, letter(tmp_path, f"b{number}", "Kjære medlem")) for number in range(6)]
    found = examine(pairs)
    assert [(item.letter_id, item.severity) for item in found] == [(None, Severity.WARNS)]
    assert "6 letters do not name" in str(found[0].text)


def test_scanned_or_broken_letters_are_counted_in_one_warning(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no pdf")
    pairs = [*letters_for(tmp_path, 2), pair(5, letter(tmp_path, "empty")), pair(6, broken)]
    (found,) = examine(pairs)
    assert found.severity is Severity.WARNS
    assert "The text of 2 letters" in str(found.text)


def test_a_file_named_after_another_recipient_needs_a_reason_even_without_text(tmp_path: Path) -> None:
    pairs = [*letters_for(tmp_path, 3), pair(7, letter(tmp_path, "faktura-K000001"))]
    found = examine(pairs)
    assert (7, Severity.NEEDS_REASON) in [(item.letter_id, item.severity) for item in found]
    assert "named after another recipient: Kåre Ødegård" in str(found[0].text)


def test_the_name_of_the_file_does_not_matter_when_the_text_is_right(tmp_path: Path) -> None:
    pairs = letters_for(tmp_path, 3)
    renamed = pair(0, letter(tmp_path, "faktura-K000001", name(0)))
    assert examine([renamed, *pairs[1:]]) == []


def test_an_attachment_that_names_another_recipient_stops(tmp_path: Path) -> None:
    pairs = letters_for(tmp_path, 2)
    contract = letter(tmp_path, "avtale", name(1))
    found = examine([pair(0, pairs[0].document, attachments=(contract,)), pairs[1]])
    assert told(found) == [
        (
            0,
            Severity.STOPS,
            "The attachment avtale.pdf does not name Åse Ødegård. It names another recipient: Kåre Ødegård.",
        )
    ]


def test_an_attachment_that_names_nobody_is_in_order(tmp_path: Path) -> None:
    terms = letter(tmp_path, "vilkår", "Alminnelige vilkår")
    pairs = [
        pair(number, letter(tmp_path, f"b{number}", name(number)), attachments=(terms,))
        for number in range(3)
    ]
    assert examine(pairs) == []


def test_one_letter_for_a_household_may_name_both(tmp_path: Path) -> None:
    joint = letter(tmp_path, "joint", name(0), name(1))
    assert examine([pair(0, joint), pair(1, joint)]) == []


def test_one_persons_letter_that_two_get_needs_a_reason(tmp_path: Path) -> None:
    personal = letter(tmp_path, "personal", name(0))
    assert [(item.letter_id, item.severity) for item in examine([pair(0, personal), pair(1, personal)])] == [
        (1, Severity.NEEDS_REASON)
    ]


def test_a_letter_without_a_file_is_left_to_other_checks() -> None:
    assert examine([pair(0, None), pair(1, None)]) == []


@pytest.mark.parametrize("one_for_all", [True, False])
def test_one_letter_for_all_must_not_hold_anybodys_identity_number(tmp_path: Path, one_for_all: bool) -> None:
    common = letter(tmp_path, "alle", "Kjære medlem", "17912099997")
    pairs = [pair(number, common, national_id="17912099997" if number == 4 else None) for number in range(12)]
    assert told(examine(pairs, one_for_all=one_for_all)) == [
        (
            None,
            Severity.STOPS,
            "alle.pdf goes to 12 recipients, and it holds the identity number of Per Ødegård.",
        )
    ]


@pytest.mark.parametrize("one_for_all", [True, False])
def test_one_letter_for_all_that_names_a_recipient_needs_a_reason(tmp_path: Path, one_for_all: bool) -> None:
    common = letter(tmp_path, "alle", "Kjære medlem", "Hilsen", name(4))
    (found,) = examine([pair(number, common) for number in range(12)], one_for_all=one_for_all)
    assert (found.letter_id, found.severity) == (None, Severity.NEEDS_REASON)
    assert "Per Ødegård" in str(found.text)


def test_one_letter_for_all_that_names_nobody_is_in_order(tmp_path: Path) -> None:
    common = letter(tmp_path, "alle", "Kjære medlem")
    assert examine([pair(number, common) for number in range(12)], one_for_all=True) == []


def test_a_single_recipients_letter_is_personal_even_if_it_was_meant_for_all(tmp_path: Path) -> None:
    common = letter(tmp_path, "alle", name(0))
    assert examine([pair(0, common)], one_for_all=True) == []


class Reading:
    """Reads letters, and remembers which."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> list[str]:
        self.read.append(path.stem)
        return texts_here(path)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    reading = Reading()
    texts = LetterTexts(reading)
    path = letter(tmp_path, "b", "First")
    assert texts.read(path) == texts.read(path)
    assert reading.read == ["b"]
    letter(tmp_path, "b", "Second and longer")
    changed = texts.read(path)
    assert changed is not None
    assert changed.folded == "secondandlonger"


def test_the_least_used_texts_go_first(tmp_path: Path) -> None:
    reading = Reading()
    texts = LetterTexts(reading, kept_bytes=30)
    first, second = letter(tmp_path, "a", "0123456789"), letter(tmp_path, "b", "9876543210")
    assert [texts.read(path) for path in (second, first, first, second)].count(None) == 0
    assert reading.read == ["b", "a", "b"]


def test_what_a_file_for_all_adds_is_looked_through_once(tmp_path: Path) -> None:
    reading = Reading()
    rules = letter(tmp_path, "rules", "These are the rules of the house.")
    pairs = [replace(each, attachments=(rules,)) for each in letters_for(tmp_path, 12)]
    examiner = RightLetterExaminer(LetterTexts(reading))
    assert list(examiner.examine(iter(pairs), Unattended())) == []
    assert reading.read.count("rules") == 1


def test_the_check_can_be_cancelled(tmp_path: Path) -> None:
    class Impatient(Unattended):
        def check_cancelled(self) -> None:
            raise Cancelled

        def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
            raise AssertionError("nothing is done once it was cancelled")

    examiner = RightLetterExaminer(LetterTexts(texts_here))
    with pytest.raises(Cancelled):
        list(examiner.examine(iter(letters_for(tmp_path, 2)), Impatient()))
