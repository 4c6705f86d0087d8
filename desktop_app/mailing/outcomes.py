"""What became of each letter, and why somebody was not reached."""

from collections.abc import Mapping
from enum import StrEnum

from desktop_app.base.texts import Text, text


class Outcome(StrEnum):
    """What became of a letter. Of a confirmed mailing's letters, each is in exactly one of the last four."""

    PLANNED = "planned"
    """In a draft: nothing is promised yet."""
    LEFT_OUT = "left_out"
    """The person took it out before confirming. It is not counted."""
    REPLACED = "replaced"
    """Sent again as another letter of the same mailing, which is counted instead."""
    WAITING = "waiting"
    """Confirmed, and Digipost has not answered yet."""
    DIGITAL = "digital"
    """Delivered in Digipost."""
    PRINTED = "printed"
    """Printed and posted by Digipost."""
    REMAINDER = "remainder"
    """Not reached. The reason stands beside it."""

    def words(self) -> Text:
        """The outcome in the person's words."""
        return OUTCOME_WORDS[self]


COUNTED = (Outcome.WAITING, Outcome.DIGITAL, Outcome.PRINTED, Outcome.REMAINDER)
"""The outcomes that a confirmed recipient can have."""


class Reason(StrEnum):
    """Why a letter is in the remainder."""

    NO_IDENTIFICATION = "no_identification"
    NOT_A_USER = "not_a_user"
    SEVERAL_MATCH = "several_match"
    INCOMPLETE_ADDRESS = "incomplete_address"
    NOT_FOUND = "not_found"
    WRONG_DETAILS = "wrong_details"
    SAME_MAILBOX = "same_mailbox"
    """The lookup led to a mailbox that gets another letter of the mailing."""
    DOCUMENT_REFUSED = "document_refused"
    PRINT_REFUSED = "print_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    NOT_SENT = "not_sent"
    NEVER_LOOKED_UP = "never_looked_up"
    LOOKUP_FAILED = "lookup_failed"
    NO_ANSWER = "no_answer"
    JOB_FAILED = "job_failed"
    CANCELLED = "cancelled"

    @property
    def may_print(self) -> bool:
        """True when the person is confirmed to have no Digipost, or could not be identified: paper is right.

        Nobody is sent paper because a lookup failed, a job failed or an answer is missing; nor because their
        letter was refused, since they may have Digipost and get it there once the letter is mended.
        """
        return self in _MAY_PRINT

    @property
    def can_be_mended(self) -> bool:
        """True when better details about the person would probably help."""
        return self in _CAN_BE_MENDED

    def words(self) -> Text:
        """The reason in the person's words."""
        return REASON_WORDS[self]


_MAY_PRINT = frozenset(
    {
        Reason.NO_IDENTIFICATION,
        Reason.NOT_A_USER,
        Reason.SEVERAL_MATCH,
        Reason.INCOMPLETE_ADDRESS,
        Reason.NOT_FOUND,
        Reason.WRONG_DETAILS,
        Reason.RECIPIENT_REFUSED,
        Reason.PRINT_REFUSED,
    }
)
_CAN_BE_MENDED = frozenset(
    {
        Reason.NO_IDENTIFICATION,
        Reason.SEVERAL_MATCH,
        Reason.INCOMPLETE_ADDRESS,
        Reason.NOT_FOUND,
        Reason.WRONG_DETAILS,
        Reason.SAME_MAILBOX,
        Reason.RECIPIENT_REFUSED,
    }
)

OUTCOME_WORDS: Mapping[Outcome, Text] = {
    Outcome.PLANNED: text("Planned"),
    Outcome.LEFT_OUT: text("Left out"),
    Outcome.REPLACED: text("Sent again"),
    Outcome.WAITING: text("Waiting for Digipost"),
    Outcome.DIGITAL: text("Delivered in Digipost"),
    Outcome.PRINTED: text("Printed by Digipost"),
    Outcome.REMAINDER: text("Not reached"),
}

REASON_WORDS: Mapping[Reason, Text] = {
    Reason.NO_IDENTIFICATION: text("Neither an identity number nor a complete address to look them up by"),
    Reason.NOT_A_USER: text("Known to Digipost, but has no Digipost account"),
    Reason.SEVERAL_MATCH: text("Several people match: add an identity number or a birth date"),
    Reason.INCOMPLETE_ADDRESS: text("The address is incomplete"),
    Reason.NOT_FOUND: text("Digipost did not find this person"),
    Reason.WRONG_DETAILS: text("Digipost says that something in the details is wrong"),
    Reason.SAME_MAILBOX: text("Leads to the same mailbox in Digipost as another letter of this mailing"),
    Reason.DOCUMENT_REFUSED: text("Digipost refused the letter's PDF"),
    Reason.PRINT_REFUSED: text("Digipost could not print the letter"),
    Reason.RECIPIENT_REFUSED: text("Digipost could not use the recipient's details"),
    Reason.NOT_SENT: text("Digipost did not send the letter and gave no reason"),
    Reason.NEVER_LOOKED_UP: text("Never looked up, so nobody knows whether they have Digipost"),
    Reason.LOOKUP_FAILED: text("The lookup failed, so nobody knows whether they have Digipost"),
    Reason.NO_ANSWER: text("Digipost's result does not mention this recipient"),
    Reason.JOB_FAILED: text("Digipost refused the whole mailing, so the letter was not sent"),
    Reason.CANCELLED: text("The mailing was cancelled before the letter was sent"),
}

DETAIL_WORDS: Mapping[str, Text] = {
    "FLERE_TREFF": text("Several people match"),
    "MANGELFULL_ADRESSE": text("The address is incomplete"),
    "UGYLDIG_KUNDEID": text("The customer id is wrong"),
    "UGYLDIG_FOEDSELSNUMMER": text("The identity number is wrong"),
    "UGYLDIG_FOEDSELSDATO": text("The birth date is wrong"),
    "UGYLDIG_DIGIPOSTADRESSE": text("The Digipost address is wrong"),
    "UGYLDIG_NAVN_ADRESSE": text("The name or the address is wrong"),
    "UGYLDIG_POSTNUMMER": text("The postcode is wrong"),
    "UGYLDIG_ORGANISASJONSNUMMER": text("The organisation number is wrong"),
    "USPESIFISERT": text("Digipost gives no further reason"),
    "UGYLDIG_DOKUMENT": text("The document is wrong"),
    "UGYLDIG_MOTTAKER": text("The recipient's details are wrong"),
    "UGYLDIG_FOR_PRINT": text("The document cannot be printed"),
    "UGYLDIG_FOR_WEB": text("The document cannot be shown in Digipost"),
    "USPESIFISERT_FEIL": text("Digipost gives no further reason"),
}
"""Digipost's own codes in the person's words. What is not here is shown as Digipost wrote it."""

FIELD_TO_MEND: Mapping[str, str] = {
    "FLERE_TREFF": "national_id",
    "MANGELFULL_ADRESSE": "address1",
    "UGYLDIG_KUNDEID": "customer_id",
    "UGYLDIG_FOEDSELSNUMMER": "national_id",
    "UGYLDIG_FOEDSELSDATO": "birth_date",
    "UGYLDIG_DIGIPOSTADRESSE": "digipost_address",
    "UGYLDIG_NAVN_ADRESSE": "full_name",
    "UGYLDIG_POSTNUMMER": "postcode",
    "UGYLDIG_ORGANISASJONSNUMMER": "organisation_number",
}
"""Which of the register's fields a person should look at for each of Digipost's codes."""


def detail_words(code: str) -> Text:
    """One of Digipost's codes, or a message of Digipost's, in words."""
    return DETAIL_WORDS.get(code) or text("{message}", message=code)
