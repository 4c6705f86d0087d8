"""A mailing's parts as interface 2_1 writes them."""

from collections.abc import Iterable, Iterator

from desktop_app.digipost.letter_parts import (
    cancellable,
    check_attachments,
    invoice_elements,
    print_element,
    sms_element,
)
from desktop_app.digipost.model import (
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Invoice,
    Letter,
    MailingJob,
    NamedSettings,
    NotificationAddresses,
)
from desktop_app.digipost.recipient_writing import recipient_element
from desktop_app.digipost.refusals import (
    PLACE_OF_GLOBAL_SETTINGS,
    RefusalError,
    place_of_named_settings,
    refused,
)
from desktop_app.digipost.xml_text import UnwritableTextError, attribute, content, element


class Mailing21:
    """Writes the parts of one mailing."""

    def __init__(self, job: MailingJob) -> None:
        self._job = job

    def common_settings(self) -> Iterator[str]:
        """`felles-innstillinger` in pieces, or nothing. Raises `JobInvalid`."""
        try:
            common = _settings("globale-dokument-innstillinger", "", self._job.global_settings)
        except (RefusalError, UnwritableTextError) as cause:
            raise refused(PLACE_OF_GLOBAL_SETTINGS, cause, self._job.global_settings) from None
        if not common and not self._job.named_settings:
            return
        yield f"<felles-innstillinger>{common}"
        yield from _named_sets(self._job.named_settings)
        yield "</felles-innstillinger>"

    def document(self, document: Document) -> str:
        """`dokument`. Raises `RefusalError` and `UnwritableTextError`."""
        extends = "" if document.extends is None else f' extends="{attribute(document.extends)}"'
        common = (
            f"<id>{content(document.id)}</id><fil>{content(document.file)}</fil>"
            f"{_settings('innstillinger', extends, document.settings)}"
        )
        if isinstance(document, Invoice):
            return f'<dokument xsi:type="faktura">{common}{invoice_elements(document)}</dokument>'
        return f"<dokument>{common}</dokument>"

    def letter(self, letter: Letter) -> str:
        """`brev`. Raises `RefusalError` and `UnwritableTextError`."""
        check_attachments(letter)
        parts = [recipient_element(letter.recipient)]
        if letter.notification is not None:
            parts.append(_notification(letter.notification))
        parts.append(_assigned("hoveddokument", letter.main))
        parts += [_assigned("vedlegg", attachment) for attachment in letter.attachments]
        opening = f'<brev id="{attribute(letter.id)}">'
        if letter.physical_print is not None:
            opening = f'<brev xsi:type="brev-med-print" id="{attribute(letter.id)}">'
            parts.append(print_element(letter.physical_print))
        return f"{opening}{''.join(parts)}</brev>"


def _named_sets(named_sets: Iterable[NamedSettings]) -> Iterator[str]:
    for named in named_sets:
        try:
            opening = f'<dokument-innstillinger id="{attribute(named.id)}"'
            yield f"{opening}>{_settings_content(named.settings)}</dokument-innstillinger>"
        except (RefusalError, UnwritableTextError) as cause:
            raise refused(place_of_named_settings(named.id), cause, named) from None


def _settings(tag: str, attributes: str, settings: DocumentSettings | None) -> str:
    said = "" if settings is None else _settings_content(settings)
    if said:
        return f"<{tag}{attributes}>{said}</{tag}>"
    return f"<{tag}{attributes}/>" if attributes else ""


def _settings_content(settings: DocumentSettings) -> str:
    said = "" if settings.subject is None else cancellable("emne", settings.subject)
    if settings.sms is not None:
        said += sms_element(settings.sms)
    if settings.authentication is not None:
        said += cancellable("autentiseringsnivaa", settings.authentication)
    if settings.sensitivity is not None:
        said += cancellable("sensitivitetsnivaa", settings.sensitivity)
    if settings.opening_receipt_group is not None:
        said += cancellable("aapningskvitteringsgruppe", settings.opening_receipt_group)
    if settings.print_colour is not None:
        said += cancellable("print-farge", settings.print_colour)
    return said


def _notification(addresses: NotificationAddresses | None) -> str:
    if addresses is None:
        return ""
    return (
        f"<varslingsadresser>{element('epostadresse', addresses.email)}"
        f"{element('mobilnummer', addresses.mobile)}</varslingsadresser>"
    )


def _assigned(tag: str, assigned: DocumentToRecipient) -> str:
    uuid = "" if assigned.uuid is None else f' uuid="{attribute(assigned.uuid)}"'
    opening = f'{tag}{uuid} refid="{attribute(assigned.document_id)}"'
    if assigned.settings is None:
        return f"<{opening}/>"
    return f"<{opening}>{_settings('innstillinger', '', assigned.settings)}</{tag}>"
