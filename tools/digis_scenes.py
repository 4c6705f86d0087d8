"""Scenes of the Digis page for `screens.py`: each of its views and dialogs, over few members and over many."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from desktop_app.base.paths import resource
from desktop_app.base.work import Unattended
from desktop_app.digis.readers import CardReader
from desktop_app.sandbox.digis_behaviour import DigisBehaviour, DigisFault
from desktop_app.services import Services
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages.digis_deciding import ArrivedDialog
from desktop_app.ui.pages.digis_import import MemberImportDialog
from desktop_app.ui.pages.digis_payload import PayloadDialog
from desktop_app.ui.pages.digis_readers import ReaderDialog
from tests.helpers.digis_crowd import fill_with_members
from tools.scene import EVERYBODY, MANY, Arrange, Scene, shown

READERS = (
    CardReader("1701", "Huvudentré", "Göteborg Nordstan"),
    CardReader("1702", "Personalingång", "Göteborg Nordstan", external=False),
    CardReader("2201", "Entré norr", "Malmö Triangeln"),
    CardReader("2202", "Entré söder", "Malmö Triangeln"),
    CardReader("3101", "Huvudentré", "Uppsala Kungsängen"),
)
_TROUBLE = DigisBehaviour(
    by_person=(
        ("1003", DigisFault.REFUSED),
        ("1007", DigisFault.NO_EXTERNAL_ID),
        ("1009", DigisFault.GARBAGE),
    )
)


def digis_scenes() -> Iterator[Scene]:
    """Their names, how many people stand on the stage, and how to get there."""
    yield Scene("digis-empty", 0, lambda window: window.go("digis"))
    yield Scene("digis-members", EVERYBODY, _sample("members"))
    yield Scene("digis-5", EVERYBODY, _crowd(5))
    yield Scene("digis-50000", EVERYBODY, _crowd(MANY))
    yield Scene("digis-member", EVERYBODY, _sample("members", member="1007"))
    yield Scene("digis-forecast", EVERYBODY, _sample("forecast", sent=False))
    yield Scene("digis-forecast-50000", EVERYBODY, _crowd(MANY, view="forecast"))
    yield Scene("digis-log", EVERYBODY, _sample("log"))
    yield Scene("digis-readers", EVERYBODY, _sample("readers"))
    yield Scene("digis-readers-empty", 0, lambda window: window.go("digis", view="readers"))
    yield Scene("digis-setup", EVERYBODY, _sample("setup"))
    yield Scene("digis-import", EVERYBODY, _import, MemberImportDialog)
    yield Scene("digis-first-run", EVERYBODY, _first_run, PayloadDialog)
    yield Scene("digis-arrived", EVERYBODY, _arrived, ArrivedDialog)
    yield Scene("digis-reader", EVERYBODY, _reader, ReaderDialog)


def _sample(view: str, *, sent: bool = True, **where: object) -> Arrange:
    """The page over the sample's members, most of them sent, one asked for again."""

    def arrange(window: MainWindow) -> None:
        services = window.context.services
        _bring_in(services)
        if sent:
            services.training.digis().behaviour = _TROUBLE
            services.digis.sync(Unattended())
            services.digis.resend("1007", reason="Hon har bytt telefon")
            services.digis.sync(Unattended())
        for reader in READERS:
            services.digis.save_reader(reader)
        window.go("digis", view=view, **where)

    return arrange


def _crowd(count: int, view: str = "members") -> Arrange:
    """The page over so many members, in every state."""

    def arrange(window: MainWindow) -> None:
        services = window.context.services
        _switch_on(services)
        fill_with_members(services.database, count)
        window.go("digis", view=view)

    return arrange


def _import(window: MainWindow) -> QWidget:
    """The gym's file before it is taken."""
    dialog = MemberImportDialog(window.context, window, lambda: None)
    dialog.choose(str(resource("sample", "members.csv")))
    return shown(dialog)


def _first_run(window: MainWindow) -> QWidget:
    """What is sent, before anybody was."""
    _bring_in(window.context.services)
    return shown(PayloadDialog(window.context, window, sends=True))


def _arrived(window: MainWindow) -> QWidget:
    """Whether Digis has somebody after all."""
    return shown(ArrivedDialog(window.context, 1, window))


def _reader(window: MainWindow) -> QWidget:
    """One card reader."""
    return shown(ReaderDialog(window.context, window, READERS[1]))


def _bring_in(services: Services) -> None:
    _switch_on(services)
    table = services.digis.open_table(resource("sample", "members.csv"))
    services.digis.import_members(table, services.digis.suggest(table), Unattended())


def _switch_on(services: Services) -> None:
    services.settings.set("digis.enabled", "true")
    services.settings.set("digis.per_minute", "60000")
