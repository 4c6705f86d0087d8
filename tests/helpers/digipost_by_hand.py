"""A Digipost whose answers a test writes by hand, in place of the built-in one that answers by itself."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from desktop_app.digipost.model import (
    Failure,
    FailureCode,
    Interface,
    JobKind,
    JobStatus,
    ResultHeader,
    ResultItem,
)
from desktop_app.digipost.result_writing import write_result
from tests.helpers.mailing_room import MailingRoom


class DigipostByHand:
    """Writes receipts by hand, for the job that a room has sent."""

    def __init__(self, room: MailingRoom, kind: JobKind = JobKind.MAILING, job_id: str | None = None) -> None:
        self._room = room
        self._kind = kind
        self._number = 0
        self.job_id = job_id or room.service.jobs()[0].job_id

    def says(
        self,
        status: JobStatus,
        items: Iterable[ResultItem] = (),
        failure: Failure | None = None,
        finished_at: datetime | None = None,
    ) -> Path:
        """Put a receipt into the folder; its name says nothing."""
        now = self._room.clock.now()
        header = ResultHeader(
            self._kind,
            Interface.V2_1,
            status,
            self.job_id,
            sender_id=1000,
            started_at=now,
            finished_at=finished_at or now,
            failure=failure,
        )
        out = io.BytesIO()
        write_result(header, items, out)
        return self.puts(self._kind.result_file, out.getvalue())

    def refuses(self, message: str, code: FailureCode = FailureCode.VALIDERING_FEILET) -> Path:
        """Put a failure into the folder."""
        return self.says(JobStatus.FEILET, failure=Failure(code, message))

    def puts(self, member: str, content: bytes) -> Path:
        """Put a zip with one file into the folder."""
        self._number += 1
        path = self._room.server / self._kind.receipt_folder / f"receipt-{self.job_id}-{self._number}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, content)
        return path
