"""The Digis room's front door: everything that the window and the command line ask of the sync."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from desktop_app.base.clock import Clock
from desktop_app.base.database import Database
from desktop_app.base.departures import count_nothing
from desktop_app.base.events import Events
from desktop_app.base.log import Log
from desktop_app.base.paths import DataFolder
from desktop_app.base.stored_texts import from_stored
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digis import deciding, exporting, forecast, outbox, queries, readers
from desktop_app.digis.checklist import CheckItem, SetUp, checklist
from desktop_app.digis.deciding import Decided
from desktop_app.digis.errors import DigisIncomplete, DigisOff, PersonUnknown
from desktop_app.digis.events import DigisChanged, ExportFetched, MemberSentAgain
from desktop_app.digis.explaining import PayloadLine, explain_payload
from desktop_app.digis.export_door import Fetch
from desktop_app.digis.exporting import ExportFormat, ExportStream
from desktop_app.digis.forecast import Forecast, ForecastQuery, Foreseen
from desktop_app.digis.history import HistoryLine, history_of
from desktop_app.digis.log_words import Say, moment_of, signs_of, words_of
from desktop_app.digis.members import load_members, load_subscriptions
from desktop_app.digis.model import Member, Subscription
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.outcomes import DigisEndpoint, Knock, Patience
from desktop_app.digis.payload import PayloadRules
from desktop_app.digis.queries import MemberQuery, MemberView
from desktop_app.digis.readers import CardReader
from desktop_app.digis.sync_log import LogLine, SyncLog
from desktop_app.digis.syncing import SyncParts, SyncReport, run_sync, settle_what_was_interrupted
from desktop_app.digis.tables import checks, fetches, runs

POSTFIX = "digis.url_postfix"
"""The setting that holds the key, a secret."""

if TYPE_CHECKING:
    # Loaded when they are first needed: the program's start must not wait for them.
    from desktop_app.digis.importing.report import MemberImportReport
    from desktop_app.register.importing import ColumnMapping, Table

_CONNECTION, _PAYLOAD = "connection", "payload"
_FETCHES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class DigisSettings:
    """What the settings say at the moment. `missing` names those that are empty and must not be, `address` is where
    Digis is, without the secret.
    """

    enabled: bool
    rules: PayloadRules
    retry_unknown: bool
    patience: Patience
    address: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. `finished_at` is None while it is under way, or where it was killed."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    sent: int
    failed: int
    unknown: int
    skipped: int
    stopped: Text | None


@dataclass(frozen=True, slots=True)
class DigisStatus:
    """The numbers of everything: active members, those in each state, and the newest run."""

    members: int
    states: Mapping[DeliveryState, int]
    unknown_sex: int
    last_run: RunView | None
    enabled: bool


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """One member: how they stand, what would be sent about them, and all that happened, the newest first.

    `payload` is empty for somebody without a subscription.
    """

    view: MemberView
    member: Member
    subscriptions: Sequence[Subscription]
    payload: Sequence[PayloadLine]
    history: Sequence[HistoryLine]


@dataclass(frozen=True, slots=True)
class DigisParts:
    """What the service stands on. Both `settings` and `endpoint` are asked anew for each act: the first may read the
    keyring, the second may start a training server.
    """

    database: Database
    folder: DataFolder
    clock: Clock
    events: Events
    log: Log
    settings: Callable[[], DigisSettings]
    endpoint: Callable[[], DigisEndpoint]
    is_scheduled: Callable[[], bool]
    count_departure: Callable[[], None] = count_nothing


class DigisService:
    """May be used from any thread. What takes a `context` is long and belongs into a lane."""

    def __init__(self, parts: DigisParts) -> None:
        self._parts = parts
        self._database = parts.database
        self.log = SyncLog(parts.folder.logs, parts.clock)

    # Importing

    def open_table(self, file: Path, sheet: str | None = None) -> "Table":
        """A gym's file with its headings. Raises `TableUnreadable`."""
        from desktop_app.register.importing import read_table

        return read_table(file, sheet)

    def suggest(self, table: "Table", overrides: Iterable[tuple[str, str]] = ()) -> "ColumnMapping":
        """Which column is which field."""
        from desktop_app.digis.importing import map_columns

        return map_columns(table.headings, overrides)

    def import_members(
        self,
        table: "Table",
        mapping: "ColumnMapping",
        context: WorkContext,
        *,
        dry_run: bool = False,
        complete: bool = False,
    ) -> "MemberImportReport":
        """Import a gym's file; see `digis.importing.writing.import_members`."""
        from desktop_app.digis.importing import import_members

        report = import_members(
            self._database,
            table,
            mapping,
            region=self._parts.settings().rules.region,
            dry_run=dry_run,
            clock=self._parts.clock,
            context=context,
            complete=complete,
        )
        if not dry_run:
            self._parts.log.event(
                "digis_imported",
                read=report.read,
                new=report.new,
                changed=report.changed,
                same=report.same,
                rejected=report.rejected,
            )
            self._changed()
        return report

    # Sending

    def sync(self, context: WorkContext) -> SyncReport:
        """Send everybody who waits. Raises `DigisOff`, `DigisIncomplete`, `SyncBusy`, `Cancelled`."""
        settings = self._parts.settings()
        if not settings.enabled:
            raise DigisOff
        if settings.missing:
            raise DigisIncomplete(settings.missing[0])
        report = run_sync(self._sync_parts(settings), context)
        self._parts.log.event(
            "digis_synced",
            sent=report.sent,
            failed=report.failed,
            unknown=report.unknown,
            skipped=report.skipped,
        )
        return report

    def _sync_parts(self, settings: DigisSettings) -> SyncParts:
        from desktop_app.digis.client import DigisClient

        clock, endpoint = self._parts.clock, self._parts.endpoint()
        return SyncParts(
            database=self._database,
            folder=self._parts.folder.root,
            log=self.log,
            events=self._parts.events,
            clock=clock,
            rules=settings.rules,
            open_sender=lambda: DigisClient(endpoint, clock, settings.patience),
            retry_unknown=settings.retry_unknown,
            count_departure=self._parts.count_departure,
        )

    def forecast(self) -> Forecast:
        """A dry run's numbers: how many would be sent, and why the others not.

        Nobody is without consent where the settings let nobody be invited by SMS without it.
        """
        settings = self._parts.settings()
        numbers = forecast.forecast(self._database, retry_unknown=settings.retry_unknown)
        asks_first = settings.rules.no_sms_without_consent or not settings.rules.send_sms
        return replace(numbers, without_consent=0) if asks_first else numbers

    def foresee(self) -> Iterator[Foreseen]:
        """A dry run, member by member."""
        return forecast.foresee(self._database, retry_unknown=self._parts.settings().retry_unknown)

    def foreseen(self, query: ForecastQuery, offset: int, limit: int) -> list[Foreseen]:
        """A page of a dry run."""
        with self._database.read() as connection:
            return forecast.list_foreseen(connection, self._as_set(query), offset, limit)

    def count_foreseen(self, query: ForecastQuery) -> int:
        """How many members of a dry run fit a query."""
        with self._database.read() as connection:
            return forecast.count_foreseen(connection, self._as_set(query))

    def _as_set(self, query: ForecastQuery) -> ForecastQuery:
        return replace(query, retry_unknown=self._parts.settings().retry_unknown)

    def resend(self, *persons: str, reason: str, only_unknown: bool = False) -> None:
        """Queue persons again, all or none. The reason is kept and logged.

        Raises `PersonUnknown`, or `DecisionRefused` without a reason and for somebody who cannot be sent.
        """
        self._settle()
        with self._database.begin() as connection:
            now = self._parts.clock.now()
            decided = deciding.send_again(connection, persons, reason, now, only_unknown=only_unknown)
        self._decided("resend", decided)
        for each in decided:
            self._parts.events.publish(MemberSentAgain(each.person_id))

    def mark_as_arrived(self, *persons: str, reason: str, external_id: str | None = None) -> None:
        """Say of unknown persons that Digis has them, all or none. The reason is kept and logged.

        `external_id` is Digis' id for one person, where it is known. Raises `PersonUnknown`, or `DecisionRefused`
        without a reason and for somebody who is not unknown.
        """
        self._settle()
        with self._database.begin() as connection:
            now = self._parts.clock.now()
            decided = deciding.mark_as_arrived(connection, persons, reason, now, external_id)
        self._decided("arrived", decided, external_id)

    def _settle(self) -> None:
        settle_what_was_interrupted(self._database, self._parts.folder.root, self.log, self._parts.clock)

    def _decided(self, what: str, decided: Sequence[Decided], external_id: str | None = None) -> None:
        for each in decided:
            self.log.person(
                what, each.subscription_id, each.card_number, before=each.state_before, externalId=external_id
            )
        self._changed()

    # Looking

    def status(self) -> DigisStatus:
        """The numbers of everything."""
        with self._database.read() as connection:
            states = outbox.counts_by_state(connection)
            active = queries.active_count(connection)
            unknown_sex = queries.unknown_sex_count(connection)
        last = self.runs(limit=1)
        enabled = self._parts.settings().enabled
        return DigisStatus(active, states, unknown_sex, last[0] if last else None, enabled)

    def members(self, query: MemberQuery, offset: int = 0, limit: int = 200) -> list[MemberView]:
        """A page of the members that a query finds."""
        with self._database.read() as connection:
            return queries.list_members(connection, query, offset, limit)

    def count_members(self, query: MemberQuery) -> int:
        """How many members a query finds."""
        with self._database.read() as connection:
            return queries.count_members(connection, query)

    def member(self, person_id: str) -> MemberDetail:
        """One member with what would be sent. Raises `PersonUnknown`."""
        with self._database.read() as connection:
            view = queries.find_member(connection, person_id)
            if view is None:
                raise PersonUnknown(person_id)
            member = load_members(connection, [person_id])[person_id]
            ids = queries.subscription_ids(connection, person_id)
            found = load_subscriptions(connection, ids)
            history = history_of(connection, person_id)
        subscriptions = [found[number] for number in ids]
        first = found.get(view.subscription_id or "") or next(iter(subscriptions), None)
        lines = explain_payload(member, first, self._parts.settings().rules) if first is not None else []
        return MemberDetail(view, member, subscriptions, lines, history)

    def runs(self, limit: int = 50) -> list[RunView]:
        """The runs, the newest first."""
        wanted = select(runs).order_by(runs.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            RunView(
                id=row["id"],
                started_at=row["started_at"],
                finished_at=row["finished_at"],
                sent=row["sent"],
                failed=row["failed"],
                unknown=row["unknown"],
                skipped=row["skipped"],
                stopped=from_stored(row["stopped"]),
            )
            for row in rows
        ]

    def search_log(self, words: str = "", say: Say = str) -> Iterator[LogLine]:
        """The lines of `scheduler_digis_sync.txt` with these words in them, the newest first.

        A word is looked for in the file's own signs, and in what they are in the language that `say` speaks.
        """
        return self.log.find(words, lambda word: signs_of(word, say))

    def export_log(
        self, target: Path, words: str, headings: tuple[str, str], say: Say, context: WorkContext
    ) -> int:
        """Write the lines that a search finds to a CSV or Excel file, in a language's words; returns how many."""
        from desktop_app.register.spreadsheets import write_table

        lines = self.search_log(words, say)
        rows = ((say(text("{moment}", moment=moment_of(each))), say(words_of(each))) for each in lines)
        return write_table(target, headings, rows, context=context)

    # Setting up

    def checklist(self) -> list[CheckItem]:
        """What is to be done before the first sync, and which of it is done."""
        settings = self._parts.settings()
        with self._database.read() as connection:
            members = queries.active_count(connection)
            rows = connection.execute(select(checks.c.name, checks.c.passed, checks.c.about))
            tried = {row[0]: row[2] for row in rows if row[1]}
        return checklist(
            SetUp(
                enabled=settings.enabled,
                address_complete=not set(settings.missing) - {POSTFIX},
                key_stored=POSTFIX not in settings.missing,
                connection_tried=tried.get(_CONNECTION) == settings.address,
                payload_seen=_PAYLOAD in tried,
                members=members,
                readers=sum(reader.external for reader in self.readers()),
                scheduled=self._parts.is_scheduled(),
            )
        )

    def test_connection(self) -> Knock:
        """Look whether Digis is there and shows a certificate to trust. Sends nobody, and not the key either."""
        settings = self._parts.settings()
        for setting in settings.missing:
            if setting != POSTFIX:
                raise DigisIncomplete(setting)
        from desktop_app.digis.client import DigisClient

        with DigisClient(self._parts.endpoint(), self._parts.clock, settings.patience) as client:
            knock = client.knock()
        self._note_check(_CONNECTION, settings.address, passed=knock.reached)
        return knock

    def note_payload_seen(self) -> None:
        """Keep that somebody has looked at what is sent about a person."""
        with self._database.read() as connection:
            known = connection.execute(select(checks.c.name).where(checks.c.name == _PAYLOAD)).first()
        if known is None:
            self._note_check(_PAYLOAD, "", passed=True)

    def _note_check(self, name: str, about: str, *, passed: bool) -> None:
        values = {"at": self._parts.clock.now(), "passed": passed, "about": about}
        statement = upsert(checks).values(name=name, **values)
        with self._database.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
        self._changed()

    def readers(self) -> list[CardReader]:
        """The card readers."""
        return readers.all_readers(self._database)

    def save_reader(self, reader: CardReader) -> None:
        """Add or change a card reader."""
        readers.save_reader(self._database, reader)
        self._changed()

    def mark_readers(self, reader_ids: Sequence[str], *, external: bool) -> None:
        """Mark card readers as used for external entries, or as not used."""
        readers.mark_readers(self._database, reader_ids, external=external)
        self._changed()

    def remove_reader(self, reader_id: str) -> None:
        """Take a card reader off the list."""
        readers.remove_reader(self._database, reader_id)
        self._changed()

    def export_readers(self, target: Path, headings: tuple[str, str, str, str], context: WorkContext) -> int:
        """Write the list of readers for the order; returns how many are used for external entries."""
        return readers.export_readers(self._database, target, headings, context)

    # DigisAllActive

    def export(self, target: Path, context: WorkContext) -> int:
        """Write every active member to a `.csv` or `.json` file; returns how many."""
        with self._database.read() as connection:
            total = queries.active_count(connection)
        return exporting.export_active(self._database, self._parts.settings().rules, target, context, total)

    def export_nightly(self, folder: Path, context: WorkContext) -> int:
        """Write the export in both forms into a folder, over last night's; returns how many members."""
        counts = [self.export(folder / f"{exporting.NAME}.{form}", context) for form in ExportFormat]
        return counts[-1]

    def open_stream(self, form: ExportFormat) -> ExportStream:
        """The export piece by piece, for the endpoint."""
        return ExportStream(self._database, self._parts.settings().rules, form)

    def note_fetch(self, fetch: Fetch) -> None:
        """Keep that somebody asked for the export, and what they got. Only the newest thousand are kept."""
        values = {"remote": fetch.remote, "outcome": fetch.outcome, "members": fetch.members}
        with self._database.begin() as connection:
            connection.execute(insert(fetches).values(at=self._parts.clock.now(), **values))
            newest = connection.execute(select(func.max(fetches.c.id))).scalar_one()
            connection.execute(fetches.delete().where(fetches.c.id <= newest - _FETCHES_KEPT))
        self._parts.log.event("digis_export_asked_for", outcome=fetch.outcome, count=fetch.members)
        if fetch.members:
            self._parts.events.publish(ExportFetched(fetch.remote, fetch.members))

    def _changed(self) -> None:
        self._parts.events.publish(DigisChanged())
