"""What happens to a job, and when: pure rules over its times and the behaviour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop_app.digipost.model import Interface, JobKind
from desktop_app.sandbox.behaviour import Behaviour
from desktop_app.sandbox.store import Row


class Step(StrEnum):
    """What a job goes through, in this order; not every job has each."""

    ACKNOWLEDGE = "acknowledge"
    APPROVE = "approve"
    PRELIMINARY = "preliminary"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that is not finished. All times are aware; those that have not come are None."""

    number: int
    kind: JobKind
    interface: Interface
    job_id: str
    zip_name: str
    sender_id: int
    processor_id: int | None
    auto_approve: bool
    state: str
    received_at: datetime
    acknowledged_at: datetime | None = None
    approved_at: datetime | None = None
    preliminary_at: datetime | None = None
    deliver_at: datetime | None = None


def open_job(row: Row) -> OpenJob:
    """The job as the store has it."""
    return OpenJob(
        number=row["job"],
        kind=JobKind(row["kind"]),
        interface=Interface(row["interface"]),
        job_id=row["job_id"],
        zip_name=row["zip_name"],
        sender_id=row["sender_id"],
        processor_id=row["processor_id"],
        auto_approve=bool(row["auto_approve"]),
        state=row["state"],
        received_at=datetime.fromisoformat(row["received_at"]),
        acknowledged_at=_time(row["acknowledged_at"]),
        approved_at=_time(row["approved_at"]),
        preliminary_at=_time(row["preliminary_at"]),
        deliver_at=_time(row["deliver_at"]),
    )


def next_step(job: OpenJob, behaviour: Behaviour) -> tuple[datetime, Step] | None:
    """The next step and when it is due; None while the job waits for a person's approval."""
    if job.acknowledged_at is None:
        return _after(job.received_at, behaviour.acknowledge_after_s), Step.ACKNOWLEDGE
    if job.state != "approved" or job.approved_at is None:
        approval = _approval(job, job.acknowledged_at, behaviour)
        return None if approval is None else (approval, Step.APPROVE)
    return _towards_result(job, job.approved_at, behaviour)


def _approval(job: OpenJob, acknowledged_at: datetime, behaviour: Behaviour) -> datetime | None:
    if job.auto_approve or job.kind is JobKind.LOOKUP or job.approved_at is not None:
        return acknowledged_at
    if behaviour.approve_after_s is None:
        return None
    return _after(acknowledged_at, behaviour.approve_after_s)


def _towards_result(job: OpenJob, approved_at: datetime, behaviour: Behaviour) -> tuple[datetime, Step]:
    """A letter with a delivery date waits for that date, with a preliminary result in the meantime."""
    result = _after(approved_at, behaviour.result_after_s)
    finish = max(result, job.deliver_at) if job.deliver_at else result
    if job.preliminary_at is None and job.interface is Interface.V2_1:
        if behaviour.preliminary_after_s is not None:
            preliminary = _after(approved_at, behaviour.preliminary_after_s)
            return min(preliminary, finish), Step.PRELIMINARY
        if finish > result:
            return result, Step.PRELIMINARY
    return finish, Step.FINISH


def _after(moment: datetime, seconds: float) -> datetime:
    return moment + timedelta(seconds=seconds)


def _time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
