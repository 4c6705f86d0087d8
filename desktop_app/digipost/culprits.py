"""Finds the letter that is to blame when a job as a whole is wrong.

A schema that is checked while streaming says what is wrong but not where. So the job is read once more, and
each element is put by itself into the smallest job that is in order, and held against the schema there.
"""

import copy
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from desktop_app.base.texts import Text
from desktop_app.digipost.job_elements import Element, InvalidXmlError, LogEntry, log_entries
from desktop_app.digipost.model import (
    Document,
    DocumentSettings,
    DocumentToRecipient,
    Interface,
    Job,
    JobKind,
    JobSettings,
    Letter,
    LookupJob,
    MailingJob,
    PersonAlias,
    Recipient,
)
from desktop_app.digipost.refusals import (
    PLACE_OF_GLOBAL_SETTINGS,
    PLACE_OF_JOB_SETTINGS,
    place_of_document,
    place_of_letter,
    place_of_recipient,
)
from desktop_app.digipost.schemas import Schema
from desktop_app.digipost.writing import write_job


@dataclass(frozen=True, slots=True)
class Culprit:
    """Where it is, and libxml2's complaint about it."""

    place: Text
    entry: LogEntry


def culprit(
    elements: Iterable[Element], passed: int, schema: Schema, kind: JobKind, interface: Interface
) -> Culprit | None:
    """The first element after `passed` ones that is wrong by itself, or None where no single one is."""
    smallest = _SmallestJob(schema, kind, interface)
    if smallest.complaints():
        return None  # this schema wants more than the program knows of, so any element would look wrong
    try:
        for number, (place, element) in enumerate(places(elements)):
            complaints = [] if number < passed else smallest.complaints(element)
            if complaints:
                return Culprit(place, complaints[0])
    except InvalidXmlError:
        pass  # it is not well-formed either, and that is reached only now
    return None


def places(elements: Iterable[Element]) -> Iterator[tuple[Text, Element]]:
    """Each element with words for where it is; letters, recipients and documents are counted from 1."""
    documents = letters = 0
    for element in elements:
        name = _local_name(element)
        if name in ("brev", "mottaker"):
            letters += 1
            place_of = place_of_letter if name == "brev" else place_of_recipient
            yield place_of(letters, _text_of(element, "kunde-id")), element
        elif name == "dokument":
            documents += 1
            yield place_of_document(documents, _text_of(element, "id")), element
        elif name == "jobb-innstillinger":
            yield PLACE_OF_JOB_SETTINGS, element
        else:
            yield PLACE_OF_GLOBAL_SETTINGS, element


class _SmallestJob:
    """The smallest job that is in order, with places for one element of each kind."""

    def __init__(self, schema: Schema, kind: JobKind, interface: Interface) -> None:
        written = io.BytesIO()
        write_job(_smallest_job(kind), written, interface)
        xml = written.getvalue().replace(interface.namespace.encode(), schema.namespace.encode())
        self._root = etree.fromstring(xml)
        self._schema = schema.compiled

    def complaints(self, element: Element | None = None) -> list[LogEntry]:
        """What the schema has against the smallest job, with this element instead of its own."""
        root = copy.deepcopy(self._root)
        if element is not None:
            own = next(root.iter(element.tag), None)
            parent = None if own is None else own.getparent()
            if own is None or parent is None:
                return []
            parent.replace(own, copy.deepcopy(element))
        if self._schema.validate(root):
            return []
        return log_entries(self._schema.error_log)


def _smallest_job(kind: JobKind) -> Job:
    settings = JobSettings(sender_id=1, job_id="job")
    recipient = Recipient("customer", PersonAlias("alias"))
    if kind is JobKind.LOOKUP:
        return LookupJob(settings, [recipient])
    letter = Letter("letter", recipient, DocumentToRecipient("document"))
    documents = [Document("document", "file.pdf")]
    return MailingJob(settings, documents, [letter], DocumentSettings(subject="subject"))


def _local_name(element: Element) -> str:
    return etree.QName(element).localname


def _text_of(element: Element, name: str) -> str:
    """The text of the first element of that name in here."""
    found = next(element.iter(f"{{{etree.QName(element).namespace}}}{name}"), None)
    return "" if found is None else found.text or ""
