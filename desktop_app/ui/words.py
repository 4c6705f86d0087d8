"""States in the person's words, each with what its colour says and its icon: one place, so that all pages agree."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.mailing.options import Pattern
from desktop_app.mailing.outcomes import Outcome
from desktop_app.mailing.states import State
from desktop_app.register.model import LookupStatus
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.theme import Tone

LOOKUP_STATUS: Mapping[LookupStatus | None, Status] = {
    LookupStatus.DIGIPOST: Status(text("Has Digipost"), Tone.DONE, "done"),
    LookupStatus.IDENTIFIED: Status(text("Known, no Digipost"), Tone.QUIET, "person"),
    LookupStatus.UNIDENTIFIED: Status(text("Not found"), Tone.ATTENTION, "person-off"),
    LookupStatus.INVALID: Status(text("Wrong details"), Tone.PROBLEM, "problem"),
    None: Status(text("Never looked up"), Tone.QUIET, "neutral"),
}

LOOKUP_KEYS: Mapping[LookupStatus | None, str] = {
    **{status: status.value for status in LookupStatus},
    None: "never",
}
"""The keys of the filters over lookup statuses."""

MAILING_STATE: Mapping[State, Status] = {
    State.DRAFT: Status(text("Draft"), Tone.QUIET, "edit"),
    State.CHECKED: Status(text("Confirmed"), Tone.WORKING, "waiting"),
    State.BUILT: Status(text("Ready to send"), Tone.WORKING, "waiting"),
    State.UPLOADING: Status(text("Sending"), Tone.WORKING, "working"),
    State.UPLOADED: Status(text("Sent, waiting"), Tone.WORKING, "waiting"),
    State.ACKNOWLEDGED: Status(text("Received by Digipost"), Tone.WORKING, "working"),
    State.FINISHED: Status(text("Finished"), Tone.DONE, "done"),
    State.FAILED: Status(text("Refused"), Tone.PROBLEM, "problem"),
    State.CANCELLED: Status(text("Cancelled"), Tone.QUIET, "stop"),
    State.UNCERTAIN: Status(text("Uncertain"), Tone.ATTENTION, "uncertain"),
}

OUTCOME: Mapping[Outcome, Status] = {
    Outcome.PLANNED: Status(text("Planned"), Tone.QUIET, "neutral"),
    Outcome.LEFT_OUT: Status(text("Left out"), Tone.QUIET, "minus"),
    Outcome.REPLACED: Status(text("Sent again"), Tone.QUIET, "refresh"),
    Outcome.WAITING: Status(text("Waiting"), Tone.WORKING, "waiting"),
    Outcome.DIGITAL: Status(text("Delivered"), Tone.DONE, "done"),
    Outcome.PRINTED: Status(text("Printed"), Tone.DONE, "printer"),
    Outcome.REMAINDER: Status(text("Not reached"), Tone.ATTENTION, "person-off"),
}

RECEIPT_STATE: Mapping[str, Status] = {
    "applied": Status(text("Applied"), Tone.DONE, "done"),
    "repeated": Status(text("Came before"), Tone.QUIET, "neutral"),
    "unmatched": Status(text("Belongs to no job here"), Tone.ATTENTION, "attention"),
    "unreadable": Status(text("Cannot be read"), Tone.PROBLEM, "problem"),
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
