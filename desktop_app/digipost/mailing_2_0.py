"""A mailing's parts as interface 2_0 writes them.

The older interface replaces settings as a whole where the newer one inherits them one by one. So a document
that says anything of its own is written with what it inherits from the job filled in, which means the same.
What 2_0 has no place for is refused.
"""

from collections.abc import Iterator
from dataclasses import replace

from desktop_app.base.texts import text
from desktop_app.digipost.letter_parts import (
    cancellable,
    check_attachments,
    invoice_elements,
    print_element,
    sms_element,
)
from desktop_app.digipost.model import (
    CANCEL,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Invoice,
    Letter,
    MailingJob,
)
from desktop_app.digipost.recipient_writing import recipient_element_2_0
from desktop_app.digipost.refusals import (
    PLACE_OF_GLOBAL_SETTINGS,
    RefusalError,
    not_in_2_0,
    place_of_named_settings,
    refused,
)
from desktop_app.digipost.xml_text import UnwritableTextError, content

_NOTHING_SAID = DocumentSettings()
_OR_USE_2_1 = text("Take it out, or choose interface 2_1 in the settings.")
_SUBJECT_FIRST = text("Give the letters a subject, or choose interface 2_1 in the settings.")


class Mailing20:
    """Writes the parts of one mailing."""

    def __init__(self, job: MailingJob) -> None:
        self._global = job.global_settings or _NOTHING_SAID
        self._named = job.named_settings

    def common_settings(self) -> Iterator[str]:
        """`globale-dokument-innstillinger`, or nothing. Raises `JobInvalid`.

        Without a subject the older interface has no settings for all documents: then each document
        carries them itself.
        """
        for named in self._named:
            cause = not_in_2_0(text("Interface 2_0 has no named settings."), _OR_USE_2_1)
            raise refused(place_of_named_settings(named.id), cause, named)
        try:
            written = _document_settings("globale-dokument-innstillinger", self._global)
        except (RefusalError, UnwritableTextError) as cause:
            raise refused(PLACE_OF_GLOBAL_SETTINGS, cause, self._global) from None
        if self._global_is_written():
            yield written

    def document(self, document: Document) -> str:
        """`dokument`. Raises `RefusalError` and `UnwritableTextError`."""
        if document.extends is not None:
            raise not_in_2_0(text("Interface 2_0 has no named settings to build on."), _OR_USE_2_1)
        invoice = isinstance(document, Invoice)
        opening = '<dokument xsi:type="faktura">' if invoice else "<dokument>"
        return (
            f"{opening}<id>{content(document.id)}</id><fil>{content(document.file)}</fil>"
            f"{self._own_settings(document)}{_invoice(document)}</dokument>"
        )

    def letter(self, letter: Letter) -> str:
        """`brev`. Raises `RefusalError` and `UnwritableTextError`."""
        check_attachments(letter)
        _refuse_what_is_new(letter)
        kind = ' xsi:type="brev-med-print"' if letter.physical_print is not None else ""
        return (
            f"<brev{kind}><id>{content(letter.id)}</id>{recipient_element_2_0(letter.recipient)}"
            f"{_letter_settings(letter.main)}<dokument>{content(letter.main.document_id)}</dokument>"
            f"{_attachments(letter.attachments)}{print_element(letter.physical_print)}</brev>"
        )

    def _global_is_written(self) -> bool:
        return self._global.subject is not None

    def _own_settings(self, document: Document) -> str:
        own = document.settings or _NOTHING_SAID
        if own == _NOTHING_SAID and (self._global == _NOTHING_SAID or self._global_is_written()):
            return ""
        settings = _filled_in(own, self._global)
        if settings.subject is None:
            raise not_in_2_0(
                text("Interface 2_0 needs a subject where there are other settings."), _SUBJECT_FIRST
            )
        return _document_settings("innstillinger", settings)


def _filled_in(own: DocumentSettings, inherited: DocumentSettings) -> DocumentSettings:
    """The settings with everything that they do not say taken from the level above."""
    missing = {
        name: getattr(inherited, name)
        for name in DocumentSettings.__dataclass_fields__
        if getattr(own, name) is None
    }
    return replace(own, **missing)


def _document_settings(tag: str, settings: DocumentSettings) -> str:
    if settings.opening_receipt_group is not None:
        raise not_in_2_0(text("Interface 2_0 has no opening receipts."), _OR_USE_2_1)
    if settings.print_colour is not None:
        raise not_in_2_0(text("Interface 2_0 has no choice of print colour."), _OR_USE_2_1)
    # An SMS setting must be there in 2_0, and an empty one means that no SMS is sent.
    return (
        f"<{tag}>{cancellable('emne', settings.subject)}{sms_element(settings.sms or CANCEL)}"
        f"{cancellable('autentiseringsnivaa', settings.authentication)}"
        f"{cancellable('sensitivitetsnivaa', settings.sensitivity)}</{tag}>"
    )


def _invoice(document: Document) -> str:
    if not isinstance(document, Invoice):
        return ""
    if document.kid is None:
        raise not_in_2_0(
            text("Interface 2_0 needs a KID on every invoice."),
            text("Add the KID, or choose interface 2_1 in the settings."),
        )
    return invoice_elements(document)


def _refuse_what_is_new(letter: Letter) -> None:
    if letter.notification is not None:
        raise not_in_2_0(text("Interface 2_0 has no notification addresses."), _OR_USE_2_1)
    for assigned in (letter.main, *letter.attachments):
        if assigned.uuid is not None:
            raise not_in_2_0(
                text("Interface 2_0 has no uuids for letters."),
                text("Build the job again for interface 2_0, or choose interface 2_1 in the settings."),
            )
    for attachment in letter.attachments:
        if attachment.settings not in (None, _NOTHING_SAID):
            raise not_in_2_0(text("Interface 2_0 has no settings for one attachment."), _OR_USE_2_1)


def _letter_settings(main: DocumentToRecipient) -> str:
    settings = main.settings
    if settings is None or settings == _NOTHING_SAID:
        return ""
    if replace(settings, subject=None) != _NOTHING_SAID:
        raise not_in_2_0(
            text("Interface 2_0 has no settings for one recipient, except the subject."), _OR_USE_2_1
        )
    return f"<innstillinger>{cancellable('emne', settings.subject)}</innstillinger>"


def _attachments(attachments: tuple[DocumentToRecipient, ...]) -> str:
    if not attachments:
        return ""
    references = "".join([f"<dokument>{content(each.document_id)}</dokument>" for each in attachments])
    return f"<vedlegg>{references}</vedlegg>"
