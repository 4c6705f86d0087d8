"""States in the person's words, each with what its colour says and its icon: one place, so that all pages agree."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.jobs.outcomes import Outcome as RunOutcome
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.register.model import LookupStatus
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.theme import Tone

LOOKUP_STATUS: Mapping[LookupStatus | None, Status] = {
    LookupStatus.DIGIPOST: Status(
        text("Has Digipost"),
        Tone.DONE,
        "done",
        text("Digipost knows this person, and they have an account there. Letters reach them digitally."),
    ),
    LookupStatus.IDENTIFIED: Status(
        text("Known, no Digipost"),
        Tone.QUIET,
        "person",
        text("Digipost knows who this is, but they have no account there. They need the letter on paper."),
    ),
    LookupStatus.UNIDENTIFIED: Status(
        text("Not found"),
        Tone.ATTENTION,
        "person-off",
        text(
            "Digipost could not tell who this is. Add an identity number or a birth date, or complete the "
            "address, and look up again."
        ),
    ),
    LookupStatus.INVALID: Status(
        text("Wrong details"),
        Tone.PROBLEM,
        "problem",
        text(
            "Something in the details cannot be right, such as a digit of the identity number. Open the "
            "person to see what, correct it, and look up again."
        ),
    ),
    None: Status(
        text("Never looked up"),
        Tone.QUIET,
        "neutral",
        text("Digipost was never asked about this person, so nobody knows whether they have Digipost."),
    ),
}

LOOKUP_KEYS: Mapping[LookupStatus | None, str] = {
    **{status: status.value for status in LookupStatus},
    None: "never",
}
"""The keys of the filters over lookup statuses."""

MAILING_STATE: Mapping[State, Status] = {
    State.DRAFT: Status(
        text("Draft"),
        Tone.QUIET,
        "edit",
        text("The mailing is being put together. Nothing has left this computer."),
    ),
    State.CHECKED: Status(
        text("Confirmed"),
        Tone.WORKING,
        "waiting",
        text("You have confirmed the number of letters. Nothing has left this computer yet."),
    ),
    State.BUILT: Status(
        text("Ready to send"),
        Tone.WORKING,
        "waiting",
        text("The file for Digipost is made and checked. Nothing has left this computer yet."),
    ),
    State.UPLOADING: Status(
        text("Sending"),
        Tone.WORKING,
        "working",
        text(
            "The file is on its way to Digipost. If the connection is cut, Brevdue checks the server "
            "before it does anything more."
        ),
    ),
    State.UPLOADED: Status(
        text("Sent, waiting"),
        Tone.WORKING,
        "waiting",
        text("The whole file is at Digipost, which has not answered yet. That usually takes minutes."),
    ),
    State.ACKNOWLEDGED: Status(
        text("Received by Digipost"),
        Tone.WORKING,
        "working",
        text(
            "Digipost has the job and works on it. Names and addresses can take hours, and a job may "
            "wait for somebody's approval on Digipost's pages."
        ),
    ),
    State.FINISHED: Status(
        text("Finished"),
        Tone.DONE,
        "done",
        text(
            "Digipost has said what became of each letter. Those who were not reached are in a list of "
            "their own."
        ),
    ),
    State.FAILED: Status(
        text("Refused"),
        Tone.PROBLEM,
        "problem",
        text(
            "Digipost refused the whole mailing, and nobody got a letter from it. The reason is above "
            "the letters."
        ),
    ),
    State.CANCELLED: Status(
        text("Cancelled"),
        Tone.QUIET,
        "stop",
        text("Somebody stopped the mailing before it left this computer. Nobody got a letter from it."),
    ),
    State.UNCERTAIN: Status(
        text("Uncertain"),
        Tone.ATTENTION,
        "uncertain",
        text(
            "The upload was cut off, and nobody can know whether Digipost has the job. Look for the job "
            "id on Digipost's pages before anything is sent again."
        ),
    ),
}

OUTCOME: Mapping[Outcome, Status] = {
    Outcome.PLANNED: Status(
        text("Planned"), Tone.QUIET, "neutral", text("The letter is in a draft. Nothing is final yet.")
    ),
    Outcome.LEFT_OUT: Status(
        text("Left out"),
        Tone.QUIET,
        "minus",
        text("You took the letter out before you confirmed. It is not counted."),
    ),
    Outcome.REPLACED: Status(
        text("Sent again"),
        Tone.QUIET,
        "refresh",
        text("The letter was sent again as another letter of this mailing. That one is counted instead."),
    ),
    Outcome.WAITING: Status(
        text("Waiting"),
        Tone.WORKING,
        "waiting",
        text("The letter is confirmed, and Digipost has not yet said what became of it."),
    ),
    Outcome.DIGITAL: Status(
        text("Delivered"), Tone.DONE, "done", text("The letter is in the person's Digipost.")
    ),
    Outcome.PRINTED: Status(
        text("Printed"), Tone.DONE, "printer", text("Digipost prints the letter and posts it on paper.")
    ),
    Outcome.REMAINDER: Status(
        text("Not reached"),
        Tone.ATTENTION,
        "person-off",
        text(
            "The person did not get this letter. The reason is beside it, and they stay on the list "
            "until somebody ticks them off."
        ),
    ),
}

RUN_OUTCOME: Mapping[RunOutcome, Status] = {
    RunOutcome.RUNNING: Status(
        text("Running"), Tone.WORKING, "working", text("The job is working at this moment.")
    ),
    RunOutcome.DONE: Status(text("Done"), Tone.DONE, "done", text("The job ran and finished.")),
    RunOutcome.FAILED: Status(
        text("Failed"),
        Tone.PROBLEM,
        "problem",
        text("The job ran but could not finish. The reason is beside it; the next run tries again."),
    ),
    RunOutcome.CANCELLED: Status(
        text("Stopped by somebody"),
        Tone.QUIET,
        "stop",
        text("Somebody stopped the job while it ran. The next run comes as planned."),
    ),
    RunOutcome.INTERRUPTED: Status(
        text("Interrupted"),
        Tone.ATTENTION,
        "uncertain",
        text(
            "Brevdue ended while the job ran. What it had done is kept, and the next run goes on from there."
        ),
    ),
    RunOutcome.COVERED: Status(
        text("Caught up"),
        Tone.QUIET,
        "refresh",
        text("The time was missed, and one later run did the work instead, however many times were missed."),
    ),
    RunOutcome.MISSED: Status(
        text("Did not run"),
        Tone.ATTENTION,
        "attention",
        text("The job did not run at this time. The reason is beside it."),
    ),
    RunOutcome.SKIPPED: Status(
        text("Skipped"),
        Tone.QUIET,
        "minus",
        text("The job was left out on purpose, for instance because the schedule was paused."),
    ),
}
"""What became of a scheduled run."""

RECEIPT_STATE: Mapping[str, Status] = {
    "applied": Status(
        text("Applied"),
        Tone.DONE,
        "done",
        text("The receipt was read, and what it says is shown with the letters or the recipients."),
    ),
    "repeated": Status(
        text("Already received"),
        Tone.QUIET,
        "neutral",
        text("The same answer had come before, so it changed nothing."),
    ),
    "unmatched": Status(
        text("Belongs to no job here"),
        Tone.ATTENTION,
        "attention",
        text(
            "Its job id does not belong to this program. The receipt is kept, and may come from another "
            "program on the same account."
        ),
    ),
    "unreadable": Status(
        text("Cannot be read"),
        Tone.PROBLEM,
        "problem",
        text(
            "The file is damaged or of an unknown kind. It is kept as it came. Fetch again, and ask "
            "Digipost if that does not help."
        ),
    ),
}

RECEIPT_ANSWER: Mapping[str, Text] = {
    "MOTTATT": text("Received by Digipost"),
    "FORELØPIG_SUKSESS": text("Preliminarily fine"),
    "SUKSESS": text("Done"),
    "FEILET": text("Refused"),
}
"""Digipost's statuses of a whole job, in words."""

PATTERN_TITLE: Mapping[Pattern, Text] = {
    Pattern.SPLIT_FIRST: text("Look up, then send"),
    Pattern.FROM_REGISTER: text("From the register"),
    Pattern.MAILING_ONLY: text("Send to all, see who gets it"),
    Pattern.WITH_PRINT: text("With print"),
    Pattern.OWN: text("My own way"),
}

PATTERN_SENTENCE: Mapping[Pattern, Text] = {
    Pattern.SPLIT_FIRST: text("Digipost says who can be reached. Then only they get the letter."),
    Pattern.FROM_REGISTER: text("To those the register already knows have Digipost."),
    Pattern.MAILING_ONLY: text("For small mailings. The receipts say who was reached."),
    Pattern.WITH_PRINT: text("Digipost prints and posts to those without Digipost."),
    Pattern.OWN: text("Put the steps together yourself."),
}

PATTERN_ICON: Mapping[Pattern, str] = {
    Pattern.SPLIT_FIRST: "lookup",
    Pattern.FROM_REGISTER: "register",
    Pattern.MAILING_ONLY: "send",
    Pattern.WITH_PRINT: "printer",
    Pattern.OWN: "edit",
}

FIELD_LABEL: Mapping[str, Text] = {
    "customer_id": text("Customer id"),
    "national_id": text("Identity number"),
    "organisation_number": text("Organisation number"),
    "full_name": text("Full name"),
    "first_name": text("First name"),
    "middle_name": text("Middle name"),
    "last_name": text("Last name"),
    "address1": text("Address"),
    "address2": text("Address, second line"),
    "postcode": text("Postcode"),
    "city": text("City"),
    "country": text("Country"),
    "birth_date": text("Birth date"),
    "phone": text("Phone"),
    "email": text("E-mail"),
    "digipost_address": text("Digipost address"),
    "person_alias": text("Person alias"),
    "tags": text("Tags"),
    "document": text("Letter"),
    "attachments": text("Attachments"),
    "subject": text("Subject"),
    "kid": text("KID"),
    "amount": text("Amount"),
    "account": text("Account"),
    "due_date": text("Due date"),
}
"""The register's and a mailing's fields, as headings and labels."""
