"""The register's front door: saving, finding, undoing, forgetting."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.base.errors import InputError
from desktop_app.base.work import Unattended
from desktop_app.register.duplicates import DuplicateReason, MergeRefused
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import RecipientRefused, RecipientUnknown, Register
from tests.helpers.fake_clock import FakeClock

ASE = Recipient(
    "K17",
    full_name="Åse Ødegård",
    national_id="15507600333",
    address1="Storgata 4",
    postcode="9008",
    city="Tromsø",
    birth_date=date(1976, 10, 15),
    phone="+4790000001",
    email="ase@example.org",
    tags=("board", "members"),
)
OLA = Recipient("K18", full_name="Ola Nordmann", address1="Havnegata 2", postcode="0150", city="Oslo")


def saved(register: Register, recipient: Recipient) -> Recipient:
    return register.get(register.save(recipient).made_ids[0])


def look_up(
    register: Register,
    database: Database,
    customer_id: str,
    clock: FakeClock,
    address: str = "ase.odegard#1234",
) -> None:
    clock.advance(60)
    with database.begin() as connection:
        apply_lookup(
            connection,
            [LookupOutcome(customer_id, LookupStatus.DIGIPOST, NamedBy.NATIONAL_ID, address)],
            job_id="job-1",
            asked_at=clock.now(),
            answered_at=clock.now(),
        )
    clock.advance(60)


class TestSaving:
    def test_a_saved_recipient_comes_back_as_it_was(self, register: Register, clock: FakeClock) -> None:
        found = saved(register, ASE)
        assert found == replace(
            ASE, id=found.id, updated_at=clock.now(), identification_changed_at=clock.now()
        )
        assert register.by_customer_id("K17") == found

    def test_a_recipient_that_is_not_there_is_an_error_with_words(self, register: Register) -> None:
        with pytest.raises(RecipientUnknown, match="not in the register"):
            register.get(4)
        assert register.by_customer_id("K99") is None

    def test_the_full_name_is_put_together_from_its_parts(self, register: Register) -> None:
        found = saved(register, Recipient("1", first_name="Kari", middle_name="Lie", last_name="Moen"))
        assert found.full_name == "Kari Lie Moen"
        register.save(replace(found, last_name="Dahl"))
        assert register.get(found.id).full_name == "Kari Lie Dahl"

    def test_fields_are_cleaned_like_those_of_an_import(self, register: Register) -> None:
        found = saved(
            register,
            replace(
                ASE, full_name="  A\u030ase \u200bØdegård ", national_id="155076 00333", phone="900 00 001"
            ),
        )
        assert found.full_name == "Åse Ødegård"
        assert found.national_id == "15507600333"
        assert found.phone == "90000001"

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("customer_id", "", "customer_id_missing"),
            ("national_id", "15507600334", "national_id_control_digits"),
            ("organisation_number", "974760674", "organisation_number_control_digits"),
            ("postcode", "90080", "postcode_foreign"),
            ("postcode", "15", "postcode_length"),
            ("email", "ase@example", "email"),
            ("phone", "call me", "phone"),
            ("birth_date", date(2199, 1, 1), "birth_date_unlikely"),
            ("digipost_address", "ase odegard", "blank"),
            ("full_name", "Å\x07se", "unreadable_character"),
            ("full_name", "Å" * 251, "too_long"),
        ],
    )
    def test_a_field_that_cannot_be_right_is_refused_and_nothing_is_saved(
        self, register: Register, field: str, value: object, code: str
    ) -> None:
        wrong = replace(ASE, **{field: value})  # type: ignore[arg-type]
        assert [(problem.field, problem.code) for problem in register.check(wrong)] == [(field, code)]
        with pytest.raises(RecipientRefused) as refused:
            register.save(wrong)
        assert [problem.code for problem in refused.value.problems] == [code]
        assert register.count(RecipientQuery()) == 0

    def test_a_lost_zero_is_suggested_and_not_put_back_silently(self, register: Register) -> None:
        problems = register.check(replace(ASE, postcode="150", national_id="5440355678"))
        assert {problem.field: problem.suggestion for problem in problems} == {
            "postcode": "0150",
            "national_id": "05440355678",
        }

    def test_two_recipients_cannot_have_one_customer_id(self, register: Register) -> None:
        saved(register, ASE)
        assert [problem.code for problem in register.check(replace(OLA, customer_id="K17"))] == [
            "customer_id_taken"
        ]

    def test_somebody_of_whom_nothing_is_told_is_refused(self, register: Register) -> None:
        assert [problem.code for problem in register.check(Recipient("1"))] == ["nobody"]

    def test_a_swedish_address_has_a_swedish_postcode(self, register: Register) -> None:
        found = saved(register, replace(OLA, postcode="41110", city="Göteborg", country="Sverige"))
        assert found.postcode == "411 10"


class TestEditsAndLookups:
    @pytest.mark.parametrize(
        "edit",
        [{"full_name": "Kåre Løvås"}, {"national_id": "05440355678"}, {"birth_date": date(1976, 10, 16)}],
    )
    def test_an_edit_that_may_mean_another_person_forgets_the_lookup(
        self, register: Register, database: Database, clock: FakeClock, edit: dict[str, object]
    ) -> None:
        saved(register, ASE)
        look_up(register, database, "K17", clock)
        found = register.by_customer_id("K17")
        assert found is not None
        register.save(replace(found, **edit))  # type: ignore[arg-type]
        after = register.get(found.id)
        assert (after.status, after.digipost_address, after.looked_up_at) == (None, None, None)

    def test_other_edits_keep_the_lookup(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        saved(register, ASE)
        look_up(register, database, "K17", clock)
        found = register.by_customer_id("K17")
        assert found is not None
        register.save(replace(found, email="new@example.org", full_name="ÅSE ØDEGÅRD"))
        assert register.get(found.id).digipost_address == "ase.odegard#1234"

    def test_an_address_written_in_the_same_edit_stays(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        saved(register, ASE)
        look_up(register, database, "K17", clock)
        found = register.by_customer_id("K17")
        assert found is not None
        register.save(replace(found, full_name="Kåre Løvås", digipost_address="kare.lovas#1"))
        after = register.get(found.id)
        assert (after.status, after.digipost_address) == (None, "kare.lovas#1")

    def test_a_lookup_applied_while_the_form_was_open_is_not_overwritten(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        in_the_form = saved(register, ASE)
        look_up(register, database, "K17", clock)
        register.save(replace(in_the_form, email="new@example.org"))
        after = register.get(in_the_form.id)
        assert (after.status, after.digipost_address) == (LookupStatus.DIGIPOST, "ase.odegard#1234")


class TestUndo:
    def test_an_added_recipient_goes_again(self, register: Register) -> None:
        change = register.save(ASE)
        register.undo(change)
        assert register.count(RecipientQuery()) == 0

    def test_an_edit_is_taken_back(self, register: Register) -> None:
        found = saved(register, ASE)
        change = register.save(replace(found, full_name="Kåre Løvås", tags=("board",)))
        register.undo(change)
        assert as_shown(register.get(found.id)) == as_shown(found)

    def test_removed_recipients_come_back_with_tags_and_history(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        found = saved(register, ASE)
        look_up(register, database, "K17", clock)
        found, history = register.get(found.id), register.lookups_of(found.id)
        change = register.delete([found.id])
        assert register.count(RecipientQuery()) == 0
        register.undo(change)
        assert as_shown(register.get(found.id)) == as_shown(found)
        assert register.lookups_of(found.id) == history
        assert len(history) == 1

    def test_a_recipient_who_came_back_is_found_by_searching(self, register: Register) -> None:
        found = saved(register, ASE)
        register.refresh_search_index(Unattended())
        register.undo(register.delete([found.id]))
        assert names(register, RecipientQuery(search="ødeg")) == ["Åse Ødegård"]
        register.refresh_search_index(Unattended())
        assert names(register, RecipientQuery(search="ødeg")) == ["Åse Ødegård"]


def as_shown(recipient: Recipient) -> Recipient:
    """Without the times that say when something was last touched."""
    return replace(recipient, updated_at=None, identification_changed_at=None)


def names(register: Register, query: RecipientQuery) -> list[str]:
    return [recipient.full_name for recipient in register.page(query)]


class TestQueries:
    @pytest.fixture(autouse=True)
    def _people(self, register: Register) -> None:
        for number, name in enumerate(
            ("Åse Ødegård", "Ola Nordmann", "Kari Ås", "Per Ærlig", "Nils Øye", "Anne Bø", "André Zahl")
        ):
            register.save(Recipient(f"K{number}", full_name=name, city="Oslo" if number % 2 else "Bergen"))

    def test_names_stand_in_the_order_of_the_norwegian_alphabet(self, register: Register) -> None:
        assert names(register, RecipientQuery()) == [
            "Anne Bø",
            "Ola Nordmann",
            "André Zahl",
            "Per Ærlig",
            "Åse Ødegård",
            "Nils Øye",
            "Kari Ås",
        ]

    def test_the_order_can_be_turned_round(self, register: Register) -> None:
        backwards = names(register, RecipientQuery(descending=True))
        assert backwards == list(reversed(names(register, RecipientQuery())))

    @pytest.mark.parametrize("sort", list(SortKey))
    @pytest.mark.parametrize("descending", [False, True])
    def test_pages_never_overlap_and_leave_nobody_out(
        self, register: Register, sort: SortKey, descending: bool
    ) -> None:
        query = RecipientQuery(sort=sort, descending=descending)
        paged = [one.id for offset in range(0, 9, 2) for one in register.page(query, offset, 2)]
        assert paged == register.ids(query)
        assert len(set(paged)) == 7
        assert [one.id for one in register.iterate(query)] == paged

    def test_empty_values_come_last(self, register: Register) -> None:
        register.save(Recipient("K9", full_name="Without City"))
        assert names(register, RecipientQuery(sort=SortKey.CITY))[-1] == "Without City"

    def test_groups_narrow_together(self, register: Register) -> None:
        ids = register.ids(RecipientQuery())
        register.add_tag("board", ids[:3])
        register.add_tag("members", ids[2:])
        both = RecipientQuery(tags=frozenset({"board", "members"}))
        assert register.ids(both) == [ids[2]]
        assert [(tag.name, tag.count) for tag in register.tags()] == [("board", 3), ("members", 5)]

    def test_giving_and_taking_a_tag_is_undone_for_those_it_touched(self, register: Register) -> None:
        ids = register.ids(RecipientQuery())
        register.add_tag("board", ids[:2])
        change = register.add_tag("board", ids[:4])
        register.undo(change)
        assert register.ids(RecipientQuery(tags=frozenset({"board"}))) == ids[:2]
        register.undo(register.remove_tag("board", ids))
        assert register.ids(RecipientQuery(tags=frozenset({"board"}))) == ids[:2]

    def test_a_tag_is_renamed_unless_the_name_is_taken(self, register: Register) -> None:
        ids = register.ids(RecipientQuery())
        register.add_tag("board", ids[:1])
        register.add_tag("members", ids)
        register.rename_tag("board", "trustees")
        assert [tag.name for tag in register.tags()] == ["members", "trustees"]
        with pytest.raises(InputError, match="already"):
            register.rename_tag("trustees", "members")
        with pytest.raises(InputError, match="cannot be the name"):
            register.rename_tag("trustees", "trust; board")
        assert [tag.name for tag in register.tags()] == ["members", "trustees"]

    def test_two_tags_become_one_and_nobody_has_it_twice(self, register: Register) -> None:
        ids = register.ids(RecipientQuery())
        register.add_tag("board", ids[:3])
        register.add_tag("trustees", ids[2:4])
        register.rename_tag("board", "trustees", merge=True)
        assert [(tag.name, tag.count) for tag in register.tags()] == [("trustees", 4)]
        assert register.get(ids[2]).tags == ("trustees",)

    def test_the_name_of_a_tag_that_nobody_has_any_more_is_free(self, register: Register) -> None:
        ids = register.ids(RecipientQuery())
        register.add_tag("trustees", ids[:1])
        register.remove_tag("trustees", ids)
        register.add_tag("board", ids[:2])
        register.rename_tag("board", "trustees")
        assert [(tag.name, tag.count) for tag in register.tags()] == [("trustees", 2)]

    def test_saved_filters_follow_a_renamed_tag(self, register: Register) -> None:
        register.add_tag("board", register.ids(RecipientQuery())[:2])
        register.save_filter("Both", RecipientQuery(tags=frozenset({"board", "members"})))
        register.save_filter("All", RecipientQuery())
        register.rename_tag("board", "trustees")
        kept = {each.name: each.query.tags for each in register.saved_filters()}
        assert kept == {"Both": frozenset({"trustees", "members"}), "All": frozenset()}

    def test_a_saved_filter_comes_back_as_it_was(self, register: Register) -> None:
        query = RecipientQuery(
            search="øde",
            statuses=frozenset({None, LookupStatus.INVALID}),
            tags=frozenset({"board"}),
            lookup_older_than_days=30,
            sort=SortKey.CITY,
            descending=True,
        )
        register.save_filter("Old lookups", RecipientQuery())
        register.save_filter("Old lookups", query)
        register.save_filter("All", RecipientQuery())
        assert [(one.name, one.query) for one in register.saved_filters()] == [
            ("All", RecipientQuery()),
            ("Old lookups", query),
        ]
        register.delete_filter("All")
        assert [one.name for one in register.saved_filters()] == ["Old lookups"]

    def test_those_who_cannot_be_identified_are_found(self, register: Register) -> None:
        assert register.count(RecipientQuery(without_identification=True)) == 7
        register.save(replace(ASE, customer_id="by number", address1=None))
        register.save(replace(OLA, customer_id="by name and address"))
        assert register.count(RecipientQuery(without_identification=True)) == 7


class TestLookupFilters:
    @pytest.fixture(autouse=True)
    def _people(self, register: Register, database: Database, clock: FakeClock) -> None:
        for number in range(3):
            register.save(Recipient(str(number), full_name=f"Person {number}"))
        look_up(register, database, "0", clock, "a#1")
        clock.advance(timedelta(days=10).total_seconds())
        look_up(register, database, "1", clock, "b#1")

    def test_by_status_and_by_no_status(self, register: Register) -> None:
        assert names(register, RecipientQuery(statuses=frozenset({LookupStatus.DIGIPOST}))) == [
            "Person 0",
            "Person 1",
        ]
        assert names(register, RecipientQuery(statuses=frozenset({None}))) == ["Person 2"]
        assert register.count(RecipientQuery(statuses=frozenset({None, LookupStatus.DIGIPOST}))) == 3
        assert register.count_by_status() == {
            LookupStatus.DIGIPOST: 2,
            LookupStatus.IDENTIFIED: 0,
            LookupStatus.UNIDENTIFIED: 0,
            LookupStatus.INVALID: 0,
            None: 1,
        }

    def test_by_the_age_of_the_lookup_with_those_who_had_none(self, register: Register) -> None:
        assert names(register, RecipientQuery(lookup_older_than_days=5)) == ["Person 0", "Person 2"]
        assert register.count_older_lookups(RecipientQuery(), 5) == 2
        assert register.count_older_lookups(RecipientQuery(), 30) == 1
        oldest = register.oldest_lookup()
        assert oldest is not None
        assert oldest.days == 10


class TestForgetting:
    def test_nothing_of_a_forgotten_person_is_left_in_the_files(
        self, register: Register, database: Database, clock: FakeClock, tmp_path: Path
    ) -> None:
        for number in range(20):
            register.save(Recipient(str(number), full_name=f"Person {number}"))
        found = saved(register, replace(ASE, full_name="Qwertia Ødegård", email="qwertia@example.org"))
        look_up(register, database, "K17", clock)
        register.refresh_search_index(Unattended())
        register.save(replace(register.get(found.id), email="other.qwertia@example.org"))
        forgotten = register.forget(found.id)
        assert forgotten.national_id == "15507600333"
        with database.read() as connection:
            words = connection.exec_driver_sql("SELECT term FROM recipient_search_words").scalars().all()
        assert "per" in words
        assert not {"qwe", "wer", "øde", "tia"} & set(words)
        database.dispose()
        left = b"".join(path.read_bytes() for path in tmp_path.glob("register.sqlite*"))
        assert b"Person 7" in left
        for trace in ("Qwertia", "qwert", "15507600333", "ase.odegard#1234", "+4790000001"):
            assert trace.encode() not in left

    def test_forgetting_can_be_part_of_a_larger_transaction(
        self, register: Register, database: Database
    ) -> None:
        found = saved(register, ASE)

        def fail_after_forgetting() -> None:
            with database.begin() as connection:
                register.forget(found.id, connection)
                raise RuntimeError("the caller's own part failed")

        with pytest.raises(RuntimeError):
            fail_after_forgetting()
        assert register.get(found.id) == found

    def test_everything_held_about_one_person_can_be_shown(
        self, register: Register, database: Database, clock: FakeClock
    ) -> None:
        kept, other = saved(register, ASE), saved(register, OLA)
        look_up(register, database, "K17", clock)
        register.merge(kept.id, [other.id])
        held = register.held_about(kept.id).to_plain()
        assert held["recipient"]["national_id"] == "15507600333"
        assert held["recipient"]["birth_date"] == "1976-10-15"
        assert [event["change"] for event in held["lookups"]] == ["first"]
        assert held["former_customer_ids"] == ["K18"]


class TestDuplicates:
    def test_groups_are_found_and_the_surest_reason_is_named(self, register: Register) -> None:
        a, b = saved(register, ASE), saved(register, replace(ASE, customer_id="K20", address1="Elsewhere 1"))
        c, d = saved(register, OLA), saved(register, replace(OLA, customer_id="K21", address1="HAVNEGATA 2"))
        saved(register, replace(OLA, customer_id="K22", address1="Another street"))
        assert {(group.reason, group.recipient_ids) for group in register.duplicates()} == {
            (DuplicateReason.SAME_NUMBER, (a.id, b.id)),
            (DuplicateReason.SAME_NAME_AND_ADDRESS, (c.id, d.id)),
        }

    def test_a_merge_fills_blanks_keeps_own_values_and_joins_tags(self, register: Register) -> None:
        kept = saved(register, replace(ASE, email=None, tags=("board",)))
        other = saved(register, replace(ASE, customer_id="K20", phone="99999999", tags=("members",)))
        register.merge(kept.id, [other.id])
        after = register.get(kept.id)
        assert (after.email, after.phone, after.tags) == (
            "ase@example.org",
            "+4790000001",
            ("board", "members"),
        )
        assert register.count(RecipientQuery()) == 1

    def test_the_old_customer_id_still_finds_the_person(self, register: Register) -> None:
        kept, other, third = (saved(register, replace(ASE, customer_id=name)) for name in ("A", "B", "C"))
        register.merge(other.id, [third.id])
        register.merge(kept.id, [other.id])
        assert {one.id for one in register.by_customer_ids(["A", "B", "C"]).values()} == {kept.id}
        assert [problem.code for problem in register.check(replace(OLA, customer_id="C"))] == [
            "customer_id_taken"
        ]

    def test_a_merge_is_taken_back_whole(self, register: Register) -> None:
        kept, other = (
            saved(register, replace(ASE, email=None)),
            saved(register, replace(ASE, customer_id="K20")),
        )
        register.undo(register.merge(kept.id, [other.id]))
        assert as_shown(register.get(kept.id)) == as_shown(kept)
        assert as_shown(register.get(other.id)) == as_shown(other)
        found = register.by_customer_id("K20")
        assert found is not None
        assert found.id == other.id

    def test_people_with_different_numbers_are_never_put_together(self, register: Register) -> None:
        kept, other = saved(register, ASE), saved(register, replace(OLA, national_id="05440355678"))
        with pytest.raises(MergeRefused, match="different people"):
            register.merge(kept.id, [other.id])
        assert register.count(RecipientQuery()) == 2
