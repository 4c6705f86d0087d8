"""Who is sent when a subscription is saved: the member system's rule as a table."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.digis.model import Subscription
from desktop_app.digis.trigger import persons_to_send

FAMILY = Subscription(
    id="863", active=True, users=frozenset({"anna", "bo"}), payer="anna", last_end_date=date(2027, 1, 31)
)
ENDED = replace(FAMILY, active=False)
WITH_CHILD = replace(FAMILY, users=frozenset({"anna", "bo", "carl"}))
PROLONGED = replace(FAMILY, last_end_date=date(2028, 1, 31))
OTHER = Subscription(id="900", active=True, users=frozenset({"anna"}), payer="anna")


@pytest.mark.parametrize(
    ("case", "before", "after", "known", "expected"),
    [
        ("first save, active: every user", None, FAMILY, set(), {"anna", "bo"}),
        ("first save, not active: nobody", None, ENDED, set(), set()),
        ("saved without a change: nobody", FAMILY, FAMILY, {"anna", "bo"}, set()),
        ("saved without a change, somebody not sent yet: nobody", FAMILY, FAMILY, {"anna"}, set()),
        ("changed, with a new user: that one", FAMILY, WITH_CHILD, {"anna", "bo"}, {"carl"}),
        ("changed, no new user: nobody", FAMILY, PROLONGED, {"anna", "bo"}, set()),
        ("changed, somebody never sent: that one", FAMILY, PROLONGED, {"anna"}, {"bo"}),
        ("ended: nobody", FAMILY, ENDED, {"anna"}, set()),
        ("renewed, all sent before: nobody", ENDED, FAMILY, {"anna", "bo"}, set()),
        ("renewed, never sent: every user", ENDED, FAMILY, set(), {"anna", "bo"}),
        ("a second subscription of somebody sent: nobody", None, OTHER, {"anna"}, set()),
        (
            "moved here from another subscription: only who is new",
            OTHER,
            WITH_CHILD,
            {"anna"},
            {"bo", "carl"},
        ),
        ("a user taken out: nobody", WITH_CHILD, FAMILY, {"anna", "bo", "carl"}, set()),
    ],
)
def test_the_trigger_rule(
    case: str, before: Subscription | None, after: Subscription, known: set[str], expected: set[str]
) -> None:
    assert persons_to_send(before, after, known) == expected, case


people = st.frozensets(st.sampled_from("abcdef"))
subscriptions = st.builds(Subscription, id=st.just("1"), active=st.booleans(), users=people)


@given(st.lists(subscriptions, max_size=8), people)
def test_over_any_history_nobody_is_sent_twice(
    history: list[Subscription], sent_before: frozenset[str]
) -> None:
    known, before = set(sent_before), None
    for after in history:
        to_send = persons_to_send(before, after, known)
        assert to_send <= after.users
        assert not to_send & known
        known |= to_send
        before = after
