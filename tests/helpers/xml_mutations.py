"""Small changes to XML documents, some of which a schema allows and most of which it does not."""

import copy
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"

VALUES = (
    "",
    " ",
    "x",
    "x" * 80,
    "x" * 81,
    "x" * 100,
    "x" * 101,
    "x" * 130,
    "x" * 131,
    "0",
    "-1",
    "12",
    "1234567890123456",
    "12.345",
    "12.34",
    "2147483648",
    "9223372036854775808",
    "true",
    "TRUE",
    "1",
    "2026-02-29",
    "2026-02-28",
    "2026-02-28T12:00:00",
    "2026-02-28T12:00:00+01:00",
    "2026-13-01T00:00:00Z",
    "PASSORD",
    "TO_FAKTOR",
    "SENSITIVT",
    "MONOKROM",
    "FARGER",
    "A",
    "B",
    "NO",
    "NOR",
    "SUKSESS",
    "FEILET",
    "MOTTATT",
    "FORELØPIG_SUKSESS",
    "DIGIPOST",
    "UGYLDIG_ORGANISASJONSNUMMER",
    "UGYLDIG_FOR_PRINT",
    "USPESIFISERT_FEIL",
    "USPESIFISERT",
    "SENDT",
    "WEB",
    "brev.pdf",
    "mappe/brev.pdf",
    "mappe/",
    "brev.pdf.pdf",
    "bløt-kake_1.PDF",
    "å/ø.x",
    "../brev.pdf",
    "brev",
    "٣.pdf",
    "a3bb189e-8bf9-3888-9912-ace4e6543002",
    "A3BB189E-8BF9-3888-9912-ACE4E6543002",
    "00123456789",
    "1234567890-",
    "ikke et navn",
    "_id-1.2",
    "1id",
    "QUJD",
    "QUJ",
    "http://www.w3.org/2000/09/xmldsig#sha1",
)
ATTRIBUTES = ("id", "uuid", "refid", "extends", "brev-id", "Id", "URI", "Algorithm", "Target", f"{_XSI}nil")
TYPES = (
    "brev",
    "brev-med-print",
    "dokument",
    "faktura",
    "dokument-innstillinger",
    "per-dokument-innstillinger",
    "refererbare-dokument-innstillinger",
    "finnes-ikke",
)


def mutated(root: Element, random: Random, names: Sequence[str]) -> Element:
    """A copy with one to three changes. `names` are element names to rename to or to add."""
    copied = copy.deepcopy(root)
    for _ in range(random.randint(1, 3)):
        mutation = random.choice(_MUTATIONS)
        mutation(random.choice(_elements(copied)), random, names)
    return copied


def element_names(root: Element) -> list[str]:
    """The names of all elements in the document, with their namespaces."""
    return sorted({str(element.tag) for element in _elements(root)})


def _elements(root: Element) -> list[Element]:
    return list(root.iter(etree.Element))


def _delete(element: Element, random: Random, names: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(element: Element, random: Random, names: Sequence[str]) -> None:
    parent = element.getparent()
    if parent is not None:
        times = 100 if random.random() < 0.05 else 1
        for _ in range(times):
            parent.insert(parent.index(element), copy.deepcopy(element))


def _swap(element: Element, random: Random, names: Sequence[str]) -> None:
    parent = element.getparent()
    following = element.getnext()
    if parent is not None and following is not None:
        parent.insert(parent.index(element), following)


def _rename(element: Element, random: Random, names: Sequence[str]) -> None:
    element.tag = random.choice(names)


def _add(element: Element, random: Random, names: Sequence[str]) -> None:
    element.insert(random.randint(0, len(element)), etree.Element(random.choice(names)))


def _move_namespace(element: Element, random: Random, names: Sequence[str]) -> None:
    local = etree.QName(element).localname
    element.tag = random.choice([local, f"{{urn:elsewhere}}{local}"])


def _set_text(element: Element, random: Random, names: Sequence[str]) -> None:
    leaves = [leaf for leaf in _elements(element) if not len(leaf)]
    random.choice(leaves or [element]).text = random.choice(VALUES)


def _empty(element: Element, random: Random, names: Sequence[str]) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def _set_attribute(element: Element, random: Random, names: Sequence[str]) -> None:
    element.set(random.choice([*element.keys(), random.choice(ATTRIBUTES)]), random.choice(VALUES))


def _drop_attribute(element: Element, random: Random, names: Sequence[str]) -> None:
    holders = [each for each in _elements(element) if each.attrib]
    if holders:
        holder = random.choice(holders)
        del holder.attrib[random.choice(list(holder.keys()))]


def _set_type(element: Element, random: Random, names: Sequence[str]) -> None:
    polymorphic = [each for each in _elements(element) if etree.QName(each).localname in _POLYMORPHIC]
    if polymorphic:
        random.choice(polymorphic).set(f"{_XSI}type", random.choice(TYPES))


_POLYMORPHIC = (
    "brev",
    "dokument",
    "innstillinger",
    "globale-dokument-innstillinger",
    "dokument-innstillinger",
)
_MUTATIONS: tuple[Callable[[Element, Random, Sequence[str]], None], ...] = (
    _delete,
    _repeat,
    _swap,
    _rename,
    _add,
    _move_namespace,
    _set_text,
    _set_text,
    _set_text,
    _set_text,
    _empty,
    _set_attribute,
    _drop_attribute,
    _set_type,
)
