"""Recipients who are perhaps one person: found with care, put together with care, and taken apart again."""

from dataclasses import replace

import pytest

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.register.duplicates import DuplicateReason, MergeRefused
from desktop_app.register.model import Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import Register
from tests.helpers.fake_clock import FakeClock
from tests.helpers.synthetic_numbers import synthetic_people
from tests.register.test_recipients import ASE, OLA, as_shown, look_up, saved

ONE_NUMBER, OTHER_NUMBER = synthetic_people(2)


class TestFinding:
    def test_one_e_mail_address_in_any_letters_is_a_hint(self, register: Register) -> None:
        one = saved(register, replace(OLA, email="Ola@example.org"))
        other = saved(register, Recipient("K30", full_name="O. Nordmann", email="ola@example.org"))
        (group,) = register.duplicates()
        assert (group.reason, group.recipient_ids) == (DuplicateReason.SAME_EMAIL, (one.id, other.id))

    def test_people_whose_numbers_tell_them_apart_are_no_group(self, register: Register) -> None:
        saved(register, replace(OLA, national_id=ONE_NUMBER, email="family@example.org"))
        saved(register, replace(OLA, customer_id="K2", national_id=OTHER_NUMBER, email="family@example.org"))
        assert register.duplicates() == []

    def test_a_third_without_a_number_may_be_either_and_is_shown(self, register: Register) -> None:
        for name, number in (("K1", ONE_NUMBER), ("K2", OTHER_NUMBER), ("K3", None)):
            saved(register, replace(OLA, customer_id=name, national_id=number))
        (group,) = register.duplicates()
        assert len(group.recipient_ids) == 3

    def test_those_who_are_said_to_be_different_are_not_shown_again(self, register: Register) -> None:
        one, other = saved(register, OLA), saved(register, replace(OLA, customer_id="K2"))
        register.keep_apart([other.id, one.id])
        assert register.duplicates() == []
        third = saved(register, replace(OLA, customer_id="K3"))
        (group,) = register.duplicates()
        assert group.recipient_ids == (one.id, other.id, third.id), "of the third nobody has said anything"


class TestMerging:
    def test_each_field_has_the_value_that_was_chosen(self, register: Register) -> None:
        kept = saved(register, replace(ASE, address1="Storgata 4", city="Tromsø"))
        other = saved(register, replace(ASE, customer_id="K20", address1="Havnegata 9", phone="99999999"))
        register.merge(kept.id, [other.id], {"address1": other.id, "phone": kept.id})
        after = register.get(kept.id)
        assert (after.address1, after.phone, after.customer_id) == ("Havnegata 9", "+4790000001", "K17")

    def test_a_field_can_be_chosen_to_be_empty(self, register: Register) -> None:
        kept = saved(register, replace(ASE, address2="c/o Berg"))
        other = saved(register, replace(ASE, customer_id="K20"))
        register.merge(kept.id, [other.id], {"address2": other.id})
        assert register.get(kept.id).address2 is None

    def test_what_lookups_said_of_the_others_stays_and_comes_back_with_the_undo(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        kept, other = saved(register, ASE), saved(register, replace(ASE, customer_id="K20"))
        look_up(register, database, "K17", clock, "kept#1")
        look_up(register, database, "K20", clock, "other#1")
        own, others = register.lookups_of(kept.id), register.lookups_of(other.id)
        change = register.merge(kept.id, [other.id])
        assert [event.digipost_address for event in register.lookups_of(kept.id)] == ["kept#1", "other#1"]
        register.undo(change)
        assert (register.lookups_of(kept.id), register.lookups_of(other.id)) == (own, others)

    def test_numbers_that_differ_are_refused_whatever_was_chosen(self, register: Register) -> None:
        kept = saved(register, replace(OLA, national_id=ONE_NUMBER))
        other = saved(register, replace(OLA, customer_id="K2", national_id=OTHER_NUMBER))
        with pytest.raises(MergeRefused):
            register.merge(kept.id, [other.id], {"national_id": kept.id})
        assert register.count(RecipientQuery()) == 2

    def test_three_become_one_and_three_again(self, register: Register) -> None:
        before = [saved(register, replace(OLA, customer_id=name)) for name in ("A", "B", "C")]
        change = register.merge(before[1].id, [before[0].id, before[2].id])
        assert register.ids(RecipientQuery()) == [before[1].id]
        register.undo(change)
        after = [as_shown(register.get(one.id)) for one in before]
        assert after == [as_shown(one) for one in before]


class TestUndoingLater:
    """The person who is to come back may have gone for good meanwhile."""

    def test_an_edit_of_somebody_who_was_forgotten_does_not_bring_them_back(self, register: Register) -> None:
        found = saved(register, ASE)
        change = register.save(replace(found, city="Bodø"))
        register.forget(found.id)
        with pytest.raises(InputError, match="cannot be undone"):
            register.undo(change)
        assert register.count(RecipientQuery()) == 0

    def test_nor_does_the_undo_of_a_merge(self, register: Register) -> None:
        kept, other = saved(register, ASE), saved(register, replace(ASE, customer_id="K20"))
        change = register.merge(kept.id, [other.id])
        register.forget(kept.id)
        with pytest.raises(InputError, match="cannot be undone"):
            register.undo(change)
        assert register.count(RecipientQuery()) == 0

    def test_a_tag_is_given_back_to_those_who_are_still_there(self, register: Register) -> None:
        one, other = saved(register, ASE), saved(register, OLA)
        register.add_tag("choir", [one.id, other.id])
        change = register.remove_tag("choir", [one.id, other.id])
        register.forget(other.id)
        register.undo(change)
        assert register.ids(RecipientQuery(tags=frozenset({"choir"}))) == [one.id]


@pytest.mark.parametrize("name", ["", " ", "a;b", "a,b", "a|b", " a"])
def test_a_tag_has_a_name_that_a_file_can_carry(register: Register, name: str) -> None:
    found = saved(register, OLA)
    with pytest.raises(InputError, match="name of a tag"):
        register.add_tag(name, [found.id])
