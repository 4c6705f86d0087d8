"""The connection is tried step by step, and the step that fails says what to do."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.errors import Cancelled
from desktop_app.base.secrets import MemorySecrets
from desktop_app.base.work import Unattended
from desktop_app.digipost.sftp import Timeouts
from desktop_app.sandbox.digipost_server import DigipostSandbox
from desktop_app.services import Services, build_services
from desktop_app.services.connection_test import ConnectionTest, StepState

QUICK = Timeouts(lookup=5, connect=5, banner=5, key_exchange=5, login=5, channel=5, reply=5, cleaning=1)
OTHER_KEY = "SHA256:" + "a" * 43


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DigipostSandbox]:
    with DigipostSandbox(tmp_path_factory.mktemp("digipost")) as sandbox:
        yield sandbox


@pytest.fixture
def services(tmp_path: Path, server: DigipostSandbox) -> Iterator[Services]:
    with build_services(tmp_path / "data", secrets=MemorySecrets(), environment={}) as built:
        built.settings.change(
            {
                "digipost.host": server.host,
                "digipost.port": str(server.port),
                "digipost.user": server.user,
                "digipost.key_file": str(server.key_file),
                "digipost.host_key": server.host_key_fingerprint,
            }
        )
        yield built


def run(services: Services, *, write: bool = False) -> ConnectionTest:
    return services.connection_tester().run(Unattended(), write=write, timeouts=QUICK)


def states(test: ConnectionTest) -> dict[str, str]:
    return {step.key: step.state.value for step in test.steps}


def test_every_step_turns_done_one_after_the_other(services: Services) -> None:
    heard: list[int] = []
    test = services.connection_tester().run(
        Unattended(),
        write=True,
        timeouts=QUICK,
        told=lambda now: heard.append(sum(step.state is StepState.DONE for step in now.steps)),
    )
    assert test.works
    assert set(states(test).values()) == {"done"}
    assert heard == sorted(heard)
    assert set(range(len(test.steps) + 1)) == set(heard)
    assert test.may_rename is True


def test_nothing_is_put_there_unless_somebody_asks_for_it(services: Services) -> None:
    test = run(services)
    assert test.works
    assert states(test)["write"] == "not_asked_for"
    assert test.may_rename is None


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"digipost.user": ""}, "account"),
        ({"digipost.host": "nowhere.invalid"}, "name"),
        ({"digipost.host_key": OTHER_KEY}, "host_key"),
        ({"digipost.user": "somebody"}, "login"),
    ],
)
def test_the_step_that_fails_says_what_to_do(services: Services, changes: dict[str, str], step: str) -> None:
    services.settings.change(changes)
    test = run(services)
    assert not test.works
    failed = [each for each in test.steps if each.state is StepState.PROBLEM]
    assert [each.key for each in failed] == [step]
    assert failed[0].message is not None
    assert failed[0].hint is not None
    after = test.steps[test.steps.index(failed[0]) + 1 : -1]
    assert all(each.state in {StepState.WAITING, StepState.NOT_ASKED_FOR} for each in after)


def test_a_server_that_is_not_there(services: Services) -> None:
    with socket.socket() as taken:  # bound, but nobody listens: the port refuses everybody
        taken.bind(("127.0.0.1", 0))
        services.settings.set("digipost.port", str(taken.getsockname()[1]))
        test = run(services)
    assert states(test)["server"] == "problem"


def test_a_key_that_cannot_be_read(services: Services, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("no key")
    services.settings.set("digipost.key_file", str(tmp_path / "key"))
    assert states(run(services))["key"] == "problem"


def test_an_unknown_server_asks_and_shows_its_fingerprint(
    services: Services, server: DigipostSandbox
) -> None:
    services.settings.reset("digipost.host_key")
    test = run(services)
    assert states(test)["host_key"] == "asks"
    assert test.unknown_key is not None
    assert test.unknown_key.fingerprint == server.host_key_fingerprint
    assert states(test)["login"] == "waiting"


def test_a_changed_key_is_never_asked_about(services: Services) -> None:
    services.settings.set("digipost.host_key", OTHER_KEY)
    test = run(services)
    assert test.unknown_key is None
    assert test.step("host_key").state is StepState.PROBLEM


def test_schemas_that_do_not_work_are_told_apart_from_the_connection(
    services: Services, tmp_path: Path
) -> None:
    (tmp_path / "pack").mkdir()
    services.settings.set("digipost.schema_dir", str(tmp_path / "pack"))
    test = run(services)
    assert not test.works
    assert states(test)["interface"] == "problem"
    assert states(test)["login"] == "done"


def test_a_folder_that_is_missing_has_its_own_step(services: Services, server: DigipostSandbox) -> None:
    folder = next(path for path in server.home.rglob("masseutsendelse") if path.is_dir())
    aside = folder.with_name("aside")
    shutil.move(folder, aside)
    try:
        test = run(services)
    finally:
        shutil.move(aside, folder)
    assert not test.works
    assert states(test)["masseutsendelse"] == "problem"
    assert states(test)["mottakersplitt"] == "done"


def test_it_can_be_stopped(services: Services) -> None:
    class Stopped(Unattended):
        def check_cancelled(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        services.connection_tester().run(Stopped(), timeouts=QUICK)
