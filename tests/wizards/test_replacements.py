"""Files chosen by hand."""

from desktop_app.mailing.options import Pattern
from desktop_app.wizards.check_step import check_mark
from desktop_app.wizards.draft import Draft, LettersChoice
from desktop_app.wizards.replacements import Replacements


def test_they_are_what_was_chosen() -> None:
    chosen = LettersChoice(replacements={"K2": "/b.pdf", "K1": "/a.pdf"}).replacements
    assert chosen == {"K1": "/a.pdf", "K2": "/b.pdf"}
    assert list(chosen) == ["K2", "K1"]


def test_the_same_files_are_equal_in_any_order_and_others_are_not() -> None:
    one, same = Replacements({"K1": "/a", "K2": "/b"}), Replacements({"K2": "/b", "K1": "/a"})
    assert one == same
    assert hash(one) == hash(same)
    assert repr(one) == repr(same)
    assert one != Replacements({"K1": "/b", "K2": "/a"})
    assert repr(one) != repr(Replacements({"K1": "/b", "K2": "/a"}))


def test_however_many_they_are_told_apart_by_a_short_mark() -> None:
    many = Replacements({f"K{number}": f"/{number}.pdf" for number in range(10_000)})
    assert len(repr(many)) < 100
    fewer = Replacements(dict(list(many.items())[1:]))
    assert check_mark(draft_with(many)) != check_mark(draft_with(fewer))


def draft_with(replacements: Replacements) -> Draft:
    return Draft("d", Pattern.SPLIT_FIRST, letters=LettersChoice(replacements=replacements))
