"""Whether the fonts of a PDF are in the file and whole.

The rule: a font is embedded, or is one of those that every printer has. What counts as one of those is decided by
its name, as Digipost's validator does it. A font program that is there but damaged breaks the rule.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

import pikepdf

_ALWAYS_THERE = ("TIMES", "COURIER", "HELVETICA", "SYMBOL", "ZAPFDINGBATS", "ARIAL")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_TRUE_TYPE_TABLES = frozenset({b"head", b"hhea", b"hmtx", b"maxp", b"glyf", b"loca"})
_OPEN_TYPE_STARTS = (b"\0\1\0\0", b"true", b"OTTO", b"ttcf")
_MOST_TABLES = 256
_DEEPEST = 8


class FontState(Enum):
    """What the file says about a font."""

    FINE = auto()
    NOT_EMBEDDED = auto()
    DAMAGED = auto()


@dataclass(frozen=True, slots=True)
class FontFault:
    """A font that breaks the rule, by the name that the file gives it."""

    name: str
    state: FontState


@dataclass
class FontInspector:
    """Looks at fonts; remembers those it has seen, since the pages of a letter share theirs."""

    _known: dict[tuple[int, int], FontFault | None] = field(default_factory=dict)

    def faults_of_page(self, page: pikepdf.Page) -> list[FontFault]:
        """The faults among the fonts that the page names itself, which is where the validator looks."""
        return self._faults(_fonts_of(_resources(page)))

    def faults_in_forms(self, page: pikepdf.Page) -> list[FontFault]:
        """The faults among the fonts that only the page's forms, patterns and annotations name."""
        seen: set[tuple[int, int]] = set()
        found: list[FontFault] = []
        for resources in _inner_resources(page, seen):
            found.extend(self._faults(_fonts_of(resources)))
        return found

    def _faults(self, fonts: Iterator[tuple[str, pikepdf.Object]]) -> list[FontFault]:
        found = (self._fault(label, font) for label, font in fonts)
        return [fault for fault in found if fault is not None]

    def _fault(self, label: str, font: pikepdf.Object) -> FontFault | None:
        number = font.objgen
        if number == (0, 0):
            return _judge(label, font)
        if number not in self._known:
            self._known[number] = _judge(label, font)
        return self._known[number]


def _judge(label: str, font: pikepdf.Object) -> FontFault | None:
    if not isinstance(font, pikepdf.Dictionary):
        return FontFault(label, FontState.DAMAGED)
    name = _name(font.get("/BaseFont")) or label
    state = _state(font)
    if state is FontState.NOT_EMBEDDED and is_always_there(name):
        state = FontState.FINE
    return None if state is FontState.FINE else FontFault(name, state)


def is_always_there(name: str) -> bool:
    """Whether a font of that name needs no embedding."""
    plain = name.upper().replace("-", "").replace(" ", "")
    return any(known in plain for known in _ALWAYS_THERE)


def _state(font: pikepdf.Dictionary) -> FontState:
    kind = _name(font.get("/Subtype"))
    if kind == "Type3":
        # Its glyphs are drawings in the file itself.
        return FontState.FINE if isinstance(font.get("/CharProcs"), pikepdf.Dictionary) else FontState.DAMAGED
    described = _descendant(font) if kind == "Type0" else font
    if described is None:
        return FontState.DAMAGED
    descriptor = described.get("/FontDescriptor")
    if not isinstance(descriptor, pikepdf.Dictionary):
        return FontState.NOT_EMBEDDED
    for key in _PROGRAMS:
        if key in descriptor:
            return _program_state(key, descriptor[key])
    return FontState.NOT_EMBEDDED


def _descendant(font: pikepdf.Dictionary) -> pikepdf.Dictionary | None:
    """The font proper of a composite font; None when it is not there."""
    inner = font.get("/DescendantFonts")
    first = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) else None
    return first if isinstance(first, pikepdf.Dictionary) else None


def _program_state(key: str, program: pikepdf.Object) -> FontState:
    if not isinstance(program, pikepdf.Stream):
        return FontState.DAMAGED
    try:
        data = program.read_bytes()
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, ValueError):
        return FontState.DAMAGED
    return FontState.FINE if _is_whole(key, data) else FontState.DAMAGED


def _is_whole(key: str, data: bytes) -> bool:
    """Whether the font program has what a reader cannot do without. The glyphs themselves are not read."""
    checks: Mapping[str, Callable[[bytes], bool]] = {
        "/FontFile": _is_type1,
        "/FontFile2": _is_open_type,
        "/FontFile3": lambda content: _is_compact(content) or _is_open_type(content),
    }
    # Some programs put one kind under the key of another; every reader bears with that.
    return checks[key](data) or _is_open_type(data) or _is_compact(data) or _is_type1(data)


def _is_type1(data: bytes) -> bool:
    start = data[6:8] if data[:1] == b"\x80" else data[:2]
    return start == b"%!" and b"eexec" in data


def _is_compact(data: bytes) -> bool:
    """Compact Font Format: version 1, a header of at least four bytes, an offset size of 1 to 4."""
    return len(data) > 4 and data[0] == 1 and 4 <= data[2] < len(data) and 1 <= data[3] <= 4


def _is_open_type(data: bytes) -> bool:
    """TrueType or OpenType: the tables without which there are no glyphs are there and lie inside."""
    if len(data) < 12 or data[:4] not in _OPEN_TYPE_STARTS:
        return False
    start = 0
    if data[:4] == b"ttcf" and len(data) >= 16:
        start = struct.unpack(">I", data[12:16])[0]
    tables = _tables(data, start)
    return b"CFF " in tables or tables >= _TRUE_TYPE_TABLES


def _tables(data: bytes, start: int) -> frozenset[bytes]:
    count = int.from_bytes(data[start + 4 : start + 6], "big")
    found = set()
    for number in range(min(count, _MOST_TABLES)):
        record = data[start + 12 + 16 * number : start + 28 + 16 * number]
        if len(record) < 16:
            break
        tag, _, offset, length = struct.unpack(">4sIII", record)
        if length and offset + length <= len(data):
            found.add(tag)
    return frozenset(found)


def _inner_resources(page: pikepdf.Page, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Object]:
    yield from _below(_resources(page), seen, 0)
    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        for stream in _appearances(annotation):
            yield from _of_stream(stream, seen, 0)


def _below(
    resources: pikepdf.Object | None, seen: set[tuple[int, int]], depth: int
) -> Iterator[pikepdf.Object]:
    if depth > _DEEPEST or not isinstance(resources, pikepdf.Dictionary):
        return
    for kind in ("/XObject", "/Pattern"):
        group = resources.get(kind)
        if isinstance(group, pikepdf.Dictionary):
            for stream in group.values():
                yield from _of_stream(stream, seen, depth)
    for _, font in _fonts_of(resources):
        inner = font.get("/Resources") if isinstance(font, pikepdf.Dictionary) else None
        if isinstance(inner, pikepdf.Dictionary):
            yield inner


def _of_stream(stream: pikepdf.Object, seen: set[tuple[int, int]], depth: int) -> Iterator[pikepdf.Object]:
    if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen:
        return
    seen.add(stream.objgen)
    resources = stream.get("/Resources")
    if isinstance(resources, pikepdf.Dictionary):
        yield resources
        yield from _below(resources, seen, depth + 1)


def _appearances(annotation: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if not isinstance(annotation, pikepdf.Dictionary):
        return
    appearance = annotation.get("/AP")
    normal = appearance.get("/N") if isinstance(appearance, pikepdf.Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        yield normal
    elif isinstance(normal, pikepdf.Dictionary):
        yield from normal.values()


def _resources(page: pikepdf.Page) -> pikepdf.Object | None:
    """The page's resources, its own or those of its parents."""
    node: pikepdf.Object | None = page.obj
    for _ in range(32):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if "/Resources" in node:
            return node["/Resources"]
        node = node.get("/Parent")
    return None


def _fonts_of(resources: pikepdf.Object | None) -> Iterator[tuple[str, pikepdf.Object]]:
    fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
    if isinstance(fonts, pikepdf.Dictionary):
        yield from ((label.lstrip("/"), font) for label, font in fonts.items())


def _name(value: pikepdf.Object | None) -> str:
    return str(value).lstrip("/") if isinstance(value, pikepdf.Name) else ""
