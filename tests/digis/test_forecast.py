"""A dry run tells who would be sent and why the others not, by the page, and agrees with what a run then does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.database import Database
from desktop_app.digis.forecast import (
    Forecast,
    ForecastQuery,
    ForecastSort,
    WhyNot,
    count_foreseen,
    forecast,
    foresee,
    list_foreseen,
)
from desktop_app.digis.tables import outbox
from tests.helpers.digis_room import member_row, open_database, take_in, write_members

STANDING = {
    "1001": "sent", "1002": "unknown", "1003": "failed", "1004": "withdrawn", "1005": "sending"
}  # fmt: skip
EXPECTED = {
    "1000": None, "1001": WhyNot.SENT, "1002": WhyNot.UNKNOWN, "1003": WhyNot.FAILED, "1004": WhyNot.ENDED,
    "1005": WhyNot.BEING_SENT, "1006": WhyNot.NOT_ACTIVE, "1007": WhyNot.NOT_QUEUED, "1008": WhyNot.ENDED,
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Nine members, one for each way to stand; the last waits although the subscription has ended since."""
    with open_database(tmp_path) as database:
        rows = [member_row(number, gender="?") for number in range(9)]
        rows[6]["subscriptionActive"] = "false"
        take_in(database, write_members(tmp_path / "members.csv", rows))
        with database.begin() as connection:
            for person, state in STANDING.items():
                connection.execute(outbox.update().where(outbox.c.person_id == person).values(state=state))
            connection.execute(outbox.delete().where(outbox.c.person_id == "1007"))
        ended = [member_row(8, subscriptionActive="false", gender="?")]
        take_in(database, write_members(tmp_path / "later.csv", ended))
        yield database


def page(database: Database, **query: object) -> list[str]:
    with database.read() as connection:
        wanted = ForecastQuery(**query)  # type: ignore[arg-type]
        found = list_foreseen(connection, wanted, 0, 100)
        assert count_foreseen(connection, wanted) == len(found)
    return [each.person_id for each in found]


def test_each_way_to_stand_has_its_reason(database: Database) -> None:
    assert {each.person_id: each.why_not for each in foresee(database)} == EXPECTED


def test_the_numbers_are_those_of_the_members(database: Database) -> None:
    not_sent = {why: list(EXPECTED.values()).count(why) for why in WhyNot}
    assert forecast(database) == Forecast(1, not_sent, sex_unknown=1, without_mobile=0, without_consent=1)


def test_where_the_setting_tries_unknown_ones_again_they_would_be_sent(database: Database) -> None:
    numbers = forecast(database, retry_unknown=True)
    assert (numbers.would_send, numbers.sex_unknown, numbers.without_consent) == (2, 2, 2)
    assert page(database, would_send=True, retry_unknown=True) == ["1000", "1002"]


def test_nobody_would_be_sent_from_an_empty_register(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with open_database(tmp_path / "empty") as empty:
        assert forecast(empty) == Forecast(0, {}, 0, 0, 0)


def test_pages_are_filtered_searched_and_sorted(database: Database) -> None:
    assert page(database, would_send=True) == ["1000"]
    assert len(page(database, would_send=False)) == 8
    assert page(database, search="Åkerlund7") == ["1007"]
    assert page(database, sort=ForecastSort.PERSON, descending=True)[0] == "1008"
    assert page(database, sort=ForecastSort.WHY)[0] == "1000"
    with database.read() as connection:
        second = list_foreseen(connection, ForecastQuery(sort=ForecastSort.PERSON), 4, 2)
    assert [each.person_id for each in second] == ["1004", "1005"]
