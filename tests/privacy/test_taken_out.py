"""Whatever takes people's data out of the program or in is written down, whichever door it goes through."""

import ast
from collections.abc import Iterator
from pathlib import Path

from desktop_app.digis.export_door import Fetch
from desktop_app.privacy.audit import Act, AuditEntry, AuditQuery
from desktop_app.services.restoring import restore_backup
from desktop_app.wizards.draft import FileChoice
from desktop_app.wizards.recipient_list import import_only, preview_file
from tests.helpers.digis_room import member_row, write_members
from tests.helpers.fake_clock import FakeClock
from tests.privacy.conftest import QUIET, Office
from tools.texts import ROOT

TAKES = frozenset(
    {
        "export_recipients", "export_changes", "export_remainder", "export_letters", "export_log",
        "export_nightly", "write_letters", "write_labels", "write_list", "write_report", "write_paper_files",
        "back_up", "copyfile", "import_recipients", "import_members",
    }
)  # fmt: skip
"""What moves people's data over the border of the program."""
NOTES = frozenset({"audit", "noting", "take_out", "write_act", "note_import"})
"""What has it written down."""
NOTED_ELSEWHERE = {
    "cli/paper_files.py write_paper_files": "the command that calls it",
    "cli/session.py trial": "a copy for a dry run, which goes when that ends",
    "cli/demo_digis.py send_members": "made-up people",
    "ui/demo.py _import": "made-up people",
    "services/restoring.py _copied": "the restored data itself knows",
    "services/restoring.py back_up": "who asks for the backup",
    "ui/wizard_door.py import_recipients": "only opens the dialog",
    "ui/pages/recipient_list.py _import": "only opens the dialog",
    "wizards/recipient_list.py preview_file": "only looks",
}
DOORS = ("ui", "cli", "services", "wizards")


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function and method of the rooms that a person or a script comes in by, those inside others left out."""
    for room in DOORS:
        for path in sorted((ROOT / "desktop_app" / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            classes = [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
            for body in (tree.body, *classes):
                for node in body:
                    if isinstance(node, ast.FunctionDef):
                        yield f"{path.relative_to(ROOT / 'desktop_app').as_posix()} {node.name}", node


def names_in(node: ast.AST) -> set[str]:
    return {
        name
        for part in ast.walk(node)
        for name in (getattr(part, "id", None), getattr(part, "attr", None))
        if name is not None
    }


def called_in(node: ast.AST) -> set[str]:
    calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return {getattr(func, "attr", getattr(func, "id", "")) for func in calls}


def test_no_door_takes_data_out_or_in_without_writing_it_down() -> None:
    moving = {place: node for place, node in functions() if called_in(node) & TAKES}
    silent = {place for place, node in moving.items() if not names_in(node) & NOTES}
    assert silent - set(NOTED_ELSEWHERE) == set()
    assert len(moving) > 12


def test_what_is_left_out_above_is_still_there() -> None:
    assert set(NOTED_ELSEWHERE) <= {place for place, _node in functions()}


def entries(office: Office) -> list[AuditEntry]:
    with office.open() as services:
        return services.privacy.audit.page(AuditQuery())


def newest(office: Office) -> tuple[Act, int | None, str | None]:
    entry = entries(office)[0]
    return entry.act, entry.people, entry.about


def test_the_gyms_file_and_a_list_of_recipients_come_in(office: Office, tmp_path: Path) -> None:
    members = write_members(tmp_path / "gym.csv", [member_row(4), member_row(5)])
    people = tmp_path / "people.csv"
    people.write_text("customer_id;full_name\nK9;Nina Tall\n", encoding="utf-8")
    line = office.line()
    before = len(entries(office))
    line.json("digis", "import", members, "--dry-run")
    line.json("register", "import", people, "--dry-run")
    assert len(entries(office)) == before
    line.json("digis", "import", members)
    assert newest(office) == (Act.IMPORTED, 2, "gym.csv")
    line.json("register", "import", people)
    assert newest(office) == (Act.IMPORTED, 1, "people.csv")


def test_a_wizards_file_comes_in_too(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("customer_id;full_name\nK9;Nina Tall\n", encoding="utf-8")
    with office.open() as services:
        parts = services.wizard_parts()
        preview_file(parts, FileChoice(str(file)), QUIET)
        assert (
            services.privacy.audit.count(AuditQuery(search="people.csv", acts=frozenset({Act.IMPORTED}))) == 1
        )
        import_only(parts, FileChoice(str(file)), QUIET, remove_missing=False)
    assert newest(office) == (Act.IMPORTED, 1, "people.csv")


def test_the_export_of_the_night_goes_out(office: Office) -> None:
    with office.open() as services:
        started = services.schedule.run_now("digis-export")
        assert started.job.wait(20)
    assert newest(office) == (Act.EXPORTED, 3, "DigisAllActive")


def test_the_export_is_fetched_whole_or_in_part_and_a_refusal_hands_out_nothing(office: Office) -> None:
    with office.open() as services:
        services.digis.note_fetch(Fetch("10.0.0.7", "fetched", 3))
        services.digis.note_fetch(Fetch("10.0.0.8", "broken off", 2))
        services.digis.note_fetch(Fetch("10.0.0.9", "wrong key", None))
    found = [(each.people, each.about) for each in entries(office) if each.act is Act.FETCHED]
    assert found == [(2, "10.0.0.8"), (3, "10.0.0.7")]


def test_paper_lists_and_what_changed_go_out(office: Office, tmp_path: Path) -> None:
    line = office.line()
    [mailing] = line.json("jobs", "list").data["jobs"][:1]
    listed = line.json("remainder", "export", mailing["mailing_id"], "--out", tmp_path / "paper").data[
        "listed"
    ]
    assert newest(office) == (Act.EXPORTED, listed, "paper")
    changed = line.json("register", "changes", "--export", tmp_path / "changed.csv").data["counts"]
    assert newest(office) == (Act.EXPORTED, sum(changed.values()), "changed.csv")


def test_a_backup_is_made_and_what_comes_back_from_it_knows_that_it_did(office: Office) -> None:
    line = office.line()
    file = Path(line.json("database", "back-up").data["file"])
    assert newest(office) == (Act.BACKED_UP, None, file.name)
    with office.open() as services:
        folder = services.folder
    restore_backup(folder, office.ring, FakeClock(), file)
    assert newest(office) == (Act.RESTORED, None, file.name)
    assert not [each for each in entries(office) if each.act is Act.BACKED_UP]
