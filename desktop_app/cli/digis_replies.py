"""What the `digis` commands answer."""

from desktop_app.base.texts import Text, plural, text
from desktop_app.cli.importing import listed_errors, row_error_data
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.digis.forecast import WHY_NOT_WORDS
from desktop_app.digis.importing.report import MemberImportReport
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.service import DigisService, DigisStatus, RunView
from desktop_app.digis.syncing import NotSent, SyncReport
from desktop_app.digis.words import STATE_WORDS, reason_words


def import_reply(report: MemberImportReport) -> Reply:
    """An import of members: the fields of the contract, and the same in words."""
    data = {
        "dry_run": report.dry_run,
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "rejected": report.rejected,
        "ended": report.ended,
        "missing": report.missing,
        "queued": report.queued,
        "unknown_sex": report.unknown_sex,
        "errors": [row_error_data(error) for error in report.errors],
        "error_count": report.error_count,
        "warnings": [row_error_data(warning) for warning in report.warnings],
        "warning_count": report.warning_count,
    }
    words: list[Text | TextTable] = [text("Only looked: nothing was changed.")] if report.dry_run else []
    words += [
        plural(
            "{count} row read: {new} new, {changed} changed, {same} the same, {rejected} rejected.",
            "{count} rows read: {new} new, {changed} changed, {same} the same, {rejected} rejected.",
            count=report.read,
            new=report.new,
            changed=report.changed,
            same=report.same,
            rejected=report.rejected,
        ),
        plural(
            "{count} person is queued for Digis.",
            "{count} persons are queued for Digis.",
            count=report.queued,
        ),
    ]
    if report.ended:
        words.append(
            plural("{count} subscription has ended.", "{count} subscriptions have ended.", count=report.ended)
        )
    words += listed_errors(text("To mend"), report.errors)
    words += listed_errors(text("Worth a look"), report.warnings)
    return Reply(data, words, needs_person=report.rejected > 0)


def sync_reply(report: SyncReport) -> Reply:
    """A run: its numbers, and everybody who failed or is unknown."""
    data = {
        "dry_run": False,
        "sent": report.sent,
        "failed": report.failed,
        "unknown": report.unknown,
        "skipped": report.skipped,
        "withdrawn": report.withdrawn,
        "stopped": report.stopped,
        "errors": [_not_sent_data(each) for each in report.errors],
    }
    words: list[Text | TextTable] = [
        text(
            "{sent} sent, {failed} failed, {unknown} unknown, {skipped} skipped.",
            sent=report.sent,
            failed=report.failed,
            unknown=report.unknown,
            skipped=report.skipped,
        )
    ]
    if report.stopped is not None:
        words.append(report.stopped)
    if report.errors:
        headings = (text("Person"), text("State"), text("Why"))
        rows = [(each.person_id, STATE_WORDS[each.state], _why(each)) for each in report.errors]
        words.append(TextTable(headings, rows))
    needs_person = bool(report.failed or report.unknown or report.stopped)
    return Reply(data, words, needs_person=needs_person)


def trial_reply(digis: DigisService) -> Reply:
    """A dry run: who would be sent, and why the others not. Nobody is asked and nothing changes."""
    numbers = digis.forecast()
    data = {
        "dry_run": True,
        "sent": 0,
        "failed": 0,
        "unknown": 0,
        "skipped": sum(numbers.not_sent.values()),
        "errors": [],
        "would_send": numbers.would_send,
        "unknown_sex": numbers.sex_unknown,
        "without_mobile": numbers.without_mobile,
        "without_consent": numbers.without_consent,
        "not_sent": {str(why): count for why, count in numbers.not_sent.items()},
        "persons": (
            {
                "person_id": each.person_id,
                "name": each.name,
                "subscription_id": each.subscription_id,
                "would_send": each.why_not is None,
                "reason": None if each.why_not is None else WHY_NOT_WORDS[each.why_not],
            }
            for each in digis.foresee()
        ),
    }
    words: list[Text | TextTable] = [
        plural("{count} person would be sent.", "{count} persons would be sent.", count=numbers.would_send)
    ]
    if numbers.not_sent:
        rows = [(WHY_NOT_WORDS[why], count) for why, count in numbers.not_sent.items()]
        words.append(TextTable((text("Why the others not"), text("Persons")), rows))
    return Reply(data, words)


def status_reply(status: DigisStatus) -> Reply:
    """The numbers of everything."""
    states = status.states
    pending = states[DeliveryState.WAITING]
    data = {
        "enabled": status.enabled,
        "members": status.members,
        "sent": states[DeliveryState.SENT],
        "pending": pending,
        "unknown": states[DeliveryState.UNKNOWN] + states[DeliveryState.SENDING],
        "failed": states[DeliveryState.FAILED],
        "ended": states[DeliveryState.WITHDRAWN],
        "unknown_sex": status.unknown_sex,
        "last_run": None if status.last_run is None else _run_data(status.last_run),
    }
    rows = [(STATE_WORDS[state], count) for state, count in states.items() if count]
    words: list[Text | TextTable] = [
        plural("{count} active member.", "{count} active members.", count=status.members),
        TextTable((text("State"), text("Persons")), rows),
    ]
    if not status.enabled:
        words.append(text("Digis is switched off: nobody is sent."))
    if status.last_run is not None:
        words.append(text("Last run: {moment}", moment=status.last_run.started_at))
    return Reply(data, words)


def _run_data(run: RunView) -> dict[str, object]:
    return {
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "sent": run.sent,
        "failed": run.failed,
        "unknown": run.unknown,
        "skipped": run.skipped,
        "stopped": run.stopped,
    }


def _not_sent_data(each: NotSent) -> dict[str, object]:
    return {
        "person_id": each.person_id,
        "subscription_id": each.subscription_id,
        "state": each.state,
        "reason": each.reason,
        "status_code": each.status_code,
        "message": _why(each),
    }


def _why(each: NotSent) -> Text | None:
    return reason_words(each.reason, each.status_code, each.detail)
