"""An outbox that came back from a backup: whoever was sent after the backup was made is not known here.

So nobody is sent until the gym system's newest file is imported: it queues those who came after the backup too. Then
whoever waits is unknown, since they may have been sent, and a person decides as about every unknown person.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from desktop_app.digis.errors import NewestFileNeeded
from desktop_app.digis.outbox import ON_THEIR_WAY, DeliveryState, Reason
from desktop_app.digis.tables import checks, outbox

_HELD = "restored"


def mark_restored(connection: Connection, now: datetime) -> None:
    """Hold the sync of data just brought back from a backup. Before anything else uses it."""
    connection.execute(delete(checks).where(checks.c.name == _HELD))
    connection.execute(insert(checks).values(name=_HELD, at=now, passed=False, about=""))


def refuse_while_held(connection: Connection) -> None:
    """Raise `NewestFileNeeded` until a file was imported since the data came back."""
    if connection.execute(select(checks.c.at).where(checks.c.name == _HELD)).first() is not None:
        raise NewestFileNeeded


def end_hold(connection: Connection, now: datetime) -> None:
    """In the transaction of an import: from here on a sync may run, and a person decides about those who waited."""
    held = connection.execute(delete(checks).where(checks.c.name == _HELD))
    if held.rowcount:
        may_have_been_sent = update(outbox).where(outbox.c.state.in_(ON_THEIR_WAY))
        values = {"state": DeliveryState.UNKNOWN, "reason": Reason.RESTORED, "again": False}
        connection.execute(may_have_been_sent.values(changed_at=now, **values))
