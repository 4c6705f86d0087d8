"""How the schedule's tables came about. Once released, a migration never changes."""

from sqlalchemy import Connection

from desktop_app.base.database import Migration


def _schedule(connection: Connection) -> None:
    connection.exec_driver_sql(
        "CREATE TABLE schedules (name TEXT PRIMARY KEY, enabled BOOLEAN NOT NULL, rule TEXT NOT NULL,"
        " handled_until TEXT NOT NULL, paused_until TEXT)"
    )
    connection.exec_driver_sql(
        "CREATE TABLE schedule_outcomes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, slot TEXT, slot_at TEXT,"
        ' "trigger" TEXT, outcome TEXT NOT NULL, cause TEXT, message TEXT, decided_at TEXT NOT NULL,'
        " finished_at TEXT, alive_until TEXT, withdrawn_at TEXT)"
    )
    connection.exec_driver_sql(
        "CREATE UNIQUE INDEX schedule_outcomes_one_a_slot ON schedule_outcomes (name, slot)"
        " WHERE withdrawn_at IS NULL AND slot IS NOT NULL"
    )
    connection.exec_driver_sql("CREATE INDEX schedule_outcomes_by_time ON schedule_outcomes (decided_at)")


def _runs_under_way(connection: Connection) -> None:
    # Each look asks for them: without an index it would read a year's history each time.
    connection.exec_driver_sql(
        "CREATE INDEX schedule_outcomes_by_outcome ON schedule_outcomes (outcome, name)"
    )


MIGRATIONS: tuple[Migration, ...] = (
    Migration("jobs-0001-schedule", _schedule),
    Migration("jobs-0002-runs-under-way", _runs_under_way),
)
