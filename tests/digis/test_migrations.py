"""What earlier forms of the tables become."""

from pathlib import Path

from desktop_app.base.database import Database
from desktop_app.digis.migrations import MIGRATIONS
from tests.helpers.fake_clock import FakeClock

MOMENT = "2026-01-01T00:00:00+00:00"


def test_who_waited_to_be_sent_again_still_does_and_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "brevdue.sqlite"
    old = Database.open(file, MIGRATIONS[:2], backups=tmp_path, clock=FakeClock())
    with old.begin() as connection:
        for person, state in (("anna", "waiting"), ("bo", "waiting"), ("carl", "sent")):
            connection.exec_driver_sql(
                "INSERT INTO digis_outbox (person_id, subscription_id, state, queued_at, changed_at)"
                f" VALUES ('{person}', '1', '{state}', '{MOMENT}', '{MOMENT}')"
            )
        for person in ("anna", "carl"):
            connection.exec_driver_sql(
                "INSERT INTO digis_resends (person_id, at, reason, state_before)"
                f" VALUES ('{person}', '{MOMENT}', 'why', 'sent')"
            )
    old.dispose()
    new = Database.open(file, MIGRATIONS, backups=tmp_path, clock=FakeClock())
    with new.read() as connection:
        again = connection.exec_driver_sql("SELECT person_id FROM digis_outbox WHERE again").scalars().all()
        decisions = connection.exec_driver_sql("SELECT decision FROM digis_resends").scalars().all()
    new.dispose()
    assert again == ["anna"]
    assert decisions == ["again", "again"]
