"""The demo's second half: the sample's gym members to a Digis on this computer, each once."""

from typing import TYPE_CHECKING

from desktop_app.base.texts import Text, text
from desktop_app.cli.session import Session
from desktop_app.jobs.lanes import JobContext, Lane

if TYPE_CHECKING:
    from desktop_app.sandbox.sample import SampleMailing


def send_members(session: Session, sample: "SampleMailing") -> tuple[dict[str, object], Text, bool]:
    """Import the sample's members and sync them: the numbers, the same in words, and whether each came once."""
    services = session.services
    digis = services.digis
    services.settings.set("digis.enabled", "true")
    services.settings.set("digis.per_minute", "6000")

    def take_in(context: JobContext) -> int:
        table = digis.open_table(sample.members_file)
        return digis.import_members(table, digis.suggest(table), context).read

    imported = session.run(Lane.FILES, text("Reading members"), take_in)
    report = session.run(Lane.DIGIS, text("Sending members to Digis"), digis.sync)
    received = services.training.digis().received()
    holds = report.sent == len(received) and set(received.values()) == {1} and not report.errors
    data: dict[str, object] = {
        "imported": imported,
        "members": digis.status().members,
        "sent": report.sent,
        "failed": report.failed,
        "unknown": report.unknown,
        "received": len(received),
        "each_once": holds,
    }
    words = text(
        "Digis: {sent} members sent, {received} received, each once: {holds}",
        sent=report.sent,
        received=len(received),
        holds=text("yes") if holds else text("no"),
    )
    return data, words, holds
