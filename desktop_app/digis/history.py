"""All that happened to one person: every call with what came of it, and what people decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from desktop_app.base.texts import Text, text
from desktop_app.digis.deciding import Decision
from desktop_app.digis.outbox import DeliveryState, Reason
from desktop_app.digis.tables import attempts, resends
from desktop_app.digis.words import STATE_WORDS, reason_words


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened, and when."""

    at: datetime
    words: Text


def history_of(connection: Connection, person_id: str) -> list[HistoryLine]:
    """A person's history, the newest first."""
    calls = select(attempts).where(attempts.c.person_id == person_id).order_by(attempts.c.id.desc())
    decisions = select(resends).where(resends.c.person_id == person_id).order_by(resends.c.id.desc())
    lines = [HistoryLine(row["at"], _of_call(row)) for row in connection.execute(calls).mappings()]
    lines += [HistoryLine(row["at"], _of_decision(row)) for row in connection.execute(decisions).mappings()]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _of_call(row: RowMapping) -> Text:
    state = DeliveryState(row["state"])
    if state is DeliveryState.SENT:
        return text("Sent, id at Digis {id}", id=row["external_id"])
    reason = None if row["reason"] is None else Reason(row["reason"])
    why = reason_words(reason, row["status_code"], row["detail"])
    return STATE_WORDS[state] if why is None else text("{state}: {why}", state=STATE_WORDS[state], why=why)


def _of_decision(row: RowMapping) -> Text:
    if row["decision"] == Decision.ARRIVED:
        return text("Marked as arrived: {why}", why=row["reason"])
    return text("Queued again: {why}", why=row["reason"])
