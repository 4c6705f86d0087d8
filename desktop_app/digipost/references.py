"""Ids and what refers to them: the pairs that a schema names but libxml2 does not check.

A job's documents and named settings share one set of ids. Letters refer to documents, and documents may build
on named settings.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from lxml import etree

from desktop_app.digipost.job_elements import Batch, Element
from desktop_app.digipost.model import Interface
from desktop_app.digipost.text_pool import TextPool

_TO_DOCUMENTS = {
    Interface.V2_1: ("/*/@refid",),
    Interface.V2_0: ("/d:dokument/text()", "/d:vedlegg/d:dokument/text()"),
}
"""From a letter to what it refers to."""

_TO_NOTHING = {
    Interface.V2_1: "/*[self::d:hoveddokument or self::d:vedlegg][not(@refid)]",
    Interface.V2_0: "/descendant::d:dokument[not(text())]",
}
"""From a letter to references that are not filled in."""


@dataclass(frozen=True, slots=True)
class BrokenReferences:
    """What does not fit together. `dangling` holds ids that letters refer to and no document has."""

    repeated: tuple[str, ...]
    dangling: tuple[str, ...]
    unknown_settings: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.repeated or self.dangling or self.unknown_settings)


class References(ExitStack):
    """Collects a mailing's ids and references, batch by batch. Flat memory; a context manager."""

    def __init__(self, namespace: str, interface: Interface) -> None:
        self._namespace = namespace
        super().__init__()
        self._documents = self.enter_context(TextPool())
        self._named_settings = self.enter_context(TextPool())
        self._sent = self.enter_context(TextPool())
        self._built_on = self.enter_context(TextPool())
        self._takers: dict[str, list[tuple[Callable[..., Any], TextPool]]] = {
            f"{{{namespace}}}standard-distribusjon": [
                (self._finder("*[position() <= $n]/d:dokument-innstillinger/@id"), self._named_settings)
            ],
            f"{{{namespace}}}post": [
                (self._finder("d:dokument[position() <= $n]/d:id/text()"), self._documents),
                (self._finder("d:dokument[position() <= $n]/d:innstillinger/@extends"), self._built_on),
            ],
            f"{{{namespace}}}forsendelser": [
                (self._finder("d:brev[position() <= $n]" + path), self._sent)
                for path in _TO_DOCUMENTS[interface]
            ],
        }
        self._ids = (self._documents, self._named_settings)
        self._letter = f"{{{namespace}}}brev"
        self._unfilled_in = self._finder("d:brev[position() <= $n]" + _TO_NOTHING[interface])
        self._of_letter = [self._finder("." + path) for path in _TO_DOCUMENTS[interface]]
        self._unfilled_of_letter = self._finder("." + _TO_NOTHING[interface])

    def take(self, batch: Batch) -> None:
        """Remember what the elements are called and what they refer to."""
        takers = self._takers.get(batch.parent.tag, ())
        for find, pool in takers:
            found = [each.strip() for each in find(batch.parent, n=batch.count)]
            # Ids count however often they are there; a document that everybody gets is to be noted just once.
            pool.extend(found if pool in self._ids else list(set(found)))
        if self._sent in [pool for _, pool in takers] and self._unfilled_in(batch.parent, n=batch.count):
            self._sent.add("")

    def of_letter(self, letter: Element) -> list[str]:
        """What a letter refers to; "" for a reference that is not filled in. Nothing for other elements."""
        if letter.tag != self._letter:
            return []
        found = [each.strip() for find in self._of_letter for each in find(letter)]
        return [*found, ""] if self._unfilled_of_letter(letter) else found

    def broken(self) -> BrokenReferences:
        """What does not fit together, once everything was taken. At most a hundred of each, in order."""
        twice = (
            *self._documents.repeated(),
            *self._named_settings.repeated(),
            *self._named_settings.shared_with(self._documents),
        )
        return BrokenReferences(
            _some(twice),
            _some(self._sent.missing_from(self._documents)),
            _some(self._built_on.missing_from(self._named_settings)),
        )

    def _finder(self, path: str) -> Callable[..., Any]:
        return etree.XPath(path, namespaces={"d": self._namespace}, smart_strings=False)


def _some(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts))[:100])
