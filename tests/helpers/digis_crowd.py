"""A gym chain with very many members, and a look at what serving all of them costs."""

import http.client
import os
from pathlib import Path

from desktop_app.base.database import Database
from desktop_app.digis.export_server import PATH

_FIRST_NAMES = ("Åse", "Björn", "Elin", "Göran", "Maja", "Nils", "Saga", "Ove")
_LAST_NAMES = ("Andersson", "Björklund", "Lindqvist", "Nyström", "Sjöberg", "Åkesson", "Öberg")
_UNITS = ("Göteborg Nordstan", "Malmö Triangeln", "Uppsala Kungsängen", "Västerås City", "Örebro Krämaren")
_STATES = (*("sent",) * 12, *("waiting",) * 4, "failed", "unknown", "withdrawn")


def fill_with_members(database: Database, count: int, *, reachable: bool = True) -> None:
    """Put members in straight: reading a file is another matter. Each has a subscription and a row in the outbox.

    Looking at their e-mail addresses and numbers takes most of an export's time; `reachable` leaves them out.
    """
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    moment = "'2026-01-01T00:00:00+00:00'"
    first, last, unit = _chosen(_FIRST_NAMES, 3), _chosen(_LAST_NAMES, 11), _chosen(_UNITS, 17)
    state = _chosen(_STATES, 1)
    email, mobile = "'medlem' || i || '@example.org'", "'070-123 45 ' || (i % 90 + 10)"
    if not reachable:
        email = mobile = "NULL"
    with database.begin() as connection:
        connection.exec_driver_sql(
            f"{numbers} INSERT INTO digis_members (person_id, first_name, last_name, street, postcode, city,"
            " birth_date, email, mobile, gender, card_number, unit_id, unit_name, allows_email, allows_sms,"
            f" sort_name, changed_at) SELECT 'p' || i, {first}, {last}, 'Storgatan ' || (i % 90 + 1), '411 10',"
            f" 'Göteborg', '1990-05-17', {email}, {mobile},"
            f" CASE i % 3 WHEN 0 THEN 'male' WHEN 1 THEN 'female' ELSE 'unknown' END, 34000000 + i,"
            f" i % 5, {unit}, i % 2, i % 3 = 0, lower({last} || ' ' || {first}) || ' ' || i, {moment} FROM n"
        )
        connection.exec_driver_sql(
            f"{numbers} INSERT INTO digis_subscriptions (id, active, changed_at) SELECT 's' || i, 1, {moment} FROM n"
        )
        connection.exec_driver_sql(
            f"{numbers} INSERT INTO digis_subscription_users (subscription_id, person_id)"
            " SELECT 's' || i, 'p' || i FROM n"
        )
        connection.exec_driver_sql(
            f"{numbers} INSERT INTO digis_outbox (person_id, subscription_id, state, queued_at, changed_at, attempts,"
            " status_code, reason, detail)"
            f" SELECT person, subscription, state, {moment}, {moment}, state != 'waiting',"
            " CASE state WHEN 'failed' THEN 400 END,"
            " CASE state WHEN 'failed' THEN 'refused' WHEN 'unknown' THEN 'no_answer'"
            " WHEN 'withdrawn' THEN 'subscription_ended' END,"
            " CASE state WHEN 'failed' THEN 'the member cannot be imported' END"
            f" FROM (SELECT 'p' || i AS person, 's' || i AS subscription, {state} AS state FROM n)"
        )
        connection.exec_driver_sql(
            "INSERT INTO digis (person_id, external_id, sent_at, subscription_id)"
            " SELECT person_id, '7' || substr(person_id, 2), changed_at, subscription_id FROM digis_outbox"
            " WHERE state = 'sent'"
        )


def fetch_and_watch(port: int, key: str) -> tuple[int, int]:
    """Fetch the export and forget it piece by piece: how many members came, and how much memory grew in bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", PATH, headers={"X-Api-Key": key})
    answer = connection.getresponse()
    began = largest = 0
    members, rest = 0, b""
    while piece := answer.read(64 * 1024):
        members += (rest + piece).count(b'"ExtInfo4"')
        rest = piece[-9:]  # too short for a whole one, so that none is counted twice
        largest = max(largest, _resident())
        began = began or largest
    connection.close()
    return members, largest - began


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _chosen(words: tuple[str, ...], step: int) -> str:
    """SQL that picks one of the words by the number i."""
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"(CASE (i * {step}) % {len(words)} {cases} END)"
