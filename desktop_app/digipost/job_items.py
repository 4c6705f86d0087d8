"""What a job's elements mean: recipients, settings, documents and letters, in both interfaces."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from desktop_app.base.texts import text
from desktop_app.digipost.model import (
    CANCEL,
    Authentication,
    Cancel,
    Document,
    DocumentSettings,
    DocumentToRecipient,
    ForeignAddress,
    Invoice,
    JobSettings,
    Letter,
    NamedSettings,
    NorwegianAddress,
    NotificationAddresses,
    PhysicalPrint,
    PostalAddress,
    PostType,
    PrintColour,
    Recipient,
    Sensitivity,
    SmsNotification,
)
from desktop_app.digipost.node import Node
from desktop_app.digipost.recipient_reading import recipient
from desktop_app.digipost.wire_time import read_time
from desktop_app.digipost.xml_parsing import XmlProblemError
from desktop_app.digipost.xml_text import XSI

_Value = TypeVar("_Value")
_NOTHING_SAID = DocumentSettings()
_XSI_TYPE = f"{XSI} type"


@dataclass(frozen=True, slots=True)
class CommonSettings:
    """What a job says for all its documents, or for those that name a set."""

    for_all: DocumentSettings | None = None
    named: tuple[NamedSettings, ...] = ()


class _Items:
    """What both interfaces have in common."""

    def recipient(self, node: Node) -> Recipient:
        """`mottaker`."""
        return recipient(node)

    def job_settings(self, node: Node) -> JobSettings:
        """`jobb-innstillinger`."""
        processor = node.value("behandler-id")
        deliver_at = node.value("virkningsdato")
        return JobSettings(
            _read(int, node.required("avsender-id")),
            node.required("jobb-id"),
            None if processor is None else _read(int, processor),
            node.value("jobb-navn"),
            (node.value("auto-godkjenn-jobb") or "").strip() in ("true", "1"),
            None if deliver_at is None else _read(read_time, deliver_at),
            node.value("klientinformasjon"),
        )

    def document(self, node: Node) -> Document:
        """`dokument`, an invoice where it says so."""
        own = node.find("innstillinger")
        settings = None if own is None else _said(document_settings(own))
        extends = None if own is None else own.attributes.get("extends")
        document_id, file = node.required("id").strip(), node.required("fil")
        if _wire_type(node) != "faktura":
            return Document(document_id, file, settings, extends)
        return Invoice(
            document_id,
            file,
            settings,
            extends,
            kid=node.value("kid"),
            amount=_read(Decimal, node.required("beloep").strip()),
            account=node.required("kontonummer"),
            due_date=_read(date.fromisoformat, node.required("forfallsdato").strip()),
        )


class Items21(_Items):
    """Interface 2_1."""

    def common_settings(self, node: Node) -> CommonSettings:
        """`felles-innstillinger`."""
        for_all = node.find("globale-dokument-innstillinger")
        named = tuple(
            NamedSettings(each.attributes.get("id", ""), document_settings(each))
            for each in node.all("dokument-innstillinger")
        )
        return CommonSettings(None if for_all is None else _said(document_settings(for_all)), named)

    def letter(self, node: Node) -> Letter:
        """`brev`."""
        addresses = node.find("varslingsadresser")
        return Letter(
            node.attributes.get("id", ""),
            recipient(node.one("mottaker")),
            _assigned(node.one("hoveddokument")),
            tuple(_assigned(each) for each in node.all("vedlegg")),
            None
            if addresses is None
            else NotificationAddresses(addresses.value("epostadresse"), addresses.value("mobilnummer")),
            _printed(node),
        )


class Items20(_Items):
    """Interface 2_0. A subject for all letters becomes the subject of each letter without its own."""

    def __init__(self) -> None:
        self._subject_for_all: DocumentSettings | None = None

    def common_settings(self, node: Node) -> CommonSettings:
        """`globale-dokument-innstillinger`, and `globale-brev-innstillinger` for the letters to come."""
        settings = document_settings(node)
        if node.name == "globale-brev-innstillinger":
            self._subject_for_all = settings
            return CommonSettings()
        return CommonSettings(settings)

    def letter(self, node: Node) -> Letter:
        """`brev`."""
        own = node.find("innstillinger")
        settings = self._subject_for_all if own is None else document_settings(own)
        attachments = node.find("vedlegg")
        return Letter(
            node.required("id"),
            recipient(node.one("mottaker")),
            DocumentToRecipient(node.required("dokument").strip(), None, settings),
            ()
            if attachments is None
            else tuple(DocumentToRecipient(each.text.strip()) for each in attachments.all("dokument")),
            None,
            _printed(node),
        )


def document_settings(node: Node) -> DocumentSettings:
    """Settings at any level; an empty element cancels."""
    return DocumentSettings(
        _cancellable(str, node.value("emne")),
        _sms(node.find("sms-varsling")),
        _optional(Authentication, node.value("autentiseringsnivaa")),
        _optional(Sensitivity, node.value("sensitivitetsnivaa")),
        _cancellable(str, node.value("aapningskvitteringsgruppe")),
        _cancellable(PrintColour, node.value("print-farge")),
    )


def _said(settings: DocumentSettings) -> DocumentSettings | None:
    """Nothing where the settings say nothing."""
    return None if settings == _NOTHING_SAID else settings


def _sms(node: Node | None) -> SmsNotification | Cancel | None:
    if node is None:
        return None
    times = tuple(_read(read_time, each.text) for each in node.all("tidspunkt"))
    hours = tuple(_read(int, each.text) for each in node.all("etter-timer"))
    return SmsNotification(times, hours) if times or hours else CANCEL


def _assigned(node: Node) -> DocumentToRecipient:
    own = node.find("innstillinger")
    return DocumentToRecipient(
        node.attributes.get("refid", "").strip(),
        node.attributes.get("uuid"),
        None if own is None else _said(document_settings(own)),
    )


def _printed(node: Node) -> PhysicalPrint | None:
    printed = node.find("fysisk-print")
    if printed is None:
        return None
    return PhysicalPrint(
        printed.required("postmottaker"),
        _postal_address(printed, "mottakeradresse"),
        printed.required("retur-postmottaker"),
        _postal_address(printed, "returadresse"),
        _read(PostType, printed.value("posttype") or PostType.B),
    )


def _postal_address(printed: Node, role: str) -> PostalAddress:
    abroad = printed.find(f"utenlandsk-{role}")
    if abroad is None:
        home = printed.one(f"norsk-{role}")
        return NorwegianAddress(
            home.required("postnummer"),
            home.required("poststed"),
            home.value("adresselinje1"),
            home.value("adresselinje2"),
        )
    country = abroad.value("land")
    return ForeignAddress(
        abroad.required("adresselinje1"),
        abroad.value("adresselinje2"),
        abroad.value("adresselinje3"),
        abroad.value("adresselinje4"),
        country,
        abroad.required("land-kode") if country is None else None,
    )


def _wire_type(node: Node) -> str:
    """What `xsi:type` names, without its prefix."""
    return node.attributes.get(_XSI_TYPE, "").strip().rpartition(":")[2]


def _optional(read: Callable[[str], _Value], value: str | None) -> _Value | None:
    return None if value is None else _read(read, value)


def _cancellable(read: Callable[[str], _Value], value: str | None) -> _Value | Cancel | None:
    return CANCEL if value == "" else _optional(read, value)


def _read(read: Callable[[str], _Value], value: str) -> _Value:
    try:
        return read(value)
    except (ValueError, InvalidOperation):
        raise XmlProblemError(
            text("“{value}” is not what Digipost expects there.", value=value[:60])
        ) from None
