"""When a job's next step is due: a table of cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.digipost.model import Interface, JobKind
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.timeline import OpenJob, Step, next_step

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RECEIVED = OpenJob(1, JobKind.MAILING, Interface.V2_1, "j", "j.zip", 1000, None, False, "received", NINE)
ACKNOWLEDGED = replace(RECEIVED, state="acknowledged", acknowledged_at=NINE)
APPROVED = replace(ACKNOWLEDGED, state="approved", approved_at=NINE)
SLOW = Behaviour(acknowledge_after_s=10, result_after_s=100, approve_after_s=30)
PRELIMINARY = Behaviour(preliminary_after_s=40, result_after_s=100)


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("job", "behaviour", "due"),
    [
        (RECEIVED, SLOW, (at(10), Step.ACKNOWLEDGE)),
        (ACKNOWLEDGED, SLOW, (at(30), Step.APPROVE)),
        (ACKNOWLEDGED, Behaviour(approve_after_s=None), None),
        (replace(ACKNOWLEDGED, auto_approve=True), Behaviour(approve_after_s=None), (NINE, Step.APPROVE)),
        (replace(ACKNOWLEDGED, kind=JobKind.LOOKUP), Behaviour(approve_after_s=None), (NINE, Step.APPROVE)),
        (replace(ACKNOWLEDGED, approved_at=NINE), Behaviour(approve_after_s=None), (NINE, Step.APPROVE)),
        (APPROVED, SLOW, (at(100), Step.FINISH)),
        (APPROVED, PRELIMINARY, (at(40), Step.PRELIMINARY)),
        (replace(APPROVED, preliminary_at=at(40)), PRELIMINARY, (at(100), Step.FINISH)),
        (replace(APPROVED, interface=Interface.V2_0), PRELIMINARY, (at(100), Step.FINISH)),
        (APPROVED, Behaviour(preliminary_after_s=500, result_after_s=100), (at(100), Step.PRELIMINARY)),
        (replace(APPROVED, deliver_at=at(5000)), SLOW, (at(100), Step.PRELIMINARY)),
        (replace(APPROVED, deliver_at=at(5000), preliminary_at=at(100)), SLOW, (at(5000), Step.FINISH)),
        (replace(APPROVED, deliver_at=at(-5000)), SLOW, (at(100), Step.FINISH)),
    ],
)
def test_the_next_step(job: OpenJob, behaviour: Behaviour, due: tuple[datetime, Step] | None) -> None:
    assert next_step(job, behaviour) == due
