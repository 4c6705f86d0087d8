"""The key of the register: made once, kept in the keyring, never beside the data, and never replaced silently."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.base.encryption import FileForm, form_of
from desktop_app.base.errors import EnvironmentFailure, InputError
from desktop_app.base.paths import DataFolder
from desktop_app.base.recovery_code import key_from, recovery_code
from desktop_app.base.secrets import MemorySecrets
from desktop_app.register.model import Recipient
from desktop_app.services import Services, build_services, make_training_folder
from desktop_app.services.register_key import REGISTER_KEY, RegisterLocked, WhyPlain
from desktop_app.services.restoring import restore_backup, unlock_with
from tests.helpers.fake_clock import FakeClock
from tests.helpers.key_ring import Ring
from tests.helpers.synthetic_numbers import synthetic_people

[NUMBER] = synthetic_people(1)
WORDS = ("Sæbjørg", "Ødegård", "Enestegata", NUMBER)


@pytest.fixture
def ring() -> Ring:
    return Ring()


def start(folder: Path, secrets: Ring | MemorySecrets, environment: dict[str, str] | None = None) -> Services:
    return build_services(folder, clock=FakeClock(), secrets=secrets, environment=environment or {})


def add_person(services: Services) -> None:
    services.register.save(
        Recipient(
            customer_id="K4711", full_name="Sæbjørg Ødegård", address1="Enestegata 7", postcode="9008",
            city="Tromsø", national_id=NUMBER,
        )
    )  # fmt: skip


def people(services: Services) -> list[str]:
    from desktop_app.register.queries import RecipientQuery

    return [person.full_name for person in services.register.iterate(RecipientQuery())]


def seen_in(folder: Path) -> list[str]:
    """What of the person can be read in the bytes of any file, in the encodings that the program writes."""
    found = []
    for path in (each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for word in WORDS:
            forms = {word.encode(form) for form in ("utf-8", "utf-16-le", "latin-1")}
            found += [f"{path.name}: {word}" for form in forms if form in content]
    return found


def plain_folder(folder: Path) -> None:
    """A folder from before there was encryption, with a backup."""
    with start(folder, MemorySecrets()) as services:
        add_person(services)
        services.database.back_up(services.folder.backups / "brevdue-before-x.sqlite")
    assert seen_in(folder)


def test_without_the_key_the_file_the_log_and_the_backups_show_nothing(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path, ring) as services:
        assert services.protection.is_encrypted
        assert services.protection.warning is None
        add_person(services)
        services.database.back_up(services.folder.backups / "a.sqlite")
        assert (tmp_path / "brevdue.sqlite-wal").stat().st_size > 0
        assert seen_in(tmp_path) == []  # while it runs, with its write-ahead log
    assert seen_in(tmp_path) == []
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_large_sorts_leave_no_temporary_files(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path, ring) as services, services.database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2  # memory


def test_the_key_is_random_and_nowhere_beside_the_data(tmp_path: Path, ring: Ring) -> None:
    other = Ring()
    start(tmp_path / "one", ring).close()
    start(tmp_path / "two", other).close()
    key = ring.kept[REGISTER_KEY]
    assert len(bytes.fromhex(key)) == 32
    assert key != other.kept[REGISTER_KEY]
    for path in tmp_path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert key.encode() not in content
            assert bytes.fromhex(key) not in content


def test_plain_data_is_encrypted_at_the_next_start_with_its_backups(tmp_path: Path, ring: Ring) -> None:
    plain_folder(tmp_path)
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]
    assert seen_in(tmp_path) == []
    restored = restore_backup(
        (folder := services.folder), ring, FakeClock(), folder.backups / "brevdue-before-x.sqlite"
    )
    assert restored is not None
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_without_a_keyring_everything_works_and_a_person_is_told(tmp_path: Path) -> None:
    with start(tmp_path, MemorySecrets()) as services:
        assert services.protection.why_plain is WhyPlain.NO_KEYRING
        assert services.protection.warning is not None
        assert "BREVDUE_SECRET_REGISTER_KEY" in str(services.protection.warning)
        add_person(services)
    assert form_of(tmp_path / "brevdue.sqlite") is FileForm.PLAIN
    assert (tmp_path / "brevdue.sqlite").stat().st_mode & 0o077 == 0


def test_a_locked_keyring_keeps_new_data_plain_until_it_opens(tmp_path: Path, ring: Ring) -> None:
    ring.locked = True
    with start(tmp_path, ring) as services:
        assert services.protection.why_plain is WhyPlain.KEYRING_CLOSED
        add_person(services)
    ring.locked = False
    with start(tmp_path, ring) as services:
        assert services.protection.is_encrypted
        assert people(services) == ["Sæbjørg Ødegård"]


@pytest.mark.parametrize("lost", ["locked", "empty", "none", "other"])
def test_without_its_key_an_encrypted_file_is_never_touched(tmp_path: Path, ring: Ring, lost: str) -> None:
    with start(tmp_path, ring) as services:
        add_person(services)
    before = (tmp_path / "brevdue.sqlite").read_bytes()
    computers: dict[str, Ring | MemorySecrets] = {
        "locked": Ring(dict(ring.kept), locked=True),
        "empty": Ring(),
        "none": MemorySecrets(),
        "other": Ring({REGISTER_KEY: bytes(32).hex()}),
    }
    without = computers[lost]
    kept_before = dict(without.kept) if isinstance(without, Ring) else {}
    with pytest.raises(RegisterLocked) as locked:
        start(tmp_path, without)
    assert "recovery code" in str(locked.value)
    assert (tmp_path / "brevdue.sqlite").read_bytes() == before
    assert kept_before == (without.kept if isinstance(without, Ring) else {})
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


@pytest.mark.parametrize("as_code", [True, False])
def test_a_run_without_a_person_gets_the_key_in_the_environment(
    tmp_path: Path, ring: Ring, as_code: bool
) -> None:
    with start(tmp_path, ring) as services:
        add_person(services)
    key = bytes.fromhex(ring.kept[REGISTER_KEY])
    environment = {"BREVDUE_SECRET_REGISTER_KEY": recovery_code(key) if as_code else key.hex()}
    with start(tmp_path, MemorySecrets(), environment) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_mistyped_key_in_the_environment_is_said_and_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a key"):
        start(tmp_path, MemorySecrets(), {"BREVDUE_SECRET_REGISTER_KEY": "7K2M"})
    assert not (tmp_path / "brevdue.sqlite").exists()


def test_a_keyring_that_forgets_what_it_was_given_gets_no_data_encrypted(tmp_path: Path) -> None:
    class Forgetful(Ring):
        def set(self, name: str, value: str) -> None:
            pass

    plain_folder(tmp_path)
    with start(tmp_path, Forgetful()) as services:
        assert services.protection.why_plain is WhyPlain.KEYRING_CLOSED
        assert people(services) == ["Sæbjørg Ødegård"]


def test_training_data_needs_no_key(tmp_path: Path, ring: Ring) -> None:
    make_training_folder(tmp_path)
    with start(tmp_path, ring) as services:
        assert services.protection.why_plain is WhyPlain.TRAINING
        assert services.protection.warning is None
    assert ring.kept == {}


def test_data_that_is_open_elsewhere_is_encrypted_another_time(tmp_path: Path, ring: Ring) -> None:
    plain_folder(tmp_path)
    with start(tmp_path, MemorySecrets()) as first:
        people(first)
        with start(tmp_path, ring) as second:
            assert second.protection.why_plain is WhyPlain.NOT_NOW
            assert people(second) == ["Sæbjørg Ødegård"]
    with start(tmp_path, ring) as third:
        assert third.protection.is_encrypted


def test_two_first_starts_at_once_make_one_key(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, os\n"
        "from desktop_app.services import build_services\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "class Ring:\n"
        "    lasting = True\n"
        "    def read(self, name):\n"
        "        return (folder / 'ring').read_text() if (folder / 'ring').exists() else None\n"
        "    get = read\n"
        "    def set(self, name, value):\n"
        "        with open(folder / 'ring', 'x') as ring: ring.write(value)\n"
        "build_services(folder / 'data', secrets=Ring(), environment={}).close()\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [(run.communicate(timeout=60)[1], run.returncode) for run in runs] == [(b"", 0)] * 2


def test_the_recovery_code_opens_the_data_on_another_computer(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path / "data", ring) as services:
        add_person(services)
    shutil.copytree(tmp_path / "data", tmp_path / "moved")
    code = recovery_code(bytes.fromhex(ring.kept[REGISTER_KEY]))
    new_ring = Ring()
    moved = DataFolder(tmp_path / "moved")
    with pytest.raises(InputError, match="not a recovery code"):
        unlock_with(moved, new_ring, code[:-1])
    with pytest.raises(InputError, match="other data"):
        unlock_with(moved, new_ring, recovery_code(bytes(32)))
    assert new_ring.kept == {}
    unlock_with(moved, new_ring, code)
    with start(tmp_path / "moved", new_ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_backup_comes_back_and_what_was_there_is_kept(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path, ring) as services:
        services.database.back_up(services.folder.backups / "empty.sqlite")
        add_person(services)
    folder = services.folder
    kept = restore_backup(folder, ring, FakeClock(), folder.backups / "empty.sqlite")
    with start(tmp_path, ring) as services:
        assert people(services) == []
    assert kept is not None
    restore_backup(folder, ring, FakeClock(), kept)
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_backup_with_another_key_comes_back_under_the_key_of_this_computer(
    tmp_path: Path, ring: Ring
) -> None:
    old_ring = Ring()
    with start(tmp_path / "old", old_ring) as services:
        add_person(services)
        backup = tmp_path / "old.sqlite"
        services.database.back_up(backup)
    old_code = recovery_code(bytes.fromhex(old_ring.kept[REGISTER_KEY]))
    with start(tmp_path / "new", ring) as services:
        folder = services.folder
    own_key = ring.kept[REGISTER_KEY]
    with pytest.raises(InputError, match="cannot be read"):
        restore_backup(folder, ring, FakeClock(), backup)
    restore_backup(folder, ring, FakeClock(), backup, old_code)
    assert ring.kept[REGISTER_KEY] == own_key
    with start(tmp_path / "new", ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_lost_folder_comes_back_from_a_backup_and_its_code(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path / "lost", ring) as services:
        add_person(services)
        services.database.back_up(tmp_path / "copy.sqlite")
    code = recovery_code(bytes.fromhex(ring.kept[REGISTER_KEY]))
    new_ring = Ring()
    folder = DataFolder(tmp_path / "new").create()
    restore_backup(folder, new_ring, FakeClock(), tmp_path / "copy.sqlite", code)
    assert key_from(new_ring.kept[REGISTER_KEY]) == key_from(code)
    with start(tmp_path / "new", new_ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_backup_does_not_come_back_while_the_data_is_open(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path, ring) as services:
        add_person(services)
        backup = services.folder.backups / "a.sqlite"
        services.database.back_up(backup)
        with pytest.raises(EnvironmentFailure):
            restore_backup(services.folder, ring, FakeClock(), backup)
        assert people(services) == ["Sæbjørg Ødegård"]


def test_a_damaged_backup_is_refused(tmp_path: Path, ring: Ring) -> None:
    with start(tmp_path, ring) as services:
        add_person(services)
        backup = services.folder.backups / "a.sqlite"
        services.database.back_up(backup)
    content = bytearray(backup.read_bytes())
    content[5000:5100] = bytes(100)
    backup.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        restore_backup(services.folder, ring, FakeClock(), backup)
    with start(tmp_path, ring) as services:
        assert people(services) == ["Sæbjørg Ødegård"]
