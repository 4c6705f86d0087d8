"""Whether the network is there: a knock at the door of the server that is needed, or of the proxy before it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.base.setting_declarations import DECLARATIONS
from desktop_app.base.settings import Settings
from desktop_app.services.network import digipost_probe, digis_probe


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.json", DECLARATIONS)
    made.set("digis.enabled", "true")
    return made


@pytest.fixture
def open_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_digipost_is_there_when_something_answers(
    settings: Settings, open_port: int, closed_port: int
) -> None:
    reachable = digipost_probe(settings, lambda: False)
    settings.set("digipost.host", "127.0.0.1")
    settings.set("digipost.port", str(open_port))
    assert reachable()
    settings.set("digipost.port", str(closed_port))
    assert not reachable()
    assert digipost_probe(settings, lambda: True)()


def test_digis_is_knocked_at_only_while_it_is_switched_on(settings: Settings, closed_port: int) -> None:
    settings.set("digis.url", f"https://127.0.0.1:{closed_port}")
    reachable = digis_probe(settings, lambda: False)
    assert not reachable()
    settings.set("digis.enabled", "false")
    assert reachable()


def test_behind_a_proxy_the_proxy_is_what_has_to_answer(
    settings: Settings, open_port: int, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.set("digis.url", "https://digis.invalid")
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{open_port}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert digis_probe(settings, lambda: False)()
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{closed_port}")
    assert not digis_probe(settings, lambda: False)()
