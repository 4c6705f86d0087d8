"""Many people, packed."""

from desktop_app.wizards.people import PackedPeople, Person

WHOLE = Person(
    "7",
    "K000231",
    "57912075186",
    "987654321",
    "Åse Marie Ødegård",
    "Åse",
    "Marie",
    "Ødegård",
    "Storgata 4",
    "9008",
)
BARE = Person("8", full_name="Kåre")


def test_they_come_out_as_they_went_in() -> None:
    people = PackedPeople([WHOLE, BARE])
    people.append(WHOLE)
    assert len(people) == 3
    assert list(people) == [WHOLE, BARE, WHOLE]
    assert people[1] == BARE


def test_nothing_in_a_field_is_taken_for_the_end_of_it() -> None:
    odd = Person("9", full_name="Åse\x1fØdegård", address1="Storgata 4\n0123")
    (out,) = PackedPeople([odd])
    assert out == Person("9", full_name="Åse Ødegård", address1="Storgata 4\n0123")
