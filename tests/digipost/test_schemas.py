"""The program's own schemas take and refuse what Digipost's do, on documents that are right and wrong."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.base.work import Unattended
from desktop_app.digipost.errors import JobInvalid
from desktop_app.digipost.job_elements import job_batches
from desktop_app.digipost.model import Interface, Job, JobKind, ResultHeader, ResultItem
from desktop_app.digipost.result_writing import write_result
from desktop_app.digipost.schemas import Schema, job_schema, result_schema
from desktop_app.digipost.validation import validate_job
from desktop_app.digipost.writing import write_job
from tests.helpers.digipost_seeds import (
    AFP_JOB,
    AFP_JOB_BY_FULL_NAME,
    AFP_JOB_BY_NUMBER,
    JOB_WITH_LETTER_SETTINGS,
    SIGNED_RESULTS,
)
from tests.helpers.digipost_strategies import jobs, results
from tests.helpers.reference import reference_folder
from tests.helpers.xml_mutations import Element, element_names, mutated

DRAWN = 60
CHANGED_EACH = 3

pytestmark = pytest.mark.reference

REAL_JOBS = {JobKind.LOOKUP: "mottakersplitt.xsd", JobKind.MAILING: "print.xsd"}
REAL_RESULTS = {
    JobKind.LOOKUP: "mottakersplitt-resultat.xsd",
    JobKind.MAILING: "masseutsendelse-resultat.xsd",
}


def real_schema(interface: Interface, name: str) -> etree.XMLSchema:
    path = reference_folder() / "digipost" / f"xsd-{interface.value}" / name
    return etree.XMLSchema(etree.parse(str(path)))


@dataclass
class Tally:
    """How many documents both took, and how many both refused."""

    taken: int = 0
    refused: int = 0
    disagreements: list[str] = field(default_factory=list)

    def compare(self, ours: bool, real: bool, document: Element) -> None:
        if ours != real:
            shown = etree.tostring(document, encoding="unicode")[:3000]
            self.disagreements.append(f"ours {ours}, Digipost's {real}: {shown}")
        elif ours:
            self.taken += 1
        else:
            self.refused += 1

    def check(self, label: str) -> None:
        compared = self.taken + self.refused
        print(f"{label}: {compared} documents, {self.taken} taken, {self.refused} refused")
        assert not self.disagreements, self.disagreements[0]
        assert self.taken > compared * 0.2
        assert self.refused > compared * 0.2


def check_streaming(
    document: Element, whole: bool, schema: Schema, kind: JobKind, interface: Interface
) -> None:
    """The check that runs before packing refuses all that the schema refuses, and more only for references."""
    xml = etree.tostring(document, encoding="utf-8", xml_declaration=True)
    if whole:
        for _ in job_batches(io.BytesIO(xml), schema.namespace, kind, Unattended(), schema.compiled):
            pass
    else:
        with pytest.raises(JobInvalid):
            validate_job(io.BytesIO(xml), kind, interface)


def with_changes(document: Element, random: Random) -> Iterator[Element]:
    yield document
    names = element_names(document)
    for _ in range(CHANGED_EACH):
        # Through text and back: a tree can hold what a file cannot, an empty text node for one.
        yield etree.fromstring(etree.tostring(mutated(document, random, names)))


drawn = settings(
    max_examples=DRAWN,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("interface", Interface)
@pytest.mark.parametrize("kind", JobKind)
def test_jobs_are_taken_and_refused_alike(kind: JobKind, interface: Interface) -> None:
    real = real_schema(interface, REAL_JOBS[kind])
    own = job_schema(kind, interface)
    tally = Tally()

    @seed(20260101)
    @drawn
    @given(jobs(kind, interface), st.integers(0, 2**32))
    def compare(job: Job, number: int) -> None:
        out = io.BytesIO()
        write_job(job, out, interface)
        for document in with_changes(etree.fromstring(out.getvalue()), Random(number)):
            taken = own.compiled.validate(document)
            tally.compare(taken, real.validate(document), document)
            check_streaming(document, taken, own, kind, interface)

    compare()
    tally.check(f"{kind} {interface}")


@pytest.mark.parametrize("interface", Interface)
@pytest.mark.parametrize("kind", JobKind)
def test_results_are_taken_and_refused_alike(kind: JobKind, interface: Interface) -> None:
    real = real_schema(interface, REAL_RESULTS[kind])
    own = result_schema(kind, interface)
    tally = Tally()

    @seed(20260102)
    @drawn
    @given(results(kind, interface), st.integers(0, 2**32))
    def compare(result: tuple[ResultHeader, list[ResultItem]], number: int) -> None:
        out = io.BytesIO()
        write_result(*result, out)
        for document in with_changes(etree.fromstring(out.getvalue()), Random(number)):
            tally.compare(own.compiled.validate(document), real.validate(document), document)

    compare()
    tally.check(f"{kind}-resultat {interface}")


def test_old_jobs_with_afp_streams_and_letter_settings_are_taken_and_refused_alike() -> None:
    real = real_schema(Interface.V2_0, REAL_JOBS[JobKind.MAILING])
    own = job_schema(JobKind.MAILING, Interface.V2_0)
    tally = Tally()
    random = Random(20260103)
    for xml in (AFP_JOB, AFP_JOB_BY_NUMBER, AFP_JOB_BY_FULL_NAME, JOB_WITH_LETTER_SETTINGS):
        for document in (each for _ in range(20) for each in with_changes(etree.fromstring(xml), random)):
            taken = own.compiled.validate(document)
            tally.compare(taken, real.validate(document), document)
            check_streaming(document, taken, own, JobKind.MAILING, Interface.V2_0)
    tally.check("old jobs")


def test_signed_results_are_taken_and_refused_alike() -> None:
    tally = Tally()
    random = Random(20260104)
    for xml in SIGNED_RESULTS:
        kind = JobKind.LOOKUP if "<mottakersplitt" in xml else JobKind.MAILING
        real = real_schema(Interface.V2_1, REAL_RESULTS[kind])
        own = result_schema(kind, Interface.V2_1)
        for document in (each for _ in range(20) for each in with_changes(etree.fromstring(xml), random)):
            tally.compare(own.compiled.validate(document), real.validate(document), document)
    tally.check("signed results")


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("masseutsendelse.xml", job_schema(JobKind.MAILING, Interface.V2_0)),
        ("masseutsendelse-resultat.xml", result_schema(JobKind.MAILING, Interface.V2_0)),
    ],
)
def test_published_examples_are_taken(file: str, schema: Schema) -> None:
    path: Path = reference_folder() / "digipost" / "examples" / file
    assert schema.compiled.validate(etree.parse(str(path)))
