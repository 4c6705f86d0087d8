"""A support bundle helps whoever helps, and holds nobody's data: every byte of it is searched for it."""

import base64
import json
import urllib.parse
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from desktop_app.base.errors import EnvironmentFailure
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.stored_texts import to_stored
from desktop_app.base.texts import text
from desktop_app.jobs.failures import redacted_report
from desktop_app.jobs.tables import schedule_outcomes
from desktop_app.mailing.tables import jobs
from desktop_app.register.model import Recipient
from desktop_app.services import Services, build_services
from desktop_app.services.support_bundle import BundleFile, support_files, write_bundle
from tests.helpers.synthetic_numbers import synthetic_people

NOW = datetime(2027, 3, 15, 7, 42, tzinfo=UTC)
PASSPHRASE = "Kvikk-lunsj-og-solo-81"
POSTFIX = "org-7f3a9c2e51d84b06"
NUMBER = synthetic_people(1)[0]
PRIVATE: dict[str, Any] = {
    "customer_id": "K-4711-privat",
    "full_name": "Åse Ødegård-Bjørnstad",
    "address1": "Måltrostveien 97",
    "city": "Lillesand",
    "phone": "+4790012345",
    "email": "aase.odegaard@example.org",
    "digipost_address": "aase.odegaard#7KQ2",
    "person_alias": "alias-9d0c5a77",
}
TYPED = {
    "digipost.user": "prod_918273645",
    "digipost.sender_id": "918273645",
    "digipost.host": "sftp.hemmelig.example",
    "print.return_name": "Borettslaget Fjellhagen",
    "print.return_address1": "Fjellhagen 12",
}
LEAST_TELLING = 4
"""What is shorter stands in any file by chance."""
LEAST_HIDDEN = 9
"""A shorter word has too few letters in base64 that are its own alone."""
MAILING_NAME = "Purring til Ødegård"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Services]:
    """An office with a person in the register, a job that failed because of them, and secrets."""
    secrets = MemorySecrets()
    secrets.set("digipost.key_passphrase", PASSPHRASE)
    secrets.set("digis.url_postfix", POSTFIX)
    with build_services(tmp_path / "data", secrets=secrets, language="en", environment={}) as services:
        for key, value in TYPED.items():
            services.settings.set(key, value)
        services.register.save(Recipient(national_id=NUMBER, postcode="4790", **PRIVATE))
        fail_a_job(services)
        services.log.event(
            "uploaded", job_id="brevdue-2027-03-11-0009", host=TYPED["digipost.host"], code=NUMBER
        )
        services.log.event("odd", name=PRIVATE["full_name"])
        with (services.folder.logs / "brevdue.log").open("a", encoding="utf-8") as log:
            log.write(f"Traceback: {PRIVATE['full_name']} {NUMBER}\n")
        yield services


def fail_a_job(services: Services) -> None:
    """A job and a scheduled run whose sentences name the person."""
    failure = to_stored(
        text("The letter to {name} ({number}) was refused.", name=PRIVATE["full_name"], number=NUMBER)
    )
    with services.database.begin() as connection:
        connection.execute(
            insert(jobs).values(
                job_id="brevdue-2027-03-11-0009", kind="mailing", name=MAILING_NAME, interface="2_1",
                sender_id=918273645, auto_approve=False, update_register=False, zip_name="a.zip", state="failed",
                item_count=412, uuid_base="7d9f0c61", upload_attempts=2, created_at=NOW, failure=failure,
                reason=f"{PRIVATE['full_name']} asked for it",
            )
        )  # fmt: skip
        connection.execute(
            insert(schedule_outcomes).values(name="lookup", outcome="failed", message=failure, decided_at=NOW)
        )


def forms_of(secret: str) -> set[bytes]:
    """How a word may stand in a file: plainly, escaped, in an address, in base64 at any of its three offsets."""
    plain = secret.encode()
    escaped = json.dumps(secret)[1:-1].encode()
    quoted = urllib.parse.quote(secret).encode()
    whole = {plain, escaped, quoted, plain.hex().encode()}
    for offset in range(3):
        encoded = base64.b64encode(b"x" * offset + plain)
        start = (offset * 8 + 5) // 6
        whole.add(encoded[start + 1 : len(encoded) - 4])
    return {form for form in whole if len(form) >= LEAST_TELLING}


def everything_private() -> list[str]:
    names = PRIVATE["full_name"].replace("-", " ").split()
    secrets = (PASSPHRASE, POSTFIX, NUMBER, MAILING_NAME)
    return [*PRIVATE.values(), *TYPED.values(), *names, *secrets]


@pytest.fixture
def files(office: Services) -> dict[str, str]:
    return {file.name: file.content for file in support_files(office, report="desktop_app/x.py:1 in f")}


def test_no_name_number_or_secret_is_in_it_in_any_form(office: Services, tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    write_bundle(support_files(office), target, NOW)
    with zipfile.ZipFile(target) as bundle:
        haystack = target.read_bytes() + b"".join(bundle.read(name) for name in bundle.namelist())
    found = [word for word in everything_private() if any(form in haystack for form in forms_of(word))]
    assert found == []


def test_the_search_would_find_each_of_them() -> None:
    for word in everything_private():
        for text_around in ("{}", "name={}", "x {} y"):
            written = text_around.format(word).encode()
            haystacks = [written, urllib.parse.quote(written).encode()]
            if len(word) >= LEAST_HIDDEN:
                haystacks.append(base64.b64encode(written))
            for haystack in haystacks:
                assert any(form in haystack for form in forms_of(word)), word


def test_what_helps_is_in_it(files: dict[str, str]) -> None:
    program, database = json.loads(files["program.json"]), json.loads(files["database.json"])
    assert program["version"]
    assert program["environment"] == "production"
    assert database["rows"]["recipients"] == 1
    assert "jobs-0001-schedule" in database["migrations"]
    assert database["by"]["jobs.state"] == {"failed": 1}


def test_failures_are_told_as_they_stand_in_the_source(files: dict[str, str]) -> None:
    failures = json.loads(files["failures.json"])
    assert failures["jobs"][0]["failure"] == "The letter to {name} ({number}) was refused."
    assert failures["jobs"][0]["attempts"] == 2
    assert failures["runs"][0]["name"] == "lookup"


def test_settings_say_that_they_are_set_and_no_more(files: dict[str, str]) -> None:
    settings = json.loads(files["settings.json"])
    assert settings["digipost.user"] == "set"
    assert settings["digipost.processor_id"] == "not set"
    assert settings["digipost.port"] == 22
    assert settings["app.environment"] == "production"
    assert "digipost.key_passphrase" not in settings


def test_the_log_keeps_what_is_named_as_harmless(files: dict[str, str]) -> None:
    lines = [json.loads(line) for line in files["log.jsonl"].splitlines()]
    uploaded = next(line for line in lines if line["event"] == "uploaded")
    assert uploaded["job_id"] == "brevdue-2027-03-11-0009"
    assert "host" not in uploaded
    assert uploaded["code"] == "…"


def test_the_fault_just_met_goes_with_it(office: Services) -> None:
    report = redacted_report(ValueError(PRIVATE["full_name"]))
    names = [file.name for file in support_files(office, report)]
    assert names[-1] == "report.txt"
    assert PRIVATE["full_name"] not in report


def test_a_folder_that_takes_no_file_is_told_in_words(office: Services, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match="was not saved"):
        write_bundle([BundleFile("a", text("A file"), "a")], tmp_path / "nowhere" / "bundle.zip", NOW)
