"""After "forget this person" her name and numbers are in no file under the data folder. Everything else is."""

import json
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.digis.queries import MemberQuery
from desktop_app.mailing.errors import MailingRefused
from desktop_app.mailing.letters import LetterQuery
from desktop_app.privacy.audit import Act, AuditQuery
from desktop_app.privacy.forgetting import PersonForgotten
from desktop_app.privacy.traces import GONE, Traces, traces_of
from desktop_app.register.model import Recipient
from desktop_app.register.queries import RecipientQuery
from desktop_app.register.recipients import RecipientUnknown
from desktop_app.sandbox.behaviour import PROMPT
from desktop_app.services import build_services, make_training_folder
from tests.helpers.byte_search import found_in_folder
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.hasty_clock import HastyClock
from tests.privacy.conftest import CUSTOMER, LAST, NAME, NUMBER, QUIET, WORDS, Office


def test_the_search_of_these_tests_finds_what_is_there(office: Office) -> None:
    found = found_in_folder(office.folder, [LAST, NUMBER], office.key)
    for place in (
        "brevdue.sqlite",
        "with-her.sqlite",
        "all.xlsx/",
        "old.csv",
        "older.txt",
        ".zip/",
        "bundle.zip/",
    ):
        assert any(place in each for each in found), place


def test_her_name_and_numbers_are_nowhere_afterwards(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        forgotten = services.privacy.forgetting.forget(her, QUIET)
    assert found_in_folder(office.folder, WORDS, office.key) == []
    assert (forgotten.letters, forgotten.lookups, forgotten.members) == (1, 1, 1)
    assert (forgotten.backups, forgotten.log_lines, forgotten.still_there) == (1, 1, ())
    assert forgotten.sentences >= 5
    assert forgotten.files >= 8


def test_the_command_line_does_the_same(office: Office) -> None:
    answered = office.line().json("register", "forget", CUSTOMER)
    assert (answered.status, answered.data["forgotten"], answered.data["letters_left"]) == (0, True, 0)
    assert found_in_folder(office.folder, WORDS, office.key) == []
    assert office.line().json("register", "show", CUSTOMER).status == 2


def test_nobody_else_loses_anything(office: Office) -> None:
    with office.open() as services:
        before = {row.customer_id: row for row in services.mailing.letters(LetterQuery())}
        members = services.digis.count_members(MemberQuery())
    office.line().json("register", "forget", CUSTOMER)
    with office.open() as services:
        after = {row.customer_id: row for row in services.mailing.letters(LetterQuery())}
        people = [person.full_name for person in services.register.iterate(RecipientQuery())]
        lines = [line.message for line in services.digis.search_log()]
        assert services.digis.count_members(MemberQuery()) == members - 1
        assert "hers" in [each.name for each in services.register.saved_filters()]
        with services.database.read() as connection:
            [draft] = connection.exec_driver_sql(
                "SELECT content FROM wizard_drafts WHERE id = 'd1'"
            ).scalars()
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert people == [f"Kari Løvås {letter}" for letter in "ABCDE"]
    assert {name: row for name, row in after.items() if name in before} == {
        name: row for name, row in before.items() if name != CUSTOMER
    }
    assert json.loads(draft)["note"] == "keep"
    assert any("34230002" in line for line in lines)
    assert (office.folder / "exports" / "others.csv").exists()


def test_a_backup_without_her_is_there_again_and_opens(office: Office) -> None:
    office.line().json("register", "forget", CUSTOMER)
    [backup] = (office.folder / "backups").glob("*.sqlite")
    assert "after-forgetting" in backup.name
    assert office.line().json("database", "restore", "--backup", backup).status == 0
    assert office.line().json("register", "list").data["count"] == 5


def test_what_was_forgotten_is_written_down_without_her(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        seen: list[PersonForgotten] = []
        services.events.subscribe(PersonForgotten, seen.append)
        services.privacy.forgetting.forget(her, QUIET)
        [entry] = services.privacy.audit.page(AuditQuery(acts=frozenset({Act.FORGOT})))
    assert (entry.recipient_id, entry.person, entry.about) == (her, None, None)
    assert seen == [PersonForgotten(her)]


def test_whoever_is_forgotten_in_digis_is_not_sent_again_when_the_gym_names_them(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as services, services.database.begin() as connection:
        run = connection.exec_driver_sql
        run("INSERT INTO digis VALUES ('1001', 'X1', '2026-01-01', '1')")
        run("UPDATE digis_outbox SET state = 'sent' WHERE person_id = '1001'")
    office.line().json("register", "forget", CUSTOMER)
    file = write_members(tmp_path / "again.csv", [member_row(1), member_row(7)])
    assert office.line().json("digis", "import", file).status == 0
    with office.open() as services, services.database.read() as connection:
        queued = connection.exec_driver_sql(
            "SELECT person_id FROM digis_outbox WHERE state = 'waiting'"
        ).scalars()
        assert sorted(queued) == ["1002", "1003", "1007"]


def test_a_namesake_in_the_gym_is_another_person(office: Office) -> None:
    with office.open() as services, services.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE digis_members SET email = NULL, mobile = NULL WHERE person_id = '1001'"
        )
    her = office.her_id()
    with office.open() as services:
        assert services.privacy.forgetting.extent(her).members == 0


def test_a_letter_under_way_is_refused_in_words_and_nothing_is_touched(office: Office) -> None:
    with office.open() as services, services.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE letters SET outcome = 'waiting' WHERE customer_id = ?", (CUSTOMER,)
        )
    before = found_in_folder(office.folder, [NUMBER], office.key)
    answered = office.line().json("register", "forget", CUSTOMER)
    assert (answered.status, answered.error["title"]) == (2, "This person cannot be forgotten yet.")
    assert found_in_folder(office.folder, [NUMBER], office.key) == before


def test_a_job_under_way_that_holds_her_is_refused(office: Office) -> None:
    with office.open() as services, services.database.begin() as connection:
        connection.exec_driver_sql("UPDATE jobs SET state = 'uploaded'")
    her = office.her_id()
    with office.open() as services, pytest.raises(MailingRefused):
        services.privacy.forgetting.extent(her)


def test_forgetting_twice_says_that_there_is_nobody(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        services.privacy.forgetting.forget(her, QUIET)
        with pytest.raises(RecipientUnknown):
            services.privacy.forgetting.forget(her, QUIET)


def test_who_was_removed_from_the_register_can_still_be_forgotten_by_their_customer_id(
    office: Office,
) -> None:
    her = office.her_id()
    with office.open() as services:
        services.register.delete([her])
        assert services.privacy.forgetting.extent(her).letters == 1
    answered = office.line().json("register", "forget", CUSTOMER)
    assert (answered.status, answered.data["removed"]["letters"]) == (0, 1)
    assert found_in_folder(office.folder, WORDS, office.key) == []
    assert office.line().json("register", "forget", CUSTOMER).status == 2


def test_a_customer_id_that_somebody_has_now_means_them(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        services.register.delete([her])
        services.register.save(Recipient(customer_id=CUSTOMER, full_name="Somebody Else"))
        with pytest.raises(RecipientUnknown):
            services.privacy.forgetting.extent(her)


def test_the_question_before_says_how_much_it_is(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        extent = services.privacy.forgetting.extent(her)
    assert (extent.letters, extent.lookups, extent.members, extent.backups) == (1, 1, 1, 1)
    assert extent.files >= 8


def test_only_whole_words_that_are_hers_alone_count() -> None:
    traces = traces_of(Recipient(customer_id="17", full_name="Per Li", national_id=NUMBER), ["17"])
    assert traces.are_in("Li, Per")
    assert traces.are_in(f"x{NUMBER[:0]} {NUMBER[:6]} {NUMBER[6:]}.")
    assert not traces.are_in("Per Lindgren has 17 letters")
    assert traces.taken_out("To PER LI, again") == f"To {GONE}, again"
    assert not Traces(()).are_in("anything")
    assert Traces(()).taken_out("anything") == "anything"
    assert not traces_of(Recipient(customer_id="K1", full_name="Åse"), ["K1"]).words


def test_what_the_built_in_digipost_remembers_forgets_her_too(tmp_path: Path) -> None:
    make_training_folder(tmp_path)
    with build_services(tmp_path, clock=HastyClock(), secrets=MemorySecrets(), environment={}) as services:
        services.training.start(PROMPT)
        services.settings.set("digipost.poll_seconds", "1")
        [her] = services.register.save(
            Recipient(customer_id=CUSTOMER, full_name=NAME, national_id=NUMBER, address1="Enegata 77",
                      postcode="9008", city="Tromsø")
        ).made_ids  # fmt: skip
        job = services.mailing.look_up([her], "", QUIET)
        assert services.mailing.wait_for(60, QUIET, job_id=job.job_id).is_final
        assert found_in_folder(tmp_path / "sandbox", [CUSTOMER]) != []
        services.privacy.forgetting.forget(her, QUIET)
    assert found_in_folder(tmp_path, [LAST, NUMBER, CUSTOMER]) == []
