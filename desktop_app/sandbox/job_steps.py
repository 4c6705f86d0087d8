"""Carries out the steps of a job: each writes its receipt first, and then remembers that it is done.

A sandbox that is killed between the two writes the receipt once more at its next start, and delivers once.
"""

from dataclasses import replace
from datetime import datetime

from desktop_app.digipost.model import Interface, JobStatus
from desktop_app.sandbox.behaviour import Behaviour, ReceiptFault
from desktop_app.sandbox.receipt_writer import Receipt, ReceiptWriter
from desktop_app.sandbox.results import header_of, items_of, summaries_of
from desktop_app.sandbox.store import Store
from desktop_app.sandbox.timeline import OpenJob, Step

_UNACKNOWLEDGED = frozenset({ReceiptFault.NO_ACKNOWLEDGEMENT, ReceiptFault.RESULT_FIRST})


class JobSteps:
    """Knows how to take each step of a job."""

    def __init__(self, store: Store, writer: ReceiptWriter) -> None:
        self._store = store
        self._writer = writer

    def take(self, step: Step, job: OpenJob, behaviour: Behaviour, now: datetime) -> int:
        """Take the step; returns how many receipts were written."""
        faults = behaviour.receipt_faults
        written = 0
        match step:
            case Step.ACKNOWLEDGE:
                written = 0 if faults & _UNACKNOWLEDGED else self._acknowledge(job, behaviour, now)
                self._remember(job, "acknowledged", "acknowledged_at", now)
            case Step.APPROVE:
                self._remember(job, "approved", "approved_at", now)
            case Step.PRELIMINARY:
                written = self._result(job, JobStatus.FORELOEPIG_SUKSESS, "preliminary", behaviour, now)
                self._remember(job, "approved", "preliminary_at", now)
            case Step.FINISH:
                written = self._result(job, JobStatus.SUKSESS, "result", behaviour, now)
                if ReceiptFault.RESULT_FIRST in faults:
                    written += self._acknowledge(job, behaviour, now)
                self._remember(job, "finished", "finished_at", now)
        return written

    def _acknowledge(self, job: OpenJob, behaviour: Behaviour, now: datetime) -> int:
        """Interface 2_0 has no word for it, so its jobs are not acknowledged."""
        if job.interface is Interface.V2_0:
            return 0
        header = header_of(job, JobStatus.MOTTATT, now)
        receipt = Receipt(job.number, header, job.zip_name, "acknowledgement", "mottatt")
        return self._writer.write(receipt, behaviour.receipt_faults, now)

    def _result(self, job: OpenJob, status: JobStatus, what: str, behaviour: Behaviour, now: datetime) -> int:
        with self._store.reading() as connection:
            recipients, printed = summaries_of(connection, job)
            header = replace(header_of(job, status, now), recipient_summary=recipients, print_summary=printed)
            receipt = Receipt(
                job.number, header, job.zip_name, what, "resultat", lambda: items_of(connection, job)
            )
            return self._writer.write(receipt, behaviour.receipt_faults, now)

    def _remember(self, job: OpenJob, state: str, moment: str, now: datetime) -> None:
        with self._store.writing() as connection:
            connection.execute(
                f"UPDATE jobs SET state = ?, {moment} = ? WHERE job = ?",  # noqa: S608 - one of four constants
                (state, now.isoformat(), job.number),
            )
