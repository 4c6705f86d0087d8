"""Jobs are held against the schemas before they are packed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_app.base.texts import Text, text
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.culprits import culprit, places
from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.faults import problem_of
from desktop_app.digipost.job_elements import Element, InvalidXmlError, job_batches, job_elements
from desktop_app.digipost.model import Interface, JobKind
from desktop_app.digipost.references import BrokenReferences, References
from desktop_app.digipost.refusals import CORRECT_AND_BUILD, TITLE, shown_id
from desktop_app.digipost.renamed_namespace import in_namespace
from desktop_app.digipost.schemas import Schema, foreign_job_schema, job_schema
from desktop_app.digipost.xml_parsing import XmlProblemError, root_element

__all__ = ["JobInvalid", "validate_job"]


def validate_job(
    source: Path | BinaryIO,
    kind: JobKind,
    interface: Interface,
    schema_folder: Path | None = None,
    context: WorkContext | None = None,
) -> None:
    """Hold a job's XML against the program's own schema, and its ids and references against each other.

    With `schema_folder` (a newer starter pack) the job is held against that one too, in its namespace. Works
    in flat memory. Raises `JobInvalid`, which names the letter by number and customer id, and `InputError`
    for a schema folder that cannot be used. A stream must be seekable, and is read from where it stands.
    """
    with _opened(source) as stream:
        job = _WrittenJob(stream, stream.tell(), kind, interface, context or Unattended())
        job.check_root()
        job.check_against(job_schema(kind, interface))
        if schema_folder is not None:
            job.check_against(foreign_job_schema(schema_folder, kind))


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        yield source


@dataclass(frozen=True, slots=True)
class _WrittenJob:
    """A job's XML, which can be read from its start as often as needed."""

    stream: BinaryIO
    start: int
    kind: JobKind
    interface: Interface
    context: WorkContext

    def check_root(self) -> None:
        """Refuse a document type, and a job of another kind or version."""
        try:
            root = root_element(self.stream)
        except XmlProblemError as error:
            raise _invalid(error.problem) from None
        if root != (self.interface.namespace, self.kind.value):
            raise _invalid(
                text(
                    "It is not a “{kind}” in version {version}.",
                    kind=self.kind.value,
                    version=self.interface.value,
                )
            )

    def check_against(self, schema: Schema) -> None:
        """Hold the job against a schema, and its references against its ids."""
        with References(schema.namespace, self.interface) as references:
            try:
                for batch in job_batches(
                    self._from_start(schema), schema.namespace, self.kind, self.context, schema.compiled
                ):
                    references.take(batch)
            except InvalidXmlError as error:
                raise self._told(error, schema) from None
            broken = references.broken()
            if broken:
                raise self._told_of_references(broken, references, schema)

    def _from_start(self, schema: Schema) -> BinaryIO:
        """The job's XML in the schema's namespace."""
        self.stream.seek(self.start)
        if schema.namespace == self.interface.namespace:
            return self.stream
        return in_namespace(self.stream, self.interface.namespace, schema.namespace)

    def _elements(self, schema: Schema) -> Iterator[Element]:
        return job_elements(self._from_start(schema), schema.namespace, self.kind, self.context)

    def _told(self, error: InvalidXmlError, schema: Schema) -> JobInvalid:
        """The error with the letter that it is about, found by reading once more."""
        found = culprit(self._elements(schema), error.passed, schema, self.kind, self.interface)
        if found is None:
            return _invalid(problem_of(error.entries[0]))
        return _invalid(text("{place}: {problem}", place=found.place, problem=problem_of(found.entry)))

    def _told_of_references(
        self, broken: BrokenReferences, references: References, schema: Schema
    ) -> JobInvalid:
        """The error for ids that do not fit together, with the letter where there is one."""
        for repeated in broken.repeated:
            return _invalid(text("The id {id} is there more than once.", id=shown_id(repeated)))
        for unknown in broken.unknown_settings:
            return _invalid(
                text(
                    "A document builds on the named settings {id}, which are not there.", id=shown_id(unknown)
                )
            )
        for place, element in places(self._elements(schema)):
            for dangling in set(references.of_letter(element)).intersection(broken.dangling):
                if not dangling:
                    return _invalid(text("{place}: {problem}", place=place, problem=_NO_DOCUMENT))
                problem = text(
                    "It refers to the document “{id}”, which is not in the job.", id=shown_id(dangling)
                )
                return _invalid(text("{place}: {problem}", place=place, problem=problem))
        raise AssertionError("a reference that was dangling is gone")


_NO_DOCUMENT = text("It does not say which document is to be sent.")


def _invalid(problem: Text) -> JobInvalid:
    return JobInvalid(title=TITLE, message=problem, hint=CORRECT_AND_BUILD)
