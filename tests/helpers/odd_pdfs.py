"""A corpus of odd PDFs, the same at each run: damaged, cut off, encrypted, and built to hurt a reader.

`corpus()` gives names and contents. Whole letters are mutated byte by byte with a seeded generator; the rest are
written by hand as lists of objects, some of them wrong in a way that has hung or crashed one reader or another.
"""

import io
import random
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf

from tests.helpers.pdfs import Box, PageSpec, PdfSpec, TextAt, write_pdf

_TEXTS = (TextAt("Kjære medlem", 25, 60), TextAt("Æøå", 5, 120))
_MUTATIONS_EACH = 24


def corpus() -> Iterator[tuple[str, bytes]]:
    """Every odd file: a name that says what is odd about it, and its content."""
    for name, whole in _wholes():
        yield f"whole {name}", whole
        yield from _mutated(name, whole)
    yield from _encrypted()
    yield from _by_hand()


def _wholes() -> Iterator[tuple[str, bytes]]:
    specs = {
        "plain": PdfSpec([PageSpec(_TEXTS)] * 2),
        "object streams": PdfSpec([PageSpec(_TEXTS)], version="1.5", object_streams=True),
        "embedded font": PdfSpec([PageSpec(_TEXTS, font="embedded")]),
        "composite font": PdfSpec([PageSpec(_TEXTS, font="composite")]),
        "form and stamp": PdfSpec(
            [PageSpec(in_form=_TEXTS, form_font="embedded", stamp=TextAt("KOPI", 9, 99))]
        ),
        "all sorts": PdfSpec(
            [PageSpec(_TEXTS, boxes=[Box(2, 100, 9, 9)], rotate=90)],
            javascript="open",
            embedded_file=True,
            form_field=True,
            pdfa=True,
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, spec in specs.items():
            yield name, write_pdf(Path(folder) / "whole.pdf", spec).read_bytes()


def _mutated(name: str, whole: bytes) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(name)
    for number in range(_MUTATIONS_EACH):
        yield f"{name}, mutation {number}", _mutate(bytearray(whole), chance, number)


def _mutate(content: bytearray, chance: random.Random, number: int) -> bytes:
    kind = number % 6
    place = chance.randrange(len(content))
    length = chance.randrange(1, max(2, len(content) // 8))
    if kind == 0:
        del content[place:]
    elif kind == 1:
        for _ in range(chance.randrange(1, 60)):
            content[chance.randrange(len(content))] = chance.randrange(256)
    elif kind == 2:
        del content[place : place + length]
    elif kind == 3:
        content[place:place] = content[place : place + length] or b"0"
    elif kind == 4:
        _change_digits(content, chance)
    else:
        content[place : place + length] = chance.randbytes(length)
    return bytes(content)


def _change_digits(content: bytearray, chance: random.Random) -> None:
    digits = [place for place, value in enumerate(content) if 48 <= value <= 57]
    for place in chance.sample(digits, min(25, len(digits))):
        content[place] = chance.choice(b"0123456789")


def _encrypted() -> Iterator[tuple[str, bytes]]:
    for revision, version in ((2, "1.4"), (3, "1.4"), (4, "1.6"), (6, "2.0")):
        for password in ("", "hemmelig"):
            encryption = pikepdf.Encryption(
                owner="eier",
                user=password,
                R=revision,  # type: ignore[arg-type]
                aes=revision >= 4,
                metadata=revision >= 4,
            )
            with tempfile.TemporaryDirectory() as folder:
                spec = PdfSpec([PageSpec(_TEXTS)], encryption=encryption, version=version)
                whole = write_pdf(Path(folder) / "whole.pdf", spec).read_bytes()
            name = f"encrypted {revision}{' with a password' if password else ''}"
            yield name, whole
            yield f"{name}, dictionary broken", whole.replace(b"/Standard", b"/Strange")
            yield f"{name}, cut", whole[: len(whole) * 2 // 3]


def _assembled(objects: Sequence[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1, with a right table of contents."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(content), content)


def _page(
    content: bytes = b"", entries: bytes = b"", resources: bytes = b"", more: Sequence[bytes] = ()
) -> bytes:
    """A file of one page: 1 catalog, 2 pages, 3 page, 4 content, and more from 5 on."""
    return _assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Contents 4 0 R/Resources<<%s>>>>"
            % (entries, resources),
            _stream(content),
            *more,
        ]
    )


def _by_hand() -> Iterator[tuple[str, bytes]]:
    yield from _odd_trees()
    yield from _odd_pages()
    yield from _odd_contents()
    yield from _odd_fonts()
    yield from _bombs()


def _odd_trees() -> Iterator[tuple[str, bytes]]:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield "no catalog", _assembled([b"<<>>"])
    yield "root is a number", _assembled([b"7"])
    yield "root refers to itself", _assembled([b"1 0 R"])
    yield "no pages entry", _assembled([b"<</Type/Catalog>>"])
    yield "pages is an array", _assembled([catalog, b"[3 0 R]"])
    yield "pages hold themselves", _assembled([catalog, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])
    yield (
        "pages in a ring",
        _assembled(
            [
                catalog,
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>",
            ]
        ),
    )
    yield "kids that are not there", _assembled([catalog, b"<</Type/Pages/Kids[9 0 R 8 0 R]/Count 2>>"])
    yield "kids that are numbers", _assembled([catalog, b"<</Type/Pages/Kids[1 2 3]/Count 3>>"])
    yield (
        "one page many times",
        _assembled(
            [
                catalog,
                b"<</Type/Pages/Kids[%s]/Count 500>>" % (b"3 0 R " * 500),
                b"<</Type/Page/Parent 2 0 R>>",
            ]
        ),
    )
    yield "an enormous count", _assembled([catalog, b"<</Type/Pages/Kids[]/Count 2147483647>>"])
    yield "a negative count", _assembled([catalog, b"<</Type/Pages/Kids[]/Count -1>>"])
    yield (
        "a parent that is itself",
        _assembled([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 3 0 R>>"]),
    )
    yield (
        "a deep tree",
        _assembled(
            [
                catalog,
                *(b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (number + 3) for number in range(400)),
                b"<</Type/Page/MediaBox[0 0 595 842]>>",
            ]
        ),
    )
    yield "nested brackets", _assembled([catalog, b"[" * 20_000 + b"]" * 20_000])
    yield "nested dictionaries", _assembled([catalog, b"<</A" * 5_000 + b" 1" + b">>" * 5_000])
    yield "an earlier table that is this one", _page().replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9")
    yield "tables in a ring", _page().replace(b"trailer\n<<", b"trailer\n<</Prev 200")
    yield "an open string", _page()[:200] + b"(" * 1000
    yield "only endobj", b"%PDF-1.4\n" + b"endobj\n" * 5000
    yield "many headers", b"%PDF-1.4\n" * 3000


def _odd_pages() -> Iterator[tuple[str, bytes]]:
    text = b"BT /F1 12 Tf 10 500 Td (x) Tj ET"
    boxes = {
        "no area": b"[0 0 0 0]",
        "turned round": b"[595 842 0 0]",
        "words": b"[(a) (b) (c) (d)]",
        "too few": b"[0 0 595]",
        "enormous": b"[0 0 1e38 1e38]",
        "too large for a number": b"[0 0 99999999999999999999999999999999999999999 9]",
        "negative": b"[-1e9 -1e9 -999999000 -999999000]",
        "tiny": b"[0 0 0.0001 0.0001]",
        "a name": b"/A4",
        "holding itself": b"3 0 R",
    }
    for name, box in boxes.items():
        yield f"a box: {name}", _page(text).replace(b"[0 0 595 842]", box)
        yield f"a crop box: {name}", _page(text, entries=b"/CropBox" + box)
    for value in (b"45", b"-90", b"360000000000", b"(x)", b"1e30", b"null", b"90.5"):
        yield f"turned by {value.decode()}", _page(text, entries=b"/Rotate " + value)
    yield "a unit of its own", _page(text, entries=b"/UserUnit 1e9")
    yield "contents that are not there", _page().replace(b"/Contents 4 0 R", b"/Contents 99 0 R")
    yield "contents that are a number", _page().replace(b"/Contents 4 0 R", b"/Contents 7")
    yield "contents that are the page", _page().replace(b"/Contents 4 0 R", b"/Contents 3 0 R")
    yield (
        "contents many times",
        _page(text).replace(b"/Contents 4 0 R", b"/Contents[%s]" % (b"4 0 R " * 2000)),
    )
    yield "annotations that are not", _page(entries=b"/Annots[1 (x) 99 0 R 3 0 R]")
    yield "annotations without end", _page(entries=b"/Annots 5 0 R", more=[b"[5 0 R 5 0 R]"])


def _odd_contents() -> Iterator[tuple[str, bytes]]:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</A 5 0 R>>>>"
    draws = b"/XObject<</A 5 0 R>>"
    yield "a form in itself", _page(b"/A Do", resources=draws, more=[_stream(b"/A Do", form)])
    yield (
        "a form that doubles itself",
        _page(
            b"/A Do",
            resources=draws,
            more=[
                _stream(
                    b"/A Do /A Do",
                    b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>"
                    % (number + 6),
                )
                for number in range(24)
            ],
        ),
    )
    yield "saved without end", _page(b"q " * 200_000)
    yield "restored without end", _page(b"Q " * 200_000)
    yield "operators without sense", _page(b"re f W n sh Do Tj TJ ' \" BI ID EI gs cm " * 500)
    yield "words of a million letters", _page(b"BT /F1 9 Tf (" + b"x" * 1_000_000 + b") Tj ET")
    yield "half a million words", _page(b"BT /F1 9 Tf 1 0 0 1 9 9 Tm " + b"(x) Tj " * 200_000 + b"ET")
    yield "numbers beyond all", _page(b"1e300 0 0 1e300 1e300 -1e300 cm 0 0 1e300 1e300 re f")
    yield "dashes without end", _page(b"[0.00001 0.00001] 0 d 0 0 m 595 842 l S")
    yield "curves to nowhere", _page(b"0 0 m " + b"1e9 -1e9 1e-9 1e9 -1e9 1 c " * 20_000 + b"S")
    yield "an open picture", _page(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID " + b"x" * 100)
    yield (
        "a pattern in itself",
        _page(
            b"/Pattern cs /P scn 0 0 595 842 re f",
            resources=b"/Pattern<</P 5 0 R>>",
            more=[
                _stream(
                    b"/Pattern cs /P scn 0 0 9 9 re f",
                    b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.0001/YStep 0.0001"
                    b"/Resources<</Pattern<</P 5 0 R>>>>",
                )
            ],
        ),
    )
    filters = b"/FlateDecode " * 300
    yield "filters without end", _page(more=[_stream(b"x", b"/Filter[%s]" % filters)])
    for name in (
        b"/JBIG2Decode",
        b"/JPXDecode",
        b"/DCTDecode",
        b"/CCITTFaxDecode",
        b"/LZWDecode",
        b"/Unknown",
    ):
        yield (
            f"a picture that is none: {name.decode()}",
            _page(
                b"100 0 0 100 5 400 cm /A Do",
                resources=draws,
                more=[
                    _stream(
                        random.Random(name).randbytes(400),
                        b"/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter"
                        + name,
                    )
                ],
            ),
        )
    yield (
        "content that does not unpack",
        _page().replace(b"<</Length 0>>", b"<</Length 0/Filter/FlateDecode>>"),
    )


def _odd_fonts() -> Iterator[tuple[str, bytes]]:
    text = b"BT /F1 12 Tf 10 500 Td (abc) Tj ET"
    fonts = {
        "a number": b"7",
        "itself": b"5 0 R",
        "the page": b"3 0 R",
        "nothing": b"null",
        "empty": b"<<>>",
        "its own part": b"<</Type/Font/Subtype/Type0/BaseFont/A/DescendantFonts[5 0 R]/Encoding/Identity-H>>",
        "a program that is the catalog": b"<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor"
        b"<</Type/FontDescriptor/FontFile2 1 0 R>>>>",
        "a program that is rubbish": b"<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor"
        b"<</Type/FontDescriptor/FontFile2 6 0 R>>>>",
        "drawn by itself": b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97"
        b"/LastChar 99/Widths[1 1 1]/Encoding<</Differences[97/a/a/a]>>/CharProcs<</a 7 0 R>>"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        "drawn by nothing": b"<</Type/Font/Subtype/Type3/CharProcs 9/FontMatrix[0 0 0 0 0 0]>>",
        "widths without end": b"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FirstChar -99999/LastChar 2147483647"
        b"/Widths[1]>>",
    }
    rubbish = _stream(b"\0\1\0\0\xff\xff" + random.Random(1).randbytes(3000))
    glyph = _stream(b"700 0 d0 BT /F1 12 Tf (a) Tj ET")
    for name, font in fonts.items():
        resources = b"/Font<</F1 5 0 R>>"
        yield f"a font that is {name}", _page(text, resources=resources, more=[font, rubbish, glyph])


def _bombs() -> Iterator[tuple[str, bytes]]:
    packed = b"/Filter/FlateDecode"
    zeros = zlib.compress(bytes(200_000_000), 1)
    yield (
        "content that unpacks to 200 MB",
        _assembled(
            [
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
                _stream(zeros, packed),
            ]
        ),
    )
    yield (
        "a font that unpacks to 200 MB",
        _page(
            b"BT /F1 12 Tf (x) Tj ET",
            resources=b"/Font<</F1 5 0 R>>",
            more=[
                b"<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</Type/FontDescriptor/FontFile2 6 0 R>>>>",
                _stream(zeros, packed),
            ],
        ),
    )
    yield (
        "a picture of 900 million pixels",
        _page(
            b"595 0 0 842 0 0 cm /A Do",
            resources=b"/XObject<</A 5 0 R>>",
            more=[
                _stream(
                    zeros,
                    packed
                    + b"/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 1/ColorSpace/DeviceGray",
                )
            ],
        ),
    )
