"""What every step of a mailing needs, handed on as one value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.departures import count_nothing
from desktop_app.base.events import Events
from desktop_app.base.log import Log, LogValue
from desktop_app.base.paths import DataFolder
from desktop_app.digipost.sftp import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """What the settings say about sending, read anew whenever a job is made or receipts are fetched.

    `poll_seconds` is the shortest wait between two looks for receipts. `schema_folder` is a newer starter
    pack's. `sender_id` is None while it is not set: then nothing can be confirmed or looked up. `interface` is
    "2_1" or "2_0".
    """

    sender_id: int | None = None
    processor_id: int | None = None
    interface: str = "2_1"
    schema_folder: Path | None = None
    remove_receipts: bool = False
    poll_seconds: int = 60
    client_info: str = "Brevdue"


def no_checkpoint(_point: str) -> None:
    """What the program uses: nothing happens at a checkpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The tools that the steps share. Holds no state of its own: that is all in the ledger.

    `connect` logs in at Digipost. `checkpoint` is called with the name of each moment at which the process
    could die; tests let it die there. `count_departure` is called before a job goes out or to the printer, so that
    an older copy of the data is known for one.
    """

    database: Database
    folder: DataFolder
    connect: Callable[[], Transport]
    settings: Callable[[], SendingSettings]
    clock: Clock
    events: Events
    log: Log | None = None
    checkpoint: Callable[[str], None] = field(default=no_checkpoint)
    count_departure: Callable[[], None] = field(default=count_nothing)

    def note(self, event: str, **fields: LogValue) -> None:
        """Write a line to the program's log, where there is one."""
        if self.log is not None:
            self.log.event(event, **fields)
