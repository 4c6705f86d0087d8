"""The rules of the right-letter check: whose letter is this?"""

import pytest

from desktop_app.wizards.folding import fold
from desktop_app.wizards.identities import IdentityIndex
from desktop_app.wizards.people import Person
from desktop_app.wizards.right_letter import Verdict, judge, mentioned, weigh

ASE = Person("ase", customer_id="K000231", national_id="17912099997", full_name="Åse Ødegård")
KARE = Person("kare", customer_id="K000232", national_id="57912075186", full_name="Kåre Johan Løvås")
NUMBERED = Person("numbered", customer_id="100231", full_name="Nina Tall")
SHORT = Person("short", customer_id="17", full_name="Bo")
OLD_KARI = Person("old", full_name="Kari Hansen", address1="Storgata 4", postcode="9008")
YOUNG_KARI = Person("young", full_name="Kari Hansen", address1="Lillegata 7", postcode="0150")
FIRM = Person("firm", full_name="Tjenesteyteren AS")
EVERYBODY = (ASE, KARE, NUMBERED, SHORT, OLD_KARI, YOUNG_KARI, FIRM)


def verdict(source: str, person: str = "ase", **further: object) -> Verdict:
    text = fold(source)
    evidence = weigh(IdentityIndex(EVERYBODY).scan(text), text)
    return judge(evidence, person, **further).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "letter",
    [
        "Kjære Åse Ødegård",
        "Kunde K000231",
        "Fødselsnummer 179120 99997",
        "Ase Odegard",
        "Ødegård, Åse",
        "Åse Ødegård, ring Kari på 100 99 100 eller se side 17",
    ],
)
def test_the_recipients_own_name_or_number_makes_it_right(letter: str) -> None:
    assert verdict(letter) is Verdict.RIGHT


@pytest.mark.parametrize("letter", ["Til Kåre Johan Løvås", "Kundenummer K000232", "KÅRE JOHAN LØVÅS"])
def test_another_recipient_instead(letter: str) -> None:
    assert verdict(letter) is Verdict.ANOTHER_INSTEAD


@pytest.mark.parametrize(
    "letter", ["Hei Kåre Løvås", "Løvås, Kåre Johan", "Kare Johan Lovas", "Deres ref. 100231"]
)
def test_perhaps_another_recipient_instead(letter: str) -> None:
    assert verdict(letter) is Verdict.PERHAPS_ANOTHER_INSTEAD


def test_another_recipient_too() -> None:
    assert verdict("Åse Ødegård, avtalen med Kåre Johan Løvås") is Verdict.ANOTHER_TOO
    assert verdict("Åse Ødegård, avtale K000232") is Verdict.ANOTHER_TOO
    assert verdict("Åse Ødegård, medlemsnummer 100231") is Verdict.ANOTHER_TOO


def test_perhaps_another_recipient_too() -> None:
    assert verdict("Åse Ødegård, hilsen Kåre Løvås") is Verdict.PERHAPS_ANOTHER_TOO


def test_a_bare_number_does_not_disturb_a_letter_that_is_right() -> None:
    assert verdict("Åse Ødegård, faktura 100231") is Verdict.RIGHT


@pytest.mark.parametrize("letter", ["57912075186", "Åse Ødegård K000231 57912075186"])
def test_anothers_identity_number_always_stops(letter: str) -> None:
    assert verdict(letter) is Verdict.ANOTHERS_NUMBER


def test_nobody_is_named() -> None:
    assert verdict("Kjære medlem, årsavgiften er 450 kroner.") is Verdict.NOT_NAMED
    assert verdict("") is Verdict.NOT_NAMED


def test_short_numbers_and_single_words_name_nobody() -> None:
    assert verdict("Vi bor på Bo, side 17 av 17") is Verdict.NOT_NAMED


def test_a_short_number_counts_beside_a_word_that_says_what_it_is() -> None:
    assert verdict("Medlemsnr.: 17", "short") is Verdict.RIGHT
    assert verdict("Medlemsnr.: 17", "ase") is Verdict.ANOTHER_INSTEAD
    assert verdict("Medlemsnr. og annet som står lenger borte 17", "short") is Verdict.NOT_NAMED


def test_a_long_single_word_is_enough_for_ones_own_letter_only() -> None:
    assert verdict("Til Tjenesteyteren", "firm") is Verdict.RIGHT
    assert verdict("Til Tjenesteyteren", "ase") is Verdict.NOT_NAMED


def test_namesakes_are_told_apart_by_their_addresses() -> None:
    assert verdict("Kari Hansen\nStorgata 4\n9008 Tromsø", "old") is Verdict.RIGHT
    assert verdict("Kari Hansen\nStorgata 4\n9008 Tromsø", "young") is Verdict.WRONG_NAMESAKE
    assert verdict("Kjære Kari Hansen", "young") is Verdict.SAME_NAME


def test_a_third_person_matters_more_than_a_namesake() -> None:
    assert verdict("Kari Hansen og Kåre Johan Løvås", "young") is Verdict.ANOTHER_TOO


def test_who_is_named_everywhere_is_not_told_of_in_each_letter() -> None:
    letter = "Hilsen Kåre Johan Løvås"
    assert verdict(f"Åse Ødegård. {letter}", known_everywhere={"kare"}) is Verdict.RIGHT
    assert verdict(letter, known_everywhere={"kare"}) is Verdict.NOT_NAMED


def test_an_identity_number_is_told_of_even_of_somebody_named_everywhere() -> None:
    assert verdict("Åse Ødegård 57912075186", known_everywhere={"kare"}) is Verdict.ANOTHERS_NUMBER


def test_a_letter_that_two_get_together_may_name_both() -> None:
    both = {"ase", "kare"}
    assert verdict("Åse Ødegård og Kåre Johan Løvås", together_with=both) is Verdict.RIGHT
    assert verdict("Kåre Johan Løvås", together_with=both) is Verdict.ANOTHER_INSTEAD


def test_the_judgement_names_whom_it_is_about() -> None:
    text = fold("Kåre Johan Løvås og Nina Tall")
    evidence = weigh(IdentityIndex(EVERYBODY).scan(text), text)
    assert judge(evidence, "ase").others == ("kare", "numbered")
    assert mentioned(evidence, besides="kare") == {"numbered"}
