"""Whatever is written can be read back as it was, in both interfaces, and the schema agrees with it."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.digipost.model import (
    Interface,
    Job,
    JobHeader,
    JobItem,
    JobKind,
    LookupJob,
    ResultItem,
)
from desktop_app.digipost.reading import read_job, read_result, read_result_header
from desktop_app.digipost.result_writing import write_result
from desktop_app.digipost.schemas import result_schema
from desktop_app.digipost.validation import validate_job
from desktop_app.digipost.writing import write_job
from tests.helpers.digipost_strategies import jobs, results

ROUNDS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
BOTH_KINDS = pytest.mark.parametrize("kind", JobKind)
BOTH_INTERFACES = pytest.mark.parametrize("interface", Interface)


def written(job: Job, interface: Interface) -> io.BytesIO:
    out = io.BytesIO()
    write_job(job, out, interface)
    out.seek(0)
    return out


def header_of(job: Job, interface: Interface) -> JobHeader:
    if isinstance(job, LookupJob):
        return JobHeader(job.kind, interface, job.settings)
    return JobHeader(job.kind, interface, job.settings, job.global_settings, job.named_settings)


def items_of(job: Job) -> list[JobItem]:
    return list(job.recipients) if isinstance(job, LookupJob) else [*job.documents, *job.letters]


@BOTH_INTERFACES
@BOTH_KINDS
@ROUNDS
@given(data=st.data())
def test_a_job_is_read_back_as_it_was_written(
    kind: JobKind, interface: Interface, data: st.DataObject
) -> None:
    job = data.draw(jobs(kind, interface))
    items: list[JobItem] = []
    header = read_job(written(job, interface), items.append)
    assert header == header_of(job, interface)
    assert items == items_of(job)


@BOTH_INTERFACES
@BOTH_KINDS
@ROUNDS
@given(data=st.data())
def test_a_job_that_is_written_is_valid(kind: JobKind, interface: Interface, data: st.DataObject) -> None:
    job = data.draw(jobs(kind, interface))
    validate_job(written(job, interface), kind, interface)


@BOTH_INTERFACES
@BOTH_KINDS
@ROUNDS
@given(data=st.data())
def test_a_result_is_read_back_as_it_was_written(
    kind: JobKind, interface: Interface, data: st.DataObject
) -> None:
    header, items = data.draw(results(kind, interface))
    out = io.BytesIO()
    write_result(header, items, out)

    read: list[ResultItem] = []
    out.seek(0)
    assert read_result(out, read.append) == header
    assert read == items

    out.seek(0)
    assert read_result_header(out) == header

    assert result_schema(kind, interface).compiled.validate(etree.fromstring(out.getvalue()))


@BOTH_INTERFACES
@BOTH_KINDS
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_equal_jobs_give_equal_bytes(kind: JobKind, interface: Interface, data: st.DataObject) -> None:
    job = data.draw(jobs(kind, interface))
    assert written(job, interface).getvalue() == written(job, interface).getvalue()
