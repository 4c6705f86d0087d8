"""What a mailing will do, in sentences for the person who is about to send it."""

from collections.abc import Iterator

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.options import Security
from desktop_app.mailing.plan import MailingPlan
from desktop_app.wizards.check_step import pairs_seen
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.ledger_options import looks_up, prints


def summary_of(
    draft: Draft, plan: MailingPlan, *, subject: str, has_subjects: bool = False
) -> tuple[Text, ...]:
    """The sentences, what matters most first.

    `subject` is the subject as it is shown; `has_subjects` says that the list has a column with subjects.
    """
    return (_who(draft, plan), _subject(subject, has_subjects), *_further(draft, plan))


def _further(draft: Draft, plan: MailingPlan) -> Iterator[Text]:
    if plan.left_out:
        yield plural(
            "{count} recipient was left out and gets nothing.",
            "{count} recipients were left out and get nothing.",
            count=plan.left_out,
        )
    yield from _delivery(draft)
    yield _approval(draft)
    yield _paper(draft)
    yield _size(plan)
    yield _seen(pairs_seen(draft))


def _who(draft: Draft, plan: MailingPlan) -> Text:
    if looks_up(draft):
        return plural(
            "{count} recipient is looked up. If they have Digipost, they get their letter.",
            "{count} recipients are looked up. Those who have Digipost get their letter.",
            count=plan.letters,
        )
    return plural(
        "{count} letter is sent to Digipost, which delivers it if it can.",
        "{count} letters are sent to Digipost, which delivers those it can.",
        count=plan.letters,
    )


def _subject(subject: str, has_subjects: bool) -> Text:
    if not has_subjects:
        return text("The subject is “{subject}”.", subject=subject)
    if not subject:
        return text("The subjects are in the list of recipients.")
    return text("The subjects are in the list; where one is missing it is “{subject}”.", subject=subject)


def _delivery(draft: Draft) -> Iterator[Text]:
    message = draft.message
    if message.deliver_at is not None:
        yield text("They are delivered on {moment}.", moment=message.deliver_at)
    if message.sms_after_hours:
        yield plural(
            "Whoever has not read it {count} hour after delivery gets an SMS, between 9 and 20. That costs extra.",
            "Whoever has not read it {count} hours after delivery gets an SMS, between 9 and 20. That costs extra.",
            count=message.sms_after_hours[0],
        )
    if message.sms_at:
        yield text(
            "Whoever has not read it by {moment} gets an SMS. That costs extra.", moment=message.sms_at[0]
        )
    if message.security is Security.TWO_FACTOR:
        yield text("The letter opens only with a secure login. That costs extra.")
    if message.sensitive:
        yield text("Sender and subject are hidden until the recipient logs in.")
    if draft.invoice.used:
        yield text("The letters are invoices: KID, amount and due date are shown in Digipost.")


def _approval(draft: Draft) -> Text:
    if draft.job.auto_approve:
        return text("Digipost sends them without waiting for anybody's approval.")
    return text("Somebody has to approve the job on Digipost's pages for senders before it goes out.")


def _paper(draft: Draft) -> Text:
    if prints(draft):
        return text("Digipost prints and posts to those who have no Digipost.")
    return text("Whoever is not reached is listed under Paper post, with the reason. Nobody is forgotten.")


def _size(plan: MailingPlan) -> Text:
    return plural(
        "They are {count} file, {size} kB together; the largest letter is {largest} kB.",
        "They are {count} different files, {size} kB together; the largest letter is {largest} kB.",
        count=plan.documents,
        size=_kilobytes(plan.document_bytes),
        largest=_kilobytes(plan.largest_letter_bytes),
    )


def _kilobytes(size: int) -> int:
    return max(round(size / 1000), 1)


def _seen(count: int) -> Text:
    if count == 0:
        return text("You have not looked at any of the pairs of person and letter.")
    return plural(
        "You have looked at {count} pair of person and letter.",
        "You have looked at {count} pairs of person and letter.",
        count=count,
    )
