"""What libxml2 complains of, told in the staff's words and without the values, which may be personal."""

import re

from desktop_app.base.texts import Text, text
from desktop_app.digipost.job_elements import LogEntry
from desktop_app.digipost.refusals import field_label

_NAMED = re.compile(r"Element '(?:\{[^}]*\})?([^']{1,60})'(?:, attribute '(?:\{[^}]*\})?([^']{1,60})')?")
_LIMIT = re.compile(r"exceeds the allowed maximum length of '(\d+)'")
_EXPECTED = re.compile(r"Expected is(?: one of)? \( (.{1,400}?) \)")

_FIELDS = {
    "emne": "subject",
    "jobb-id": "job_id",
    "jobb-navn": "job_name",
    "klientinformasjon": "client_info",
    "fil": "file",
    "kid": "kid",
    "kontonummer": "account",
    "beloep": "amount",
    "forfallsdato": "due_date",
    "kunde-id": "customer_id",
    "postmottaker": "recipient_name",
    "retur-postmottaker": "return_name",
    "adresselinje1": "line1",
    "adresselinje2": "line2",
    "adresselinje3": "line3",
    "adresselinje4": "line4",
    "postnummer": "postcode",
    "poststed": "city",
    "land": "country",
    "land-kode": "country_code",
    "uuid": "uuid",
    "refid": "document_id",
}
"""Fields of the model by their names on the wire."""

_BAD_VALUE = ("PATTERN", "ENUMERATION", "DATATYPE", "INCLUSIVE", "DIGITS", "LENGTH", "CVC_TYPE_3_1", "UNION")


def problem_of(entry: LogEntry) -> Text:
    """One complaint as a sentence."""
    found = _NAMED.search(entry.message)
    if not found:
        return text("It is damaged or cut off.")
    wire_name = found.group(2) or found.group(1)
    field = field_label(_FIELDS.get(wire_name, wire_name))
    limit = _LIMIT.search(entry.message)
    if limit:
        return text("“{field}” is longer than {limit} characters.", field=field, limit=int(limit.group(1)))
    if any(part in entry.kind for part in _BAD_VALUE):
        return text("“{field}” is not in the form that Digipost asks for.", field=field)
    if entry.kind == "SCHEMAV_CVC_ELT_1":
        return text("Its root element “{field}” is not what was expected.", field=field)
    if entry.kind == "SCHEMAV_ELEMENT_CONTENT":
        return _misplaced(field, entry.message)
    return text("“{field}” is not as Digipost's schema has it.", field=field)


def _misplaced(field: Text, message: str) -> Text:
    expected = _EXPECTED.search(message)
    if not expected:
        return text("“{field}” is not allowed where it stands.", field=field)
    names = ", ".join(re.findall(r"\}([^,{} ]+)", expected.group(1)))
    if "Missing child" in message:
        return text("“{field}” lacks one of its parts ({names}).", field=field, names=names)
    return text("“{field}” stands where something else belongs ({names}).", field=field, names=names)
