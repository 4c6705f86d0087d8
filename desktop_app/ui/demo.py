"""The demonstration in the window: an invented association's mailing, sent to the Digipost on this computer."""

from pathlib import Path

from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.letters import LetterInput
from desktop_app.mailing.options import Pattern, options_for
from desktop_app.register.importing import ImportMode, import_recipients, read_table, suggest_mapping
from desktop_app.register.queries import RecipientQuery
from desktop_app.services import Services

POLL_SECONDS = "2"


def prepare(services: Services) -> None:
    """Look for receipts often, so that the demonstration is short."""
    services.settings.set("digipost.poll_seconds", POLL_SECONDS)


def start(services: Services) -> None:
    """Import the people and send them their letters, while the window shows it."""
    services.lanes.submit(Lane.DIGIPOST, text("Showing a whole mailing"), lambda work: _run(services, work))


def _run(services: Services, work: WorkContext) -> int:
    from desktop_app.sandbox.sample import SUBJECT, write_sample
    from desktop_app.sandbox.sample_people import sample_recipients

    sample = write_sample(services.folder.root / "sample")
    _import(services, sample.recipients_file, work)
    letter_of = {person.customer_id: person.letter_file for person in sample_recipients()}
    mailing = services.mailing
    number = mailing.create(
        options_for(Pattern.SPLIT_FIRST, name=SUBJECT, subject=SUBJECT, auto_approve=True)
    )
    letters = (
        LetterInput(each.id, sample.documents_folder / letter_of[each.customer_id])
        for each in services.register.iterate(RecipientQuery())
        if each.customer_id in letter_of
    )
    mailing.set_letters(number, letters, work)
    plan = mailing.check(number, work)
    mailing.confirm(plan, plan.letters, work)
    mailing.send(number, work)
    return number


def _import(services: Services, file: Path, work: WorkContext) -> None:
    table = read_table(file, None)
    mapping = suggest_mapping(table.headings)
    import_recipients(
        services.database,
        table,
        mapping,
        ImportMode.UPDATE,
        dry_run=False,
        clock=services.clock,
        context=work,
    )
    services.register.refresh_search_index(work)
