"""Putting a file's rows together: one member a person, one subscription an id, whatever the order of the rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from desktop_app.base.texts import Text, text
from desktop_app.digis.importing.rows import MemberRow
from desktop_app.digis.model import Member, Subscription
from desktop_app.register.importing.report import RowError


@dataclass(slots=True)
class GatheredSubscription:
    """What the file's rows say of one subscription. The first row that names it counts."""

    first_row: int
    active: bool
    payer: str | None
    start: date | None
    last_end_date: date | None
    users: set[str] = field(default_factory=set)

    def as_saved(self, subscription_id: str, members: Iterable[str]) -> Subscription:
        """The subscription as it is saved, its users being those who are members."""
        return Subscription(
            id=subscription_id,
            active=self.active,
            users=frozenset(self.users.intersection(members)),
            payer=self.payer,
            start=self.start,
            last_end_date=self.last_end_date,
        )


@dataclass(frozen=True, slots=True)
class GatheredRow:
    """What is remembered of an accepted row until its subscription is whole."""

    number: int
    person_is_new: bool
    person_changed: bool
    subscription_id: str | None
    users: tuple[str, ...]
    lists_users: bool


class Gatherer:
    """Keeps what a file says of its subscriptions, and which rows speak of them."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._first_rows: dict[str, tuple[int, int]] = {}
        self.subscriptions: dict[str, GatheredSubscription] = {}
        self.rows: list[GatheredRow] = []

    def is_first(self, member: Member, row: int) -> tuple[bool, int | None]:
        """Whether this is the file's first row about the person; else the row that contradicts it, if one does."""
        first = self._first_rows.setdefault(member.person_id, (row, hash(member)))
        if first[0] == row:
            return True, None
        return False, first[0] if first[1] != hash(member) else None

    def add(self, row: MemberRow, *, person_is_new: bool, person_changed: bool) -> Iterator[RowError]:
        """Take an accepted row in; what it contradicts is told as warnings."""
        users = row.users or (row.member.person_id,)
        lists_users = row.users is not None
        self.rows.append(
            GatheredRow(row.number, person_is_new, person_changed, row.subscription_id, users, lists_users)
        )
        if row.subscription_id is None:
            return
        said = GatheredSubscription(
            row.number, self._is_active(row), row.payer, row.start, row.last_end_date, set(users)
        )
        known = self.subscriptions.setdefault(row.subscription_id, said)
        if known is said:
            return
        known.users.update(users)
        if _terms(known) != _terms(said):
            message = text(
                "It says something else of subscription {subscription} than row {row}, which counts.",
                subscription=row.subscription_id,
                row=str(known.first_row),
            )
            yield warning(row.number, "subscription_id", row.subscription_id, "contradiction", message)

    def _is_active(self, row: MemberRow) -> bool:
        """What the file says, or, where it does not, whether today lies between its dates."""
        if row.active is not None:
            return row.active
        begun = row.start is None or row.start <= self._today
        return begun and (row.last_end_date is None or row.last_end_date >= self._today)


def warning(row: int, field_name: str, value: str, code: str, message: Text) -> RowError:
    """A warning about a row as a whole."""
    return RowError(row, "", field_name, value, code, message)


def _terms(subscription: GatheredSubscription) -> tuple[object, ...]:
    return (subscription.active, subscription.payer, subscription.start, subscription.last_end_date)
