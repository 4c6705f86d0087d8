"""What is answered about a mailing: its numbers, and what needs a person."""

from collections.abc import Iterable, Mapping, Sequence

from desktop_app.base.texts import Text, TextValue, plural, text
from desktop_app.cli.replies import Reply, TextTable
from desktop_app.mailing.plan import Deviation, MailingPlan
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingDetail, MailingView

Fields = Mapping[str, object]


def mailing_reply(detail: MailingDetail, left_out: Sequence[Fields], warnings: Sequence[Fields]) -> Reply:
    """What became of a mailing so far."""
    mailing = detail.mailing
    deviations = [*left_out, *(deviation_data(found) for found in detail.deviations)]
    data = mailing_data(mailing) | {
        "job_id": detail.job.job_id if detail.job else None,
        "deviations": deviations,
        "warnings": warnings,
    }
    words: list[Text | TextTable] = [*mailing_words(mailing)]
    if detail.job:
        words.append(detail.job.words())
    return Reply(
        data,
        [*words, *deviation_words(deviations)],
        needs_person=bool(deviations) or mailing.state in {State.FAILED, State.UNCERTAIN},
    )


def dry_run_reply(plan: MailingPlan, left_out: Sequence[Fields], warnings: Sequence[Fields]) -> Reply:
    """What would be sent. It has no ids, and the numbers of what became of it are zero."""
    data = {
        "dry_run": True,
        "mailing_id": None,
        "job_id": None,
        "state": State.DRAFT,
        "letters": plan.letters,
        "digital": 0,
        "printed": 0,
        "remainder": 0,
        "waiting": 0,
        "deviations": left_out,
        "warnings": warnings,
        "documents": plan.documents,
        "document_bytes": plan.document_bytes,
        "by_identification": dict(plan.by_identification),
    }
    would = plural(
        "{count} letter would be sent. Nothing was sent or changed.",
        "{count} letters would be sent. Nothing was sent or changed.",
        count=plan.letters,
    )
    return Reply(data, [would, *deviation_words(left_out)], needs_person=bool(left_out))


def mailing_data(mailing: MailingView) -> dict[str, object]:
    """The numbers of a mailing."""
    return {
        "mailing_id": mailing.id,
        "name": mailing.name,
        "pattern": mailing.pattern,
        "state": mailing.state,
        "letters": mailing.letters,
        "digital": mailing.digital,
        "printed": mailing.printed,
        "remainder": mailing.remainder,
        "remainder_done": mailing.remainder_done,
        "waiting": mailing.waiting,
    }


def mailing_words(mailing: MailingView) -> Iterable[Text]:
    """The numbers as sentences."""
    yield text("Mailing {id}: {state}", id=str(mailing.id), state=mailing.state.words())
    yield plural(
        "{count} letter: {digital} digitally, {printed} printed, {remainder} not reached, {waiting} waiting.",
        "{count} letters: {digital} digitally, {printed} printed, {remainder} not reached, {waiting} waiting.",
        count=mailing.letters,
        digital=mailing.digital,
        printed=mailing.printed,
        remainder=mailing.remainder,
        waiting=mailing.waiting,
    )


def deviation_data(found: Deviation) -> Fields:
    """One thing for a person to look at."""
    return {
        "row": found.row,
        "customer_id": found.customer_id,
        "name": found.name,
        "column": found.column,
        "code": found.code,
        "severity": found.severity,
        "message": found.text,
        "id": found.id,
    }


def deviation_words(deviations: Sequence[Fields]) -> list[TextTable]:
    """The same as a table, or nothing where there is nothing to look at."""
    if not deviations:
        return []
    headings = (text("Row"), text("Customer id"), text("Name"), text("Needs you"))
    return [TextTable(headings, [_row(found) for found in deviations])]


def _row(found: Fields) -> tuple[TextValue, ...]:
    return tuple(_cell(found[name]) for name in ("row", "customer_id", "name", "message"))


def _cell(value: object) -> TextValue:
    return value if isinstance(value, int | str | Text) else None
