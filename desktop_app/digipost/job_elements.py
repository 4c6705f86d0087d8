"""A job's larger elements from a stream, some hundred at a time, forgotten as soon as they have been looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, BinaryIO, TypeAlias

from lxml import etree

from desktop_app.base.work import WorkContext
from desktop_app.digipost.model import JobKind

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives the type no public name

_CHUNK = 1 << 16
_LISTS = ("mottakere", "post", "forsendelser")


@dataclass(frozen=True, slots=True)
class Batch:
    """The first `count` elements of `parent` are whole and are to be looked at now.

    The parent is one of the lists (recipients, documents, letters), or what holds settings before the lists.
    """

    parent: Element
    count: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One complaint of libxml2: its kind (`SCHEMAV_…` for the schema) and its words."""

    kind: str
    message: str


class InvalidXmlError(Exception):
    """The XML is not well-formed, or not what the schema wants.

    The first `passed` elements are in order; what is wrong comes after them. `entries` are libxml2's own.
    """

    def __init__(self, passed: int, entries: list[LogEntry]) -> None:
        super().__init__(f"after {passed} elements")
        self.passed = passed
        self.entries = entries


def log_entries(log: Any) -> list[LogEntry]:
    """The complaints in one of lxml's error logs."""
    return [LogEntry(entry.type_name, entry.message) for entry in log]


def job_elements(stream: BinaryIO, namespace: str, kind: JobKind, context: WorkContext) -> Iterator[Element]:
    """The elements of all batches one by one. Raises `InvalidXmlError` where the XML is not well-formed."""
    for batch in job_batches(stream, namespace, kind, context):
        yield from islice(batch.parent, batch.count)


def job_batches(
    stream: BinaryIO,
    namespace: str,
    kind: JobKind,
    context: WorkContext,
    schema: etree.XMLSchema | None = None,
) -> Iterator[Batch]:
    """The job's settings, then its documents and letters, or its recipients.

    With a schema, raises `InvalidXmlError` soon after the first thing that is wrong. Flat memory. Document
    types are to be refused before.
    """
    reader = _Reader(namespace, kind, schema)
    try:
        while chunk := stream.read(_CHUNK):
            yield from reader.read(chunk)
            context.check_cancelled()
            context.progress(reader.passed, None)
        reader.close()
    except etree.XMLSyntaxError as error:
        raise InvalidXmlError(reader.passed, reader.complaints() or [LogEntry("", str(error))]) from None


class _Reader:
    """Feeds the parser and follows its lists."""

    def __init__(self, namespace: str, kind: JobKind, schema: etree.XMLSchema | None) -> None:
        prefix = f"{{{namespace}}}"
        self._lists = {prefix + name for name in _LISTS}
        self._root = prefix + kind.value
        # `resolve_entities=False` must not be given: lxml 6.1 is then silent about XML that is broken.
        self._parser: Any = etree.XMLPullParser(
            events=("start", "end"),
            tag=[self._root, *self._lists],
            schema=schema,
            remove_comments=True,
            remove_pis=True,
        )
        self._open: Element | None = None
        self._settings_seen = False
        self._complete = False
        self.passed = 0

    def read(self, chunk: bytes) -> Iterator[Batch]:
        """The batches that this much more of the file makes whole."""
        self._parser.feed(chunk)
        entries = self.complaints()
        if entries:
            raise InvalidXmlError(self.passed, entries)
        for event, element in self._parser.read_events():
            if element.tag == self._root:
                self._complete = event == "end"
            elif event == "start":
                self._open = element
                yield from self._settings(element)
            else:
                self._open = None
                yield from self._batch(element, len(element))
        if self._open is not None and len(self._open) > 1:
            yield from self._batch(self._open, len(self._open) - 1)  # the last one may be half there

    def close(self) -> None:
        """Nothing more comes. Raises where something was still to come."""
        self._parser.close()
        if not self._complete:
            raise InvalidXmlError(self.passed, [LogEntry("", "the root element never ended")])

    def complaints(self) -> list[LogEntry]:
        """What libxml2 has complained of so far."""
        return log_entries(self._parser.feed_error_log)

    def _settings(self, first_list: Element) -> Iterator[Batch]:
        """What stands before the first list."""
        if self._settings_seen:
            return
        self._settings_seen = True
        path = [first_list, *first_list.iterancestors()]
        for child, parent in reversed(list(pairwise(path))):
            yield from self._batch(parent, parent.index(child))

    def _batch(self, parent: Element, count: int) -> Iterator[Batch]:
        if not count:
            return
        yield Batch(parent, count)
        self.passed += count
        if parent.tag in self._lists:
            del parent[:count]
