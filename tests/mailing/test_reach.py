"""How many were reached digitally, by month and by way of sending: counted in SQL from mailings at their end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from desktop_app.mailing.options import Pattern
from desktop_app.mailing.reach import MONTHS_SHOWN, Reach, ReachNumbers, reach_numbers
from desktop_app.mailing.states import State
from desktop_app.mailing.tables import mailings
from tests.helpers.mailing_room import MailingRoom

FINISHED = {"state": State.FINISHED, "pattern": Pattern.SPLIT_FIRST}


def add(room: MailingRoom, month: int, digital: int, rest: int = 0, **columns: object) -> None:
    """A mailing of 2027 with so many delivered digitally and so many not."""
    values: dict[str, object] = {
        "name": "Årsavgift", "options": "{}", "revision": 1, "created_at": datetime(2027, month, 3, tzinfo=UTC),
        "confirmed_at": datetime(2027, month, 4, tzinfo=UTC), "digital": digital, "remainder": rest,
    }  # fmt: skip
    with room.database.begin() as connection:
        connection.execute(insert(mailings).values({**values, **FINISHED, **columns}))


def numbers(room: MailingRoom) -> ReachNumbers:
    with room.database.read() as connection:
        return reach_numbers(connection)


def test_nothing_sent_is_nothing_to_draw(room: MailingRoom) -> None:
    assert numbers(room) == ReachNumbers()


def test_one_mailing_is_one_bar_of_each_kind(room: MailingRoom) -> None:
    add(room, 3, 387, 25)
    assert numbers(room) == ReachNumbers(
        by_month=(("2027-03", Reach(387, 412)),), by_pattern=((Pattern.SPLIT_FIRST, Reach(387, 412)),)
    )
    assert numbers(room).by_month[0][1].share == pytest.approx(0.939, abs=0.001)


def test_mailings_of_a_month_and_of_a_way_are_added_up(room: MailingRoom) -> None:
    for number in range(50):
        pattern = Pattern.SPLIT_FIRST if number % 2 else Pattern.WITH_PRINT
        add(room, number % 10 + 1, 10, 2, printed=3, pattern=pattern)
    found = numbers(room)
    assert [month for month, _reach in found.by_month] == [f"2027-{month:02}" for month in range(5, 11)]
    assert len(found.by_month) == MONTHS_SHOWN
    assert {reach for _month, reach in found.by_month} == {Reach(50, 75)}
    assert dict(found.by_pattern) == {
        Pattern.SPLIT_FIRST: Reach(250, 375),
        Pattern.WITH_PRINT: Reach(250, 375),
    }


@pytest.mark.parametrize(
    "unfinished",
    [
        {"state": State.DRAFT, "confirmed_at": None},
        {"state": State.CANCELLED},
        {"state": State.FAILED},
        {"state": State.ACKNOWLEDGED, "waiting": 412},
    ],
    ids=["draft", "cancelled", "refused", "under way"],
)
def test_what_is_not_at_its_end_says_nothing(room: MailingRoom, unfinished: dict[str, object]) -> None:
    add(room, 3, 0, 412, **unfinished)
    assert numbers(room) == ReachNumbers()


def test_home_carries_the_numbers(room: MailingRoom, tmp_path: Path) -> None:
    add(room, 3, 387, 25)
    assert room.service.home().reach.by_month == (("2027-03", Reach(387, 412)),)
