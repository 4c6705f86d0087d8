"""The training folder: its own Digipost starts when it is needed, and nobody else is ever called."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.secrets import MemorySecrets
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.sftp_errors import HostKeyUnknown
from desktop_app.sandbox.behaviour import PROMPT
from desktop_app.services import AccountIncomplete, Services, build_services


def build(folder: Path) -> Services:
    return build_services(folder, secrets=MemorySecrets(), environment={})


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Services]:
    with build(tmp_path) as services:
        services.settings.set("app.environment", "training")
        yield services


def test_the_first_connection_starts_the_server(training: Services) -> None:
    assert training.training.sandbox is None
    with training.entrance.connect() as transport:
        assert transport.list_receipts(JobKind.MAILING) == []
    assert training.training.sandbox is not None


def test_the_settings_point_to_it(training: Services) -> None:
    sandbox = training.training.start(PROMPT)
    settings = training.settings
    assert settings.text("digipost.host") == "127.0.0.1"
    assert settings.integer("digipost.port") == sandbox.port
    assert settings.text("digipost.host_key") == sandbox.host_key_fingerprint
    assert training.entrance.sending_settings().sender_id == sandbox.sender_id


def test_a_mailing_can_be_confirmed_before_anybody_connects(training: Services) -> None:
    assert training.entrance.sending_settings().sender_id is not None


def test_training_never_calls_the_real_server(training: Services) -> None:
    training.settings.set("digipost.host", "sftp.digipost.no")
    assert training.entrance.account().host == "127.0.0.1"


def test_a_second_process_uses_the_server_of_the_first(training: Services, tmp_path: Path) -> None:
    training.training.start(PROMPT)
    with build(tmp_path) as second:
        with second.entrance.connect() as transport:
            assert transport.list_receipts(JobKind.LOOKUP) == []
        assert second.training.sandbox is None


def test_after_the_first_has_ended_the_second_starts_its_own(tmp_path: Path) -> None:
    with build(tmp_path) as first:
        first.settings.set("app.environment", "training")
        first.training.start(PROMPT)
    with build(tmp_path) as second:
        second.entrance.connect().close()
        assert second.training.sandbox is not None


def test_in_production_nothing_is_started(tmp_path: Path) -> None:
    with build(tmp_path) as services:
        with pytest.raises(AccountIncomplete) as refused:
            services.entrance.connect()
        assert refused.value.setting == "digipost.user"
        assert services.training.sandbox is None


def test_a_server_whose_key_is_not_pinned_is_refused(training: Services, tmp_path: Path) -> None:
    sandbox = training.training.start(PROMPT)
    with build(tmp_path / "office") as office:
        for key, value in {
            "digipost.host": sandbox.host,
            "digipost.port": str(sandbox.port),
            "digipost.user": sandbox.user,
            "digipost.key_file": str(sandbox.key_file),
        }.items():
            office.settings.set(key, value)
        with pytest.raises(HostKeyUnknown) as refused:
            office.entrance.connect()
        assert refused.value.fingerprint == sandbox.host_key_fingerprint
        office.settings.set("digipost.host_key", refused.value.fingerprint)
        office.entrance.connect().close()


def test_the_passphrase_comes_from_the_secrets(tmp_path: Path) -> None:
    secrets = MemorySecrets({"digipost.key_passphrase": "open sesame"})
    (tmp_path / "key").write_text("not read here")
    with build_services(tmp_path / "data", secrets=secrets, environment={}) as services:
        services.settings.set("digipost.user", "prod_1000")
        services.settings.set("digipost.key_file", str(tmp_path / "key"))
        account = services.entrance.account()
        assert account.passphrase == "open sesame"
        assert "open sesame" not in repr(account)


def test_the_jobs_say_which_program_made_them(training: Services) -> None:
    assert training.entrance.sending_settings().client_info.startswith("Brevdue 0.")
