"""The register's findings in the person's words: one place, so that window, export and command line agree."""

from collections.abc import Mapping

from desktop_app.base.texts import Text, text
from desktop_app.register.duplicates import DuplicateReason
from desktop_app.register.history import LookupChange
from desktop_app.register.model import LookupStatus, Recipient

CHANGE_WORDS: Mapping[LookupChange, Text] = {
    LookupChange.BECAME_DIGITAL: text("Now has Digipost"),
    LookupChange.LEFT_DIGITAL: text("No longer has Digipost"),
    LookupChange.OTHER_ADDRESS: text("New Digipost address"),
    LookupChange.NEWLY_AMBIGUOUS: text("Several people match now"),
    LookupChange.NEWLY_UNIDENTIFIED: text("Not found any more"),
    LookupChange.NEWLY_INVALID: text("Wrong details now"),
    LookupChange.CLEARED: text("Address or alias taken out"),
    LookupChange.IDENTIFIED: text("Known now, no Digipost"),
    LookupChange.OTHER_ALIAS: text("New alias"),
    LookupChange.OTHER_REASONS: text("Another reason"),
    LookupChange.FIRST: text("Looked up for the first time"),
}
"""Each difference that a lookup can make, the one that matters most to a sender first."""


DUPLICATE_WORDS: Mapping[DuplicateReason, Text] = {
    DuplicateReason.SAME_NUMBER: text("Same identity number"),
    DuplicateReason.SAME_DIGIPOST_ADDRESS: text("Same Digipost address"),
    DuplicateReason.SAME_NAME_AND_BIRTH_DATE: text("Same name and birth date"),
    DuplicateReason.SAME_NAME_AND_ADDRESS: text("Same name and address"),
    DuplicateReason.SAME_EMAIL: text("Same e-mail"),
    DuplicateReason.SAME_MAILBOX: text("Same mailbox in Digipost"),
}
"""Why recipients are thought to be one person."""

_STATUS_WORDS: Mapping[LookupStatus | None, Text] = {
    LookupStatus.DIGIPOST: text("Has Digipost"),
    LookupStatus.IDENTIFIED: text("Known, no Digipost"),
    LookupStatus.UNIDENTIFIED: text("Not found"),
    LookupStatus.INVALID: text("Wrong details"),
    None: text("Never looked up"),
}


def status_words(status: LookupStatus | None) -> Text:
    """What a lookup said, in the person's words."""
    return _STATUS_WORDS[status]


def cleared_words(recipient: Recipient) -> list[Text]:
    """What was taken out of somebody's details by the last lookup, and why; nothing for most people."""
    found = []
    if recipient.cleared_address and recipient.status is LookupStatus.IDENTIFIED:
        found.append(
            text(
                "The Digipost address {address} was taken out: the person is known, and has no account any more.",
                address=recipient.cleared_address,
            )
        )
    elif recipient.cleared_address:
        found.append(
            text(
                "The Digipost address {address} was taken out: Digipost no longer knows it as this person's. The "
                "next lookup uses the identity number, or name and address.",
                address=recipient.cleared_address,
            )
        )
    if recipient.cleared_alias:
        found.append(
            text(
                "The alias {alias} was taken out: Digipost no longer knows it. The next lookup uses the identity "
                "number, or name and address.",
                alias=recipient.cleared_alias,
            )
        )
    return found
