"""What becomes of one letter: by which channel it goes out, or why it does not."""

import re
from dataclasses import dataclass

from desktop_app.digipost.model import (
    Channel,
    DocumentFaultType,
    Letter,
    LetterFaultType,
    NorwegianAddress,
    PhysicalPrint,
    RecipientStatus,
)
from desktop_app.sandbox.behaviour import Behaviour


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """Sent by a channel, or not sent, perhaps with a fault and Digipost's words about it."""

    channel: Channel | None = None
    fault: LetterFaultType | None = None
    message: str | None = None

    @property
    def sent(self) -> bool:
        return self.channel is not None


NOT_SENT = LetterOutcome()
"""Nobody to send it to; the recipient's own result tells why."""


def outcome_of(
    letter: Letter,
    status: RecipientStatus,
    document_faults: frozenset[DocumentFaultType],
    behaviour: Behaviour,
) -> LetterOutcome:
    """Digital for users; printed for others where the letter may be printed; else not sent.

    `document_faults` are those of the main document and all attachments together.
    """
    if status is RecipientStatus.UGYLDIG:
        message = "Mottakerinformasjonen er ugyldig."
        return LetterOutcome(fault=LetterFaultType.UGYLDIG_MOTTAKER, message=message)
    if status is RecipientStatus.DIGIPOST:
        if document_faults - {DocumentFaultType.UGYLDIG_FOR_PRINT}:
            return LetterOutcome(fault=LetterFaultType.UGYLDIG_DOKUMENT, message="Dokumentet er ugyldig.")
        return LetterOutcome(Channel.WEB)
    if letter.physical_print is None:
        return NOT_SENT
    objection = _objection_to_print(letter.physical_print, document_faults, behaviour)
    if objection is not None:
        return LetterOutcome(fault=LetterFaultType.UGYLDIG_FOR_PRINT, message=objection)
    return LetterOutcome(Channel.PRINT)


def _objection_to_print(
    wanted: PhysicalPrint, faults: frozenset[DocumentFaultType], behaviour: Behaviour
) -> str | None:
    if not behaviour.print_agreement:
        return "Avsenderen har ingen avtale om print."
    if faults:
        return "Dokumentet kan ikke skrives ut."
    for address in (wanted.address, wanted.return_address):
        if isinstance(address, NorwegianAddress) and not re.fullmatch("[0-9]{4}", address.postcode):
            return "Postnummeret i printadressen er ugyldig."
    return None
