"""A file into the register: all good rows or nothing, and a report that adds up."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled, InputError
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended
from desktop_app.register.importing import ImportMode, ImportReport, ImportRow
from desktop_app.register.lookup_rules import LookupOutcome, NamedBy, apply_lookup
from desktop_app.register.migrations import MIGRATIONS
from desktop_app.register.model import LookupStatus, Recipient
from desktop_app.register.postponing import PostponedIndexes
from desktop_app.register.queries import RecipientQuery, SortKey
from desktop_app.register.recipients import Register
from tests.helpers.fake_clock import FakeClock
from tests.helpers.register_files import import_file, write_csv, write_xlsx
from tests.helpers.synthetic_numbers import synthetic_people

HEADINGS = "Kunde ID;Navn;Fødselsnummer;Adresse;Postnr;Poststed"
ASE = "17;Åse Ødegård;15507600333;Storgata 4;9008;Tromsø"
OLA = "18;Ola Nordmann;;Havnegata 2;0150;Oslo"
KARI = "19;Kari Lie;05440355678;Strandveien 1;5003;Bergen"


def counts(report: ImportReport) -> dict[str, int]:
    return {name: getattr(report, name) for name in ("read", "new", "changed", "same", "rejected")}


def everybody(register: Register) -> list[Recipient]:
    return list(register.iterate(RecipientQuery(sort=SortKey.CUSTOMER_ID)))


def customer_ids(register: Register) -> list[str]:
    return [recipient.customer_id for recipient in everybody(register)]


def look_up_everybody(database: Database, register: Register, clock: FakeClock) -> None:
    clock.advance(60)
    outcomes = [
        LookupOutcome(
            one.customer_id, LookupStatus.DIGIPOST, NamedBy.NATIONAL_ID, f"address#{one.customer_id}"
        )
        for one in everybody(register)
    ]
    with database.begin() as connection:
        apply_lookup(connection, outcomes, job_id="job-1", asked_at=clock.now(), answered_at=clock.now())
    clock.advance(60)


class TestCounts:
    def test_new_people_come_in_and_the_same_file_again_changes_nothing(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA, KARI)
        assert counts(import_file(database, path)) == {
            "read": 3, "new": 3, "changed": 0, "same": 0, "rejected": 0
        }  # fmt: skip
        before = everybody(register)
        assert counts(import_file(database, path)) == {
            "read": 3, "new": 0, "changed": 0, "same": 3, "rejected": 0
        }  # fmt: skip
        assert everybody(register) == before
        assert [one.full_name for one in before] == ["Åse Ødegård", "Ola Nordmann", "Kari Lie"]

    def test_what_differs_is_taken_over(self, database: Database, register: Register, tmp_path: Path) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA))
        changed = write_csv(
            tmp_path / "b.csv", "Kunde ID;Navn;Poststed", "17;Åse Ødegård;Bodø", "18;Ola Nordmann;Oslo"
        )
        report = import_file(database, changed)
        assert counts(report) == {"read": 2, "new": 0, "changed": 1, "same": 1, "rejected": 0}
        ase = register.by_customer_id("17")
        assert ase is not None
        assert (ase.city, ase.postcode, ase.address1) == ("Bodø", "9008", "Storgata 4")

    def test_a_bad_row_never_rejects_the_good_ones(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(
            tmp_path / "a.csv", HEADINGS, ASE, "20;Per Moen;15507600334;;;", "21;Nils", OLA, "22;;;;;"
        )
        report = import_file(database, path)
        assert counts(report) == {"read": 5, "new": 2, "changed": 0, "same": 0, "rejected": 3}
        assert customer_ids(register) == ["17", "18"]
        assert [(error.row, error.column, error.value, error.code) for error in report.errors] == [
            (3, "Fødselsnummer", "155076 •••••", "national_id_control_digits"),
            (4, "", "", "columns"),
            (6, "Navn", "", "nobody"),
        ]
        assert report.error_count == 3

    def test_somebody_twice_in_the_file_comes_in_once(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        filler = [f"{number};Person {number};;;;" for number in range(100, 400)]
        path = write_csv(tmp_path / "a.csv", HEADINGS, ASE, ASE, *filler, "17;Somebody Else;;;;")
        report = import_file(database, path)
        assert counts(report) == {"read": 303, "new": 301, "changed": 0, "same": 0, "rejected": 2}
        assert [(error.row, error.code, error.column, error.value) for error in report.errors] == [
            (3, "twice", "Kunde ID", "17"),
            (304, "twice", "Kunde ID", "17"),
        ]
        assert "Row 2" in str(report.errors[1].message)
        again = import_file(database, path)
        assert counts(again) == {"read": 303, "new": 0, "changed": 0, "same": 301, "rejected": 2}

    def test_a_good_row_after_a_bad_one_of_the_same_person_is_taken(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        report = import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, "17;Åse;15507600334;;;", ASE))
        assert counts(report) == {"read": 2, "new": 1, "changed": 0, "same": 0, "rejected": 1}

    def test_one_identity_number_under_two_customer_ids_is_told(
        self, database: Database, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, KARI))
        report = import_file(
            database,
            write_csv(
                tmp_path / "b.csv", HEADINGS, ASE, ASE.replace("17", "20", 1), KARI.replace("19", "21", 1)
            ),
        )
        assert report.rejected == 0
        assert [(one.row, one.code, one.value, one.column) for one in report.warnings] == [
            (3, "same_number", "155076 •••••", "Fødselsnummer"),
            (4, "same_number", "054403 •••••", "Fødselsnummer"),
        ]
        assert "17, 20" in str(report.warnings[0].message)

    def test_test_people_are_counted(self, database: Database, tmp_path: Path) -> None:
        assert import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA, KARI)).synthetic == 2

    def test_a_customer_id_that_was_put_into_another_is_refused_with_the_other(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, ASE, ASE.replace("17", "20", 1))
        import_file(database, path)
        kept, other = everybody(register)
        register.merge(kept.id, [other.id])
        report = import_file(database, path)
        assert counts(report) == {"read": 2, "new": 0, "changed": 0, "same": 1, "rejected": 1}
        assert [(error.row, error.code) for error in report.errors] == [(3, "merged")]
        assert "17" in str(report.errors[0].message)

    @settings(max_examples=20)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["1", "2", "3", "", "4"]),
                st.sampled_from(["Kari Lie", "Ola Moen", "", "Per\x01"]),
                st.sampled_from(["", "15507600333", "05440355678", "12345678901"]),
            ),
            min_size=1,
            max_size=12,
        ),
        st.sampled_from(list(ImportMode)),
    )
    def test_the_counts_always_add_up_and_a_second_import_adds_nobody(
        self, tmp_path_factory: pytest.TempPathFactory, rows: Sequence[tuple[str, str, str]], mode: ImportMode
    ) -> None:
        folder = tmp_path_factory.mktemp("any")
        clock = FakeClock()
        database = Database.open(folder / "r.sqlite", MIGRATIONS, backups=folder, clock=clock)
        try:
            lines = [";".join(row) for row in rows if any(row)] or ["1;Kari;"]
            path = write_csv(folder / "a.csv", "Kunde ID;Navn;Fødselsnummer", *lines)
            first, second = (import_file(database, path, mode) for _ in range(2))
            for report in (first, second):
                assert (
                    report.read == report.new + report.changed + report.same + report.rejected == len(lines)
                )
            assert Register(database, clock).count(RecipientQuery()) == first.new
            assert second.new == 0
        finally:
            database.dispose()


class TestModes:
    @pytest.fixture(autouse=True)
    def _register(self, database: Database, tmp_path: Path) -> None:
        import_file(database, write_csv(tmp_path / "start.csv", HEADINGS, ASE, OLA))

    def test_adding_leaves_known_people_as_they_are(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, ASE.replace("Tromsø", "Bodø"), OLA, KARI)
        report = import_file(database, path, ImportMode.ADD)
        assert counts(report) == {"read": 3, "new": 1, "changed": 0, "same": 2, "rejected": 0}
        assert report.kept == 1
        assert everybody(register)[0].city == "Tromsø"

    def test_an_empty_cell_changes_nothing_when_updating_and_empties_when_replacing(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, "17;Åse Ødegård;15507600333;;;Tromsø", OLA)
        assert import_file(database, path, ImportMode.UPDATE).changed == 0
        assert import_file(database, path, ImportMode.REPLACE).changed == 1
        after = everybody(register)[0]
        assert (after.address1, after.postcode, after.city) == (None, None, "Tromsø")

    def test_replacing_counts_who_is_missing_and_removes_them_only_once_confirmed(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, OLA, KARI)
        report = import_file(database, path, ImportMode.REPLACE)
        assert (report.missing, report.removed) == (1, 0)
        assert customer_ids(register) == ["17", "18", "19"]
        report = import_file(database, path, ImportMode.REPLACE, remove_missing=True)
        assert (report.missing, report.removed) == (1, 1)
        assert customer_ids(register) == ["18", "19"]

    def test_replacing_never_removes_somebody_whose_row_was_rejected(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, ASE.replace("333;", "334;"), KARI)
        report = import_file(database, path, ImportMode.REPLACE, remove_missing=True)
        assert (report.rejected, report.removed) == (1, 1)
        assert customer_ids(register) == ["17", "19"]

    @pytest.mark.parametrize(
        ("lines", "reason"),
        [
            ([OLA, "a ragged row"], "do not tell whom"),
            (["17;Åse;15507600334;;;"], "no row of the file could be used"),
        ],
    )
    def test_replacing_removes_nobody_when_the_file_is_in_doubt(
        self, database: Database, register: Register, tmp_path: Path, lines: list[str], reason: str
    ) -> None:
        path = write_csv(tmp_path / "a.csv", HEADINGS, *lines)
        report = import_file(database, path, ImportMode.REPLACE, remove_missing=True)
        assert report.removed == 0
        assert reason in str(report.not_removed)
        assert customer_ids(register) == ["17", "18"]

    def test_known_people_may_come_with_a_customer_id_alone(self, database: Database, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "a.csv", "Kunde ID;E-post", "17;ase@example.org", "99;nobody@example.org")
        report = import_file(database, path)
        assert counts(report) == {"read": 2, "new": 0, "changed": 1, "same": 0, "rejected": 1}
        assert report.errors[0].code == "nobody"

    @pytest.mark.parametrize("mode", list(ImportMode))
    def test_a_dry_run_reports_the_same_and_changes_nothing(
        self, database: Database, register: Register, tmp_path: Path, mode: ImportMode
    ) -> None:
        path = write_csv(
            tmp_path / "a.csv", HEADINGS, ASE.replace("Tromsø", "Bodø"), KARI, "20;Per;1;;;", KARI
        )
        before = everybody(register)
        rehearsed = import_file(database, path, mode, dry_run=True, remove_missing=True)
        assert everybody(register) == before
        real = import_file(database, path, mode, remove_missing=True)
        assert replace(rehearsed, dry_run=False) == real
        assert real.rejected == 2


class TestLookups:
    def test_an_update_that_may_mean_another_person_forgets_the_lookup(
        self, database: Database, register: Register, clock: FakeClock, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA, KARI), clock=clock)
        look_up_everybody(database, register, clock)
        import_file(
            database,
            write_csv(
                tmp_path / "b.csv",
                HEADINGS,
                ASE.replace("Storgata 4", "Storgata 5"),
                OLA.replace("Ola", "Per"),
                KARI,
            ),
            clock=clock,
        )
        moved, other, same = everybody(register)
        assert (moved.status, moved.digipost_address) == (LookupStatus.DIGIPOST, "address#17")
        assert moved.identification_changed_at == clock.now()
        assert (other.status, other.digipost_address, other.looked_up_at) == (None, None, None)
        assert (same.status, same.digipost_address) == (LookupStatus.DIGIPOST, "address#19")

    def test_an_address_that_the_file_names_is_kept(
        self, database: Database, register: Register, clock: FakeClock, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, OLA), clock=clock)
        look_up_everybody(database, register, clock)
        path = write_csv(tmp_path / "b.csv", "Kunde ID;Navn;Digipostadresse", "18;Per Nordmann;address#18")
        assert import_file(database, path, clock=clock).changed == 1
        (after,) = everybody(register)
        assert (after.status, after.digipost_address) == (None, "address#18")
        assert import_file(database, path, clock=clock).same == 1

    def test_what_a_lookup_found_is_not_emptied_by_a_file_that_does_not_know_it(
        self, database: Database, register: Register, clock: FakeClock, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", f"{HEADINGS};Digipostadresse", f"{OLA};")
        import_file(database, path, clock=clock)
        look_up_everybody(database, register, clock)
        assert import_file(database, path, ImportMode.REPLACE, clock=clock).same == 1
        assert everybody(register)[0].digipost_address == "address#18"


class TestWithoutCustomerIds:
    PEOPLE = (
        "Navn;Fødselsnummer;Organisasjonsnummer;Adresse;Postnr",
        "Åse Ødegård;15507600333;;Storgata 4;9008",
        "Hansen Bygg AS;;974760673;;",
        "Ola Nordmann;;;Havnegata 2;0150",
    )

    def test_everybody_gets_an_id_of_the_programs_own_and_is_recognised_the_next_time(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_csv(tmp_path / "a.csv", *self.PEOPLE)
        assert import_file(database, path).new == 3
        assert customer_ids(register) == ["K000001", "K000002", "K000003"]
        path = write_csv(
            tmp_path / "b.csv",
            self.PEOPLE[0],
            "Åse Moen;15507600333;;Elsewhere 1;0150",
            "Hansen Bygg og Anlegg AS;;974760673;;",
            "OLA NORDMANN;;;havnegata 2;0150",
        )
        assert counts(import_file(database, path)) == {
            "read": 3, "new": 0, "changed": 3, "same": 0, "rejected": 0
        }  # fmt: skip
        assert customer_ids(register) == ["K000001", "K000002", "K000003"]

    def test_the_same_person_twice_is_refused_the_second_time(
        self, database: Database, tmp_path: Path
    ) -> None:
        filler = [f"Person {number};;;Street {number};0150" for number in range(300)]
        path = write_csv(tmp_path / "a.csv", *self.PEOPLE, *self.PEOPLE[1:], *filler, self.PEOPLE[1])
        report = import_file(database, path)
        assert counts(report) == {"read": 307, "new": 303, "changed": 0, "same": 0, "rejected": 4}
        assert [(error.row, error.code) for error in report.errors] == [
            (row, "twice") for row in (5, 6, 7, 308)
        ]

    def test_several_who_fit_are_left_to_the_person(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        for number in (1, 2):
            register.save(
                Recipient(str(number), full_name="Ola Nordmann", address1="Havnegata 2", postcode="0150")
            )
        report = import_file(database, write_csv(tmp_path / "a.csv", *self.PEOPLE))
        assert [(error.row, error.code) for error in report.errors] == [(4, "ambiguous")]
        assert report.new == 2

    def test_an_id_that_somebody_has_by_hand_is_not_given_again(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        register.save(Recipient("K000002", full_name="By Hand"))
        import_file(database, write_csv(tmp_path / "a.csv", *self.PEOPLE))
        assert customer_ids(register) == ["K000002", "K000002-2", "K000003", "K000004"]


class TestTags:
    def test_tags_come_with_the_rows_and_follow_the_file(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", "Kunde ID,Navn,Tags", '1,Kari,"b; a"', "2,Ola,"))
        assert [one.tags for one in everybody(register)] == [("a", "b"), ()]
        path = write_csv(tmp_path / "b.csv", "Kunde ID,Navn,Tags", "1,Kari,a; c", "2,Ola,")
        assert counts(import_file(database, path)) == {
            "read": 2, "new": 0, "changed": 1, "same": 1, "rejected": 0
        }  # fmt: skip
        assert [one.tags for one in everybody(register)] == [("a", "c"), ()]


class TestWorkAndSafety:
    def test_a_cancelled_import_leaves_nothing_behind(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        class StopsAfterSomeRows(Unattended):
            rows = 0

            def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
                self.rows = done

            def check_cancelled(self) -> None:
                if self.rows:
                    raise Cancelled

        lines = [f"{number};Person {number};;;;" for number in range(1000)]
        with pytest.raises(Cancelled):
            import_file(
                database, write_csv(tmp_path / "a.csv", HEADINGS, *lines), context=StopsAfterSomeRows()
            )
        assert register.count(RecipientQuery()) == 0

    def test_progress_is_told_at_least_every_200_rows(self, database: Database, tmp_path: Path) -> None:
        told: list[tuple[int, int | None]] = []

        class Listening(Unattended):
            def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
                told.append((done, total))

        lines = [f"{number};Person {number};;;;" for number in range(500)]
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, *lines), context=Listening())
        assert told == [(200, 500), (400, 500), (500, 500)]

    def test_a_mailing_gets_the_accepted_rows_with_their_ids_and_other_columns(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, OLA))
        got: list[tuple[int, ImportRow]] = []
        path = write_csv(
            tmp_path / "b.csv",
            f"{HEADINGS};Filnavn;Båt",
            f"{ASE};17.pdf;A4",
            "20;x;1;;;;;",
            f"{OLA};18.pdf;B2",
        )
        import_file(database, path, on_rows=got.extend)
        assert [
            (register.get(key).customer_id, row.mailing.document, row.others["Båt"]) for key, row in got
        ] == [
            ("17", "17.pdf", "A4"),
            ("18", "18.pdf", "B2"),
        ]

    @pytest.mark.parametrize("headings", ["Mobil;E-post", "x;y"])
    def test_a_file_that_does_not_tell_who_is_refused_whole(
        self, database: Database, tmp_path: Path, headings: str
    ) -> None:
        with pytest.raises(InputError, match="No column tells"):
            import_file(database, write_csv(tmp_path / "a.csv", headings, "1;2"))

    def test_two_columns_of_one_heading_are_asked_about(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="columns B, C"):
            import_file(database, write_csv(tmp_path / "a.csv", "Kunde ID;Navn;Navn", "1;2;3"))

    def test_people_who_were_removed_leave_their_ids_unused(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA))
        gone = {one.id for one in everybody(register)}
        register.delete(sorted(gone))
        import_file(database, write_csv(tmp_path / "a.csv", HEADINGS, ASE, OLA))
        assert gone.isdisjoint({one.id for one in everybody(register)})

    def test_spreadsheets_come_in_by_the_same_rules(
        self, database: Database, register: Register, tmp_path: Path
    ) -> None:
        path = write_xlsx(
            tmp_path / "a.xlsx",
            ["Kunde ID", "Navn", "Fødselsnummer", "Postnr"],
            [17, "Kari", 5440355678, 150],
        )
        report = import_file(database, path)
        assert (report.new, report.restored_count, len(report.restored)) == (1, 2, 2)
        (kari,) = everybody(register)
        assert (kari.customer_id, kari.national_id, kari.postcode) == ("17", "05440355678", "0150")

    def test_a_large_import_builds_its_indexes_at_the_end_and_has_them_all_afterwards(
        self, database: Database, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_app.register.postponing._MANY", 300)
        before = index_names(database)
        numbers = synthetic_people(900)
        lines = [f"{number:03d};Person {number};{numbers[number]};;;" for number in range(900)]
        report = import_file(
            database, write_csv(tmp_path / "a.csv", HEADINGS, *lines, lines[0], ";Ny Person;;;;")
        )
        assert counts(report) == {"read": 902, "new": 901, "changed": 0, "same": 0, "rejected": 1}
        assert index_names(database) == before
        assert register.count(RecipientQuery(search=numbers[500])) == 1

    def test_indexes_that_were_needed_are_not_dropped_again(self, database: Database) -> None:
        before = index_names(database)
        with database.begin() as connection:
            indexes = PostponedIndexes(connection, 0)
            indexes.postpone(1_000_000)
            dropped = index_names_within(connection)
            indexes.needed()
            indexes.postpone(2_000_000)
            assert index_names_within(connection) == before
        assert len(dropped) < len(before)


def index_names(database: Database) -> set[str]:
    with database.read() as connection:
        return index_names_within(connection)


def index_names_within(connection: object) -> set[str]:
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")  # type: ignore[attr-defined]
    return {row[0] for row in rows}
