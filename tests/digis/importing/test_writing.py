"""Importing the gym's file: what each row becomes, who is queued by it, and what a wrong row does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.base.database import Database
from desktop_app.base.errors import Cancelled
from desktop_app.base.paths import resource
from desktop_app.base.texts import Text
from desktop_app.base.work import Unattended
from desktop_app.digis.importing import MemberImportReport
from desktop_app.digis.members import load_members, load_subscriptions
from desktop_app.digis.model import Gender, Unit
from desktop_app.digis.outbox import Queued, write_intent, write_outcome
from desktop_app.digis.outcomes import Sent
from desktop_app.digis.tables import members, outbox, subscriptions
from desktop_app.register.importing.headings import MappingRefused
from desktop_app.register.spreadsheets import write_table
from tests.helpers.digis_room import HEADINGS, member_row, open_database, states, take_in, write_members
from tests.helpers.fake_clock import FakeClock

Row = dict[str, str]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path) as database:
        yield database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def bring(database: Database, folder: Path, *rows: Row, **options: bool) -> MemberImportReport:
    return take_in(database, write_members(folder / "members.csv", rows), **options)  # type: ignore[arg-type]


def numbers(report: MemberImportReport) -> tuple[int, int, int, int]:
    assert report.read == report.new + report.changed + report.same + report.rejected
    return report.new, report.changed, report.same, report.rejected


def send(database: Database, person: str, subscription: str) -> None:
    clock = FakeClock()
    with database.begin() as connection:
        assert write_intent(connection, Queued(person, subscription), clock.now())
        write_outcome(connection, Queued(person, subscription), Sent(f"X-{person}"), clock.now())


def test_a_row_of_the_interchange_format_is_kept_whole(database: Database, folder: Path) -> None:
    bring(database, folder, member_row(1))
    with database.read() as connection:
        member = load_members(connection, ["1001"])["1001"]
        subscription = load_subscriptions(connection, ["1"])["1"]
    assert (member.first_name, member.last_name, member.street) == ("Förnamn1", "Åkerlund1", "Storgatan 1")
    assert (member.card_number, member.gender) == ("34230001", Gender.FEMALE)
    assert member.unit == Unit(id="", name="Centrum")
    assert (subscription.active, subscription.users, subscription.payer) == (
        True,
        frozenset({"1001"}),
        "1001",
    )
    assert str(subscription.last_end_date) == "2026-12-31"


def test_the_same_file_again_changes_nothing_and_queues_nobody(database: Database) -> None:
    sample = resource("sample", "members.csv")
    first, second = take_in(database, sample), take_in(database, sample)
    assert numbers(first) == (16, 0, 0, 0)
    assert numbers(second) == (0, 0, 16, 0)
    assert (first.queued, second.queued) == (14, 0)


class TestTrigger:
    """The rule as a file brings it about: who is queued by which save."""

    def test_first_save_active_queues_every_user(self, database: Database, folder: Path) -> None:
        family = [
            member_row(number, subscriptionId="804", users="1001,1002,1003", payer="1001")
            for number in (1, 2, 3)
        ]
        assert bring(database, folder, *family).queued == 3
        assert states(database) == dict.fromkeys(("1001", "1002", "1003"), "waiting")

    def test_users_may_also_have_a_row_each(self, database: Database, folder: Path) -> None:
        family = [member_row(number, subscriptionId="804", users="", payer="1001") for number in (1, 2, 3)]
        assert bring(database, folder, *family).queued == 3

    def test_first_save_inactive_queues_nobody(self, database: Database, folder: Path) -> None:
        assert bring(database, folder, member_row(1, subscriptionActive="false")).queued == 0

    def test_a_change_with_a_new_user_queues_that_user(self, database: Database, folder: Path) -> None:
        bring(database, folder, member_row(1, users="1001"))
        send(database, "1001", "1")
        again = bring(
            database,
            folder,
            member_row(1, users="1001,1002"),
            member_row(2, subscriptionId="1", users="1001,1002"),
        )
        assert (again.queued, numbers(again)) == (1, (1, 1, 0, 0))
        assert states(database) == {"1001": "sent", "1002": "waiting"}

    def test_a_change_without_a_new_user_queues_nobody(self, database: Database, folder: Path) -> None:
        bring(database, folder, member_row(1))
        send(database, "1001", "1")
        again = bring(database, folder, member_row(1, subscriptionEnd="2027-12-31"))
        assert (again.queued, numbers(again)) == (0, (0, 1, 0, 0))

    def test_ended_is_counted_and_queues_nobody(self, database: Database, folder: Path) -> None:
        bring(database, folder, member_row(1))
        again = bring(database, folder, member_row(1, subscriptionActive="false"))
        assert (again.ended, again.queued, numbers(again)) == (1, 0, (0, 1, 0, 0))

    def test_renewed_queues_who_was_never_sent_and_nobody_else(
        self, database: Database, folder: Path
    ) -> None:
        never = member_row(2, subscriptionActive="false")
        bring(database, folder, member_row(1), never)
        send(database, "1001", "1")
        bring(database, folder, member_row(1, subscriptionActive="false"), never)
        renewed = bring(database, folder, member_row(1), member_row(2))
        assert renewed.queued == 1
        assert states(database) == {"1001": "sent", "1002": "waiting"}

    def test_a_person_with_two_subscriptions_is_queued_once(self, database: Database, folder: Path) -> None:
        assert bring(database, folder, member_row(1), member_row(1, subscriptionId="77")).queued == 1

    def test_a_person_who_moved_to_another_subscription_is_not_queued_again(
        self, database: Database, folder: Path
    ) -> None:
        bring(database, folder, member_row(1))
        send(database, "1001", "1")
        moved = bring(
            database, folder, member_row(1, subscriptionActive="false"), member_row(1, subscriptionId="77")
        )
        assert (moved.queued, moved.ended) == (0, 1)


def test_a_dry_run_reports_the_same_and_leaves_nothing(database: Database, folder: Path) -> None:
    rows = (member_row(1), member_row(2, birthDate="soon"))
    trial, real = bring(database, folder, *rows, dry_run=True), None
    with database.read() as connection:
        for table in (members, subscriptions, outbox):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
    real = bring(database, folder, *rows)
    assert numbers(trial) == numbers(real) == (1, 0, 0, 1)
    assert trial.queued == real.queued == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"p_id": ""}, "p_id"),
        ({"birthDate": "31.31.1990"}, "birthDate"),
        ({"birthDate": "2999-01-01"}, "birthDate"),
        ({"subscriptionActive": "perhaps"}, "subscriptionActive"),
        ({"subscriptionEnd": "never"}, "subscriptionEnd"),
        ({"firstName": "Å\x00se"}, "firstName"),
    ],
)
def test_a_wrong_cell_rejects_its_row_and_is_named(
    database: Database, folder: Path, cells: Row, column: str
) -> None:
    report = bring(database, folder, member_row(1), member_row(2, **cells))
    assert numbers(report) == (1, 0, 0, 1)
    (error,) = report.errors
    assert (error.row, error.column) == (3, column)
    assert str(error.message)


def test_a_row_with_too_few_columns_is_rejected(database: Database, folder: Path) -> None:
    file = write_members(folder / "members.csv", [member_row(1), member_row(2)])
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:2], lines[2].rsplit(";", 3)[0]]) + "\n", "utf-8")
    report = take_in(database, file)
    assert numbers(report) == (1, 0, 0, 1)
    assert report.errors[0].code == "columns"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_file_may_be_written_as_windows_and_excel_write_it(
    database: Database, folder: Path, encoding: str, separator: str
) -> None:
    written = write_members(folder / "members.csv", [member_row(1, streetAddress="Åvägen 3 Ö")])
    file = folder / "other.csv"
    file.write_text(written.read_text("utf-8").replace(";", separator), encoding, newline="")
    assert numbers(take_in(database, file)) == (1, 0, 0, 0)
    with database.read() as connection:
        member = load_members(connection, ["1001"])["1001"]
    assert (member.street, member.first_name) == ("Åvägen 3 Ö", "Förnamn1")


def test_a_workbook_is_taken_like_a_csv_file(database: Database, folder: Path) -> None:
    rows = [member_row(number) for number in (1, 2)]
    file = folder / "members.xlsx"
    cells = ([row.get(name, "") for name in HEADINGS] for row in rows)
    write_table(file, HEADINGS, cells, context=Unattended())
    assert numbers(take_in(database, file)) == (2, 0, 0, 0)
    assert states(database) == {"1001": "waiting", "1002": "waiting"}


def test_the_word_null_is_nothing(database: Database, folder: Path) -> None:
    bring(database, folder, member_row(1, streetAddress="null", email="NULL"))
    with database.read() as connection:
        member = load_members(connection, ["1001"])["1001"]
    assert (member.street, member.email) == (None, None)


def test_a_user_whom_no_row_describes_is_told_and_sent_when_their_row_comes(
    database: Database, folder: Path
) -> None:
    first = bring(database, folder, member_row(1, users="1001,1002"))
    assert first.queued == 1
    assert [warning.code for warning in first.warnings] == ["stranger"]
    later = bring(
        database,
        folder,
        member_row(1, users="1001,1002"),
        member_row(2, subscriptionId="1", users="1001,1002"),
    )
    assert later.queued == 1


def test_a_file_that_holds_everybody_ends_what_it_does_not_name(database: Database, folder: Path) -> None:
    bring(database, folder, member_row(1), member_row(2))
    partial = bring(database, folder, member_row(1))
    assert (partial.missing, partial.ended) == (1, 0)
    whole = bring(database, folder, member_row(1), complete=True)
    assert (whole.missing, whole.ended) == (1, 1)


def test_rows_that_contradict_each_other_are_told_and_the_first_counts(
    database: Database, folder: Path
) -> None:
    report = bring(database, folder, member_row(1), member_row(1, subscriptionId="77", lastName="Annan"))
    assert [warning.code for warning in report.warnings] == ["contradiction"]
    again = bring(database, folder, member_row(1), member_row(1, subscriptionId="77", lastName="Annan"))
    assert numbers(again) == (0, 0, 2, 0)


def test_another_files_columns_are_named_by_hand(database: Database, folder: Path) -> None:
    file = folder / "annan.csv"
    file.write_text("Nr;Namn;Avtalsrad;Gäller\n7;Åse;863;ja\n", "utf-8")
    with pytest.raises(MappingRefused):
        take_in(database, file)
    pairs = (
        ("person_id", "Nr"),
        ("first_name", "Namn"),
        ("subscription_id", "Avtalsrad"),
        ("active", "Gäller"),
    )
    assert numbers(take_in(database, file, *pairs)) == (1, 0, 0, 0)
    assert states(database) == {"7": "waiting"}


def test_without_a_word_on_it_the_dates_say_whether_a_subscription_is_active(
    database: Database, folder: Path
) -> None:
    rows = [
        member_row(1, subscriptionActive="", subscriptionEnd="2026-03-02"),
        member_row(2, subscriptionActive="", subscriptionEnd="2026-03-01"),
        member_row(3, subscriptionActive="", subscriptionStart="2026-03-03"),
        member_row(4, subscriptionActive="", subscriptionEnd=""),
    ]
    bring(database, folder, *rows)
    assert set(states(database)) == {"1001", "1004"}


class _Stopped:
    def progress(self, done: int, total: int | None, label: Text | None = None) -> None:
        """Nobody watches."""

    def check_cancelled(self) -> None:
        raise Cancelled


def test_a_cancelled_import_leaves_nothing(database: Database, folder: Path) -> None:
    file = write_members(folder / "members.csv", [member_row(1)])
    with pytest.raises(Cancelled):
        take_in(database, file, context=_Stopped())
    assert states(database) == {}
