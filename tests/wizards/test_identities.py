"""Names and numbers are found as PDFs write them, and not where they are not."""

import pytest

from desktop_app.wizards.folding import fold
from desktop_app.wizards.identities import Form, Hit, IdentityIndex, Kind
from desktop_app.wizards.people import Person, name_words

ASE = Person("ase", customer_id="K000231", national_id="17912099997", full_name="Åse Ødegård")
KARE = Person("kare", first_name="Kåre", middle_name="Johan", last_name="Løvås", full_name="Kåre Johan Løvås")
KARI = Person("kari", full_name="Kari Hansen")
ANNE_KARI = Person("anne-kari", full_name="Anne Kari Hansen")
BERG = Person("berg", first_name="Jan", last_name="van der Berg", full_name="Jan van der Berg")
FIRM = Person("firm", organisation_number="912345678", full_name="Fjord Drift AS")
EVERYBODY = (ASE, KARE, KARI, ANNE_KARI, BERG, FIRM)


def find(source: str, *people: Person) -> list[Hit]:
    return IdentityIndex(people or EVERYBODY).scan(fold(source))


def owners(source: str, *people: Person) -> list[str]:
    return [owner for hit in find(source, *people) for owner in hit.owners]


@pytest.mark.parametrize(
    "written",
    [
        "Åse Ødegård",
        "ÅSE ØDEGÅRD",
        "åse ødegård",
        "Åse\nØdegård",
        "Åse  Ødegård,",
        "A\u030ase Ødega\u030ard",  # decomposed, as macOS and some PDF writers have it
        "Åse Øde-\ngård",
        "Åse Øde\u00adgård",
        "Å s e  Ø d e g å r d",
        "ÅseØdegård",
        "Til:Åse Ødegård.",
        "Åse Ødegårds avtale",
        "\u200fÅse\u00a0Ødegård",
    ],
)
def test_a_name_is_found_exactly_however_the_pdf_writes_it(written: str) -> None:
    (hit,) = find(written)
    assert list(hit.owners) == ["ase"]
    assert hit.exact
    assert not hit.glued
    assert hit.form is Form.WHOLE


def test_ligatures_are_letters() -> None:
    assert owners("Oﬁr Steﬀen", Person("o", full_name="Ofir Steffen")) == ["o"]


def test_a_name_without_its_accents_is_found_but_not_exact() -> None:
    (hit,) = find("Ase Odegard")
    assert (list(hit.owners), hit.exact) == (["ase"], False)


def test_accents_tell_two_names_apart_where_they_are_written() -> None:
    paal, pal = Person("å", full_name="Pål Hansen"), Person("a", full_name="Pal Hansen")
    assert owners("Pål Hansen", paal, pal) == ["å"]
    assert owners("Pal Hansen", paal, pal) == ["a"]
    assert sorted(owners("Pál Hansen", paal, pal)) == ["a", "å"]


def test_words_run_together_are_marked() -> None:
    (hit,) = find("post: åseødegård@example.org")
    assert hit.glued


@pytest.mark.parametrize(
    "written", ["Åse Ødegårdsen", "Nåse Ødegård", "Åse", "Ødegård", "Åse og Ola Ødegård", ""]
)
def test_other_words_are_not_the_name(written: str) -> None:
    assert owners(written) == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Kåre Johan Løvås", Form.WHOLE),
        ("Løvås, Kåre Johan", Form.REVERSED),
        ("Kåre Løvås", Form.SHORTENED),
        ("Kåre J. Løvås", Form.SHORTENED),
        ("Løvås, Kåre", Form.SHORTENED),
    ],
)
def test_the_form_says_how_much_of_the_name_was_found(written: str, form: Form) -> None:
    (hit,) = find(written)
    assert hit.owners == {"kare": form}


def test_a_last_name_of_several_words_stays_together() -> None:
    assert find("van der Berg, Jan")[0].owners == {"berg": Form.REVERSED}


def test_a_registered_name_may_have_its_last_name_first() -> None:
    assert name_words(Person("k", full_name="Løvås, Kåre Johan")) == ("Kåre", "Johan", "Løvås")


def test_a_name_inside_a_longer_name_is_not_found() -> None:
    assert owners("Anne Kari Hansen") == ["anne-kari"]
    assert owners("Kari Hansen") == ["kari"]
    assert sorted(owners("Kari Hansen og Anne Kari Hansen")) == ["anne-kari", "kari"]


def test_people_of_the_same_name_are_found_together() -> None:
    assert sorted(owners("Kari Hansen", KARI, Person("other", full_name="KARI HANSEN"))) == ["kari", "other"]


def test_a_company_is_found_with_and_without_its_legal_form() -> None:
    assert find("Fjord Drift AS")[0].owners == {"firm": Form.WHOLE}
    assert find("Fjord Drift")[0].owners == {"firm": Form.SHORTENED}
    assert owners("Drift Fjord") == []


@pytest.mark.parametrize("written", ["17912099997", "179120 99997", "fnr.17912099997,", "179120-99997"])
def test_an_identity_number_is_found_with_or_without_a_gap(written: str) -> None:
    assert [hit.kind for hit in find(written)] == [Kind.NATIONAL_ID]


@pytest.mark.parametrize("written", ["1791209999", "179120999970", "017912099997"])
def test_a_longer_or_shorter_number_is_another_number(written: str) -> None:
    assert owners(written) == []


@pytest.mark.parametrize("written", ["K000231", "k000231", "K-000231", "K 000231", "Kundenr. K000231:"])
def test_a_customer_id_is_found(written: str) -> None:
    assert [hit.kind for hit in find(written)] == [Kind.CUSTOMER_ID]


@pytest.mark.parametrize("written", ["K0002310", "XK000231", "000231"])
def test_a_part_of_a_customer_id_is_not_it(written: str) -> None:
    assert owners(written) == []


def test_tiny_customer_ids_are_found_as_whole_numbers() -> None:
    assert owners("nr 7 av 17", Person("7", customer_id="7")) == ["7"]


def test_an_address_needs_its_street_and_its_postcode() -> None:
    person = Person("p", full_name="Kari Hansen", address1="Storgata 4", postcode="9008")
    assert [hit.kind for hit in find("Storgata 4\n9008 Tromsø", person)] == [Kind.ADDRESS]
    assert find("Storgata 4, 9010 Tromsø", person) == []


def test_only_the_wanted_kinds_are_looked_for() -> None:
    index = IdentityIndex([ASE], [Kind.CUSTOMER_ID])
    assert [hit.kind for hit in index.scan(fold("Åse Ødegård K000231 17912099997"))] == [Kind.CUSTOMER_ID]


def test_folding_keeps_both_forms_of_equal_length() -> None:
    folded = fold("Straße İstanbul ÆØÅ éü ĳ ﬃ 10 m²")
    assert len(folded.exact) == len(folded.folded)
    assert folded.folded.isascii()


def test_a_word_can_be_asked_for_by_its_number() -> None:
    folded = fold("Kundenr K000231")
    assert [folded.word(number) for number in range(len(folded.words))] == ["kundenr", "k", "000231"]
    assert folded.word_at(8) == 2
