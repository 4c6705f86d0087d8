"""XML from outside, parsed with distrust: no document types, no entities, limits on length and depth."""

from dataclasses import dataclass
from typing import BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from desktop_app.base.texts import Text, text

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What a file from outside may ask of this machine."""

    text_characters: int = 1_000_000
    """In one element or one tag."""
    depth: int = 32
    """Elements inside elements."""


DEFAULT_LIMITS = ReadingLimits()


class XmlProblemError(Exception):
    """Why the XML is not read any further. Whoever knows what file it is says so."""

    def __init__(self, problem: Text) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ElementReader(Protocol):
    """Who is told about the elements. A name is `namespace local-name`, or only the latter without namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...


class EnoughError(Exception):
    """Raised by a reader that needs no more of the file."""


def parse(stream: BinaryIO, reader: ElementReader, pieces: list[str], limits: ReadingLimits) -> None:
    """Tell the reader about every element, until the file ends or the reader has had enough.

    The text between two tags is collected in `pieces`; the reader joins and clears them. Raises
    `XmlProblemError` for what is not well-formed, has a document type or goes beyond the limits.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = (
        pieces.append
    )  # the quickest there is: most of a file's callbacks are this one
    try:
        _feed(parser, stream, pieces, limits.text_characters)
    except EnoughError:
        return
    except expat.ExpatError as error:
        problem = text(
            "It is damaged or cut off at line {line} ({reason}).",
            line=error.lineno,
            reason=expat.ErrorString(error.code),
        )
        raise XmlProblemError(problem) from None


def _feed(parser: expat.XMLParserType, stream: BinaryIO, pieces: list[str], longest: int) -> None:
    fed = 0
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        # What the parser still holds back is one tag or comment that goes on and on.
        if fed - parser.CurrentByteIndex > longest + _CHUNK or sum(map(len, pieces)) > longest:
            raise XmlProblemError(text("It holds a text that is too long to be real."))
    parser.Parse(b"", True)


def _refuse_document_type(*_: object) -> NoReturn:
    raise XmlProblemError(text("It declares a document type (DOCTYPE), which is not allowed for safety."))


def local_name(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(" ")[2]


class _Root:
    """Has had enough after the root element's start tag."""

    def __init__(self) -> None:
        self.name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        raise EnoughError

    def end(self, name: str) -> None:
        """Never comes."""


def root_element(stream: BinaryIO, limits: ReadingLimits = DEFAULT_LIMITS) -> tuple[str, str]:
    """Namespace ("" for none) and local name of the root element. Raises `XmlProblemError`."""
    root = _Root()
    parse(stream, root, [], limits)
    namespace, _, local = root.name.rpartition(" ")
    return namespace, local
