"""The schemas that documents are held against: the program's own, and a newer starter pack's."""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from desktop_app.base.errors import InputError
from desktop_app.base.paths import resource
from desktop_app.base.texts import Text, text
from desktop_app.digipost.model import Interface, JobKind

_JOBS = {JobKind.LOOKUP: "lookup-job.xsd", JobKind.MAILING: "mailing-job.xsd"}
_RESULTS = {JobKind.LOOKUP: "lookup-result.xsd", JobKind.MAILING: "mailing-result.xsd"}
_FOREIGN_JOBS = {
    JobKind.LOOKUP: ("mottakersplitt.xsd",),
    JobKind.MAILING: ("print.xsd", "masseutsendelse.xsd"),  # the first one includes the second and knows more
}


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled schema and the namespace of the documents that it is for."""

    namespace: str
    compiled: etree.XMLSchema


def job_schema(kind: JobKind, interface: Interface) -> Schema:
    """The program's own schema for jobs."""
    return _load(resource("schema", interface.value, _JOBS[kind]))


def result_schema(kind: JobKind, interface: Interface) -> Schema:
    """The program's own schema for results."""
    return _load(resource("schema", interface.value, _RESULTS[kind]))


def foreign_job_schema(folder: Path, kind: JobKind) -> Schema:
    """The schema for jobs from Digipost's starter pack. Raises `InputError` where there is none that works."""
    for name in _FOREIGN_JOBS[kind]:
        for pattern in (name, f"*/{name}", f"*/*/{name}"):  # not deeper: somebody may name a whole disk
            for found in sorted(folder.glob(pattern)):
                return _load_foreign(found)
    raise _unusable(text("There is no {name} in {folder}.", name=_FOREIGN_JOBS[kind][-1], folder=str(folder)))


def _load_foreign(path: Path) -> Schema:
    try:
        return _load(path)
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError, OSError) as error:
        raise _unusable(
            text("{file} is not a schema that works: {reason}", file=str(path), reason=str(error)[:300])
        ) from error


def _unusable(problem: Text) -> InputError:
    return InputError(
        title=text("Digipost's schema folder cannot be used."),
        message=problem,
        hint=text(
            "Unpack the starter pack again and name its folder in the settings, or leave the setting empty."
        ),
    )


def _load(path: Path) -> Schema:
    document = etree.parse(str(path), etree.XMLParser(no_network=True))
    return Schema(document.getroot().get("targetNamespace", ""), etree.XMLSchema(document))
