"""Who looked, exported, sent and forgot is written down; and a person can be told everything that is held."""

import json
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.work import WorkContext
from desktop_app.digis.events import MemberSentAgain
from desktop_app.privacy.audit import Act, AuditQuery, current_user
from tests.privacy.conftest import CUSTOMER, LAST, NAME, NUMBER, QUIET, Office


def acts(office: Office) -> list[str]:
    return [entry["act"] for entry in office.line().json("privacy", "log").data["entries"]]


def test_what_went_to_digipost_is_written_once_with_who_and_how_many(office: Office) -> None:
    answered = office.line().json("privacy", "log")
    by_act = {entry["act"]: entry for entry in answered.data["entries"]}
    assert (by_act["looked_up"]["people"], by_act["sent"]["who"]) == (6, current_user())
    assert acts(office).count("looked_up") == acts(office).count("sent") == 1


def test_exports_with_identity_numbers_are_written(office: Office, tmp_path: Path) -> None:
    line = office.line()
    line.json("register", "export", tmp_path / "all.csv")
    line.json("digis", "export", "--out", tmp_path / "members.csv")
    entries = line.json("privacy", "log", "--act", "exported").data["entries"]
    assert [(entry["about"], entry["people"]) for entry in entries] == [("members.csv", 3), ("all.csv", 6)]


def test_an_identity_number_in_a_file_s_name_is_not_written(office: Office) -> None:
    written = [f"{NUMBER}.pdf", f"til {NUMBER[:6]} {NUMBER[6:]}.xlsx", "brevdue-20271128-113000.sqlite"]
    with office.open() as services:
        for name in written:
            services.privacy.audit.note(Act.EXPORTED, about=name)
        found = services.privacy.audit.page(AuditQuery(acts=frozenset({Act.EXPORTED}), oldest_first=True))
    masked = f"{NUMBER[:6]} •••••"
    assert [each.about for each in found] == [f"{masked}.pdf", f"til {masked}.xlsx", written[-1]]


@pytest.mark.parametrize(("act", "written"), [(Act.PRINTED, ["printed"]), (Act.EXPORTED, [])])
def test_what_was_stopped_half_way_is_written_only_where_it_leaves_something(
    office: Office, act: Act, written: list[str]
) -> None:
    def stop(_context: WorkContext) -> int:
        raise Cancelled

    with office.open() as services:
        with pytest.raises(Cancelled):
            services.privacy.audit.noting(act, "Annual fee", stop)(QUIET)
        found = services.privacy.audit.page(AuditQuery(acts=frozenset({act})))
    assert [str(each.act) for each in found] == written


def test_the_recovery_code_is_not_shown_unseen(office: Office) -> None:
    office.line().json("database", "recovery-code")
    assert acts(office)[0] == "code_shown"


def test_a_member_who_is_sent_again_is_written_without_a_name(office: Office) -> None:
    with office.open() as services:
        services.events.publish(MemberSentAgain("1001"))
        [entry] = services.privacy.audit.page(AuditQuery(acts=frozenset({Act.SENT_AGAIN})))
        assert (entry.person, entry.about) == (None, "Digis")


def test_the_log_is_shown_to_a_person_and_filtered_by_whom_it_was_about(office: Office) -> None:
    her = office.her_id()
    with office.open() as services:
        services.privacy.audit.note(Act.REVEALED, recipient_id=her)
    line = office.line()
    shown = line.run("privacy", "log", "--person", CUSTOMER)
    assert shown.status == 0
    assert NAME in shown.out
    assert "Showed the identity number" in shown.out
    assert line.json("privacy", "log", "--person", CUSTOMER).data["count"] == 1
    assert line.json("privacy", "log", "--person", "nobody").status == 2


def test_everything_that_is_held_is_in_one_file(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "held.json"
    answered = office.line().json("register", "held", CUSTOMER, "--out", target)
    assert answered.status == 0, answered.err
    held = json.loads(target.read_text(encoding="utf-8"))
    assert held["register"]["recipient"]["national_id"] == NUMBER
    assert [letter["full_name"] for letter in held["mailings"]["letters"]] == [NAME]
    assert held["digis"]["1001"]["digis_members"][0]["card_number"] == "34987654"
    assert "exports/all.xlsx" in held["files"]
    assert held["days_kept"]["job_files"] == 90
    assert answered.data["members"] == 1
    assert acts(office)[0] == "told"
    assert target.stat().st_mode & 0o077 == 0


def test_the_page_can_be_read_by_a_person_and_runs_nothing(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "held.html"
    with office.open() as services, services.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE recipients SET city = '<script>1</script>' WHERE customer_id = 'K471100'"
        )
    her = office.her_id()
    with office.open() as services:
        services.privacy.write_held(her, target, services.translator("nb"), QUIET)
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert f"Dette har vi om {NAME}" in page
    assert LAST in page
    assert "<script" not in page
    assert "http" not in page


def test_another_kind_of_file_is_refused(office: Office, tmp_path: Path) -> None:
    answered = office.line().json("register", "held", CUSTOMER, "--out", tmp_path / "held.txt")
    assert answered.status == 2
    assert not (tmp_path / "held.txt").exists()
