"""Digis: who was sent, who was not and why, and what is to be done?"""

import functools
from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QStackedWidget, QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.digis.events import DigisChanged
from desktop_app.digis.outbox import DeliveryState
from desktop_app.digis.outcomes import Knock
from desktop_app.digis.service import DigisStatus, MemberDetail
from desktop_app.digis.words import knock_words
from desktop_app.jobs.states import Lane
from desktop_app.privacy.audit import Act
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.dialogs import confirm, show_message
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.components.layout import FlowLayout, boxed, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.digis_deciding import ask_and_mark_as_arrived, ask_and_send_again
from desktop_app.ui.pages.digis_forecast import ForecastView
from desktop_app.ui.pages.digis_import import MemberImportDialog
from desktop_app.ui.pages.digis_panel import MemberPanel
from desktop_app.ui.pages.digis_payload import PayloadDialog
from desktop_app.ui.pages.digis_readers import ReadersView
from desktop_app.ui.pages.digis_setup import SetUpView
from desktop_app.ui.pages.digis_source import (
    STATES,
    LogSource,
    MemberSource,
)
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner

VIEWS: Mapping[str, Text] = {
    "members": text("Members"),
    "forecast": text("Dry run"),
    "log": text("Log"),
    "readers": text("Card readers"),
    "setup": text("Set-up"),
}


_NO_BREAK = "\N{NO-BREAK SPACE}"

_ROOM_FOR_WORDS = 960
"""A page that is narrower shows the acts above the members as icons."""


class DigisPage(FramedPage):
    """The members with their states; beside them a dry run, the log, the card readers and the set-up."""

    def __init__(self, context: UiContext) -> None:
        say, theme = context.say, context.theme
        super().__init__(context, say(text("Digis")), " ")
        self._status: DigisStatus | None = None
        self._runner = LaneRunner(context, self)
        self.header.add_act(Button(theme, say(text("Export…")), self._export, icon="export"))
        self.header.add_act(Button(theme, say(text("Import…")), self.open_import, icon="import"))
        self.send_button = Button(
            theme, say(text("Send now")), self._send, kind=ButtonKind.PRIMARY, icon="send"
        )
        self.send_button.setEnabled(False)
        self.header.add_act(self.send_button)
        self.banner = Banner(theme, act=say(text("Set-up")), pressed=lambda: self.choose_view("setup"))
        self._stack = QStackedWidget()
        self._views: dict[str, QWidget] = {}
        self.grid = self._members_grid()
        self.panel = MemberPanel(context)
        self.panel.hide()
        self.panel.again_wanted.connect(lambda person: self._send_again([person]))
        self.panel.arrived_wanted.connect(lambda person: self._mark_as_arrived([person]))
        members = row(self.grid, self.panel, space=Space.CARD)
        members.setStretch(0, 1)
        self._put("members", boxed(members))
        self.fill(self.banner, self._chooser(), self._stack)
        self.choose_view("members")
        context.bridge.listen(DigisChanged, self, lambda _events: self.refresh())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for a member beside the grid."""
        super().resizeEvent(event)
        self.grid.fold_acts(self.width() < _ROOM_FOR_WORDS)

    # What the window asks

    def refresh(self) -> None:
        """Read the numbers and what is in front anew."""
        self.context.reader.read(self, self.context.services.digis.status, self._show_status)
        self._refresh_view()

    def show_at(self, where: Mapping[str, object]) -> None:
        """Turn to a `view`, filter the members by `filters`, or open the `member` with that id."""
        view, member = where.get("view"), where.get("member")
        if isinstance(view, str) and view in VIEWS:
            self.choose_view(view)
        elif "filters" in where:
            self.choose_view("members")
        self.grid.show_at(where)
        if isinstance(member, str):
            self.choose_view("members")
            self.open_member(member)

    def place(self) -> Mapping[str, object]:
        """The view in front, what narrows the members, and the one who is open beside them."""
        front = self._stack.currentWidget()
        view = next(key for key, each in self._views.items() if each is front)
        is_open = view == "members" and not self.panel.isHidden()
        member = {"member": self.panel.person} if is_open else {}
        return {"view": view, **self.grid.place(), **member}

    def focus_search(self) -> None:
        """Search in the list that is in front."""
        view = self._stack.currentWidget()
        grid = view if isinstance(view, DataGrid) else getattr(view, "grid", self.grid)
        grid.search.setFocus()

    def go_back(self) -> bool:
        """Close the member's panel, or go back to the members."""
        if not self.panel.isHidden():
            self.panel.hide()
            return True
        if self._stack.currentWidget() is not self._views["members"]:
            self.choose_view("members")
            return True
        return False

    # Views

    def choose_view(self, key: str) -> None:
        """Bring one of the views to the front; it is made when it is first seen."""
        if key not in self._views:
            self._put(key, self._make[key]())
        self._buttons[key].setChecked(True)
        self._stack.setCurrentWidget(self._views[key])
        self._refresh_view()

    def view(self, key: str) -> QWidget:
        """One of the views that has been seen."""
        return self._views[key]

    @property
    def _make(self) -> Mapping[str, Callable[[], QWidget]]:
        return {
            "forecast": lambda: ForecastView(self.context),
            "log": self._log_grid,
            "readers": lambda: ReadersView(self.context),
            "setup": lambda: SetUpView(self.context, self._set_up_acts()),
        }

    def _put(self, key: str, view: QWidget) -> None:
        self._views[key] = view
        self._stack.addWidget(view)

    def _refresh_view(self) -> None:
        view = self._stack.currentWidget()
        if view is self._views["members"]:
            self.grid.refresh()
        elif isinstance(view, DataGrid | ForecastView | ReadersView | SetUpView):
            view.refresh()

    def _chooser(self) -> QWidget:
        """The buttons that choose the view."""
        around = QWidget()
        flow = FlowLayout(around, space=Space.HAIR + 2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        for key, words in VIEWS.items():
            button = Button(
                self.context.theme,
                self.context.say(words),
                functools.partial(self.choose_view, key),
                kind=ButtonKind.FILTER,
            )
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[key] = button
            flow.addWidget(button)
        return around

    def _members_grid(self) -> DataGrid:
        say, theme = self.context.say, self.context.theme
        grid = DataGrid(
            self.context,
            MemberSource(self.context.services.digis),
            name=say(text("Members")),
            names_people=True,
            filters=[
                Filter(key, say(status.words), status.icon)
                for key, status in STATES.items()
                if key != DeliveryState.SENDING
            ],
            acts=[
                GridAct(say(text("Send again…")), "refresh", self._send_again),
                GridAct(say(text("Mark as arrived…")), "done", self._mark_as_arrived),
            ],
            empty=EmptyState(
                theme,
                "sync",
                say(text("No members yet")),
                say(text("Import the gym system's file. That alone sends nobody to Digis.")),
                Button(theme, say(text("Import from a file…")), self.open_import, icon="import"),
            ),
            sort="name",
        )
        grid.opened.connect(self.open_member)
        return grid

    def _log_grid(self) -> DataGrid:
        say = self.context.say
        return DataGrid(
            self.context,
            LogSource(self.context.services.digis, say),
            name=say(text("Log")),
            export=self._export_log,
            empty=EmptyState(
                self.context.theme,
                "clock",
                say(text("The log is empty")),
                say(text("Each person who is sent gets a line, such as ExtInfo1:863, ExtInfo20:34231451.")),
            ),
        )

    def _set_up_acts(self) -> dict[str, tuple[Text, Callable[[], object]]]:
        def setting(key: str) -> tuple[Text, Callable[[], object]]:
            return text("Settings"), lambda: self.context.navigator.go("settings", setting=key)

        return {
            "address": setting("digis.url"),
            "key": setting("digis.url_postfix"),
            "enabled": setting("digis.enabled"),
            "connection": (text("Test"), self._test_connection),
            "members": (text("Import…"), self.open_import),
            "payload": (text("View"), self._look_at_payload),
            "schedule": (text("Schedule"), lambda: self.context.navigator.go("schedule")),
            "readers": (text("Card readers"), lambda: self.choose_view("readers")),
        }

    # Acts

    def open_member(self, person_id: str) -> None:
        """Show one member beside the grid."""
        digis = self.context.services.digis

        def answered(detail: MemberDetail) -> None:
            self.panel.show_member(detail)

        self.context.reader.read(self, lambda: digis.member(person_id), answered)

    def open_import(self) -> None:
        """Ask for the gym's file."""
        self.context.front.ask(MemberImportDialog(self.context, self, self.refresh))

    def _look_at_payload(self) -> None:
        self.context.front.open(PayloadDialog(self.context, self, sends=False))

    def _send(self) -> None:
        if self._agrees_to_send():
            services = self.context.services
            services.lanes.submit(Lane.DIGIS, text("Sending members to Digis"), services.digis.sync)

    def _agrees_to_send(self) -> bool:
        """Ask before a run; before the first one everything that is sent is shown."""
        status = self._status
        if status is None or status.last_run is None:
            dialog = PayloadDialog(self.context, self, sends=True)
            return self.context.front.ask(dialog) == QDialog.DialogCode.Accepted
        count = status.states[DeliveryState.WAITING]
        return confirm(
            self.context,
            self,
            plural("Send {count} member to Digis?", "Send {count} members to Digis?", count=count),
            text("Digis invites each of them. Nobody who was sent before is sent again."),
            plural("Send {count} member", "Send {count} members", count=count),
        )

    def _send_again(self, persons: list[str]) -> None:
        ask_and_send_again(self.context, self, persons, self._was_decided)

    def _mark_as_arrived(self, persons: list[str]) -> None:
        ask_and_mark_as_arrived(self.context, self, persons, self._was_decided)

    def _was_decided(self) -> None:
        self.refresh()
        if not self.panel.isHidden():
            self.open_member(self.panel.person)

    def _test_connection(self) -> None:
        digis, context = self.context.services.digis, self.context

        def tell(knock: Knock) -> None:
            show_message(context, text("The connection to Digis"), knock_words(knock))

        # In the lane: a server that does not answer takes half a minute, and lists must be read meanwhile.
        self._runner.run(
            Lane.DIGIS,
            text("Checking that Digis answers"),
            lambda _work: digis.test_connection(),
            tell,
            context.navigator.show_error,
            self.refresh,
        )

    def _export(self) -> None:
        say, services = self.context.say, self.context.services
        title, kinds = say(text("Export every active member")), "CSV (*.csv);;JSON (*.json)"
        path = choose_file_to_save(self.context, self, title, "DigisAllActive.csv", kinds)
        if path is not None:
            services.lanes.submit(
                Lane.FILES,
                text("Exporting members"),
                lambda work: services.privacy.audit.note(
                    Act.EXPORTED, people=services.digis.export(path, work), about=path.name
                ),
            )

    def _export_log(self, query: GridQuery) -> None:
        """Write the lines that are shown to a file, in the words they are shown in."""
        say, services = self.context.say, self.context.services
        kinds = f"{say(text('Excel'))} (*.xlsx);;CSV (*.csv)"
        path = choose_file_to_save(
            self.context, self, say(text("Export the log")), say(text("log.xlsx")), kinds
        )
        if path is None:
            return
        at, message = (say(column.heading) for column in LogSource.columns)

        def write(work: WorkContext) -> None:
            services.digis.export_log(path, query.search, (at, message), say, work)
            services.privacy.audit.note(Act.EXPORTED, about=path.name)

        services.lanes.submit(Lane.FILES, text("Exporting the log"), write)

    # Numbers

    def _show_status(self, status: DigisStatus) -> None:
        self._status = status
        states = status.states
        parts = [
            plural("{count} active member", "{count} active members", count=status.members),
            plural("{count} sent", "{count} sent", count=states[DeliveryState.SENT]),
            text("{count} waiting", count=states[DeliveryState.WAITING]),
            plural("{count} unknown", "{count} unknown", count=states[DeliveryState.UNKNOWN]),
            plural("{count} failed", "{count} failed", count=states[DeliveryState.FAILED]),
        ]
        if status.unknown_sex:
            parts.append(text("{count} of unknown sex, sent as female", count=status.unknown_sex))
        # A number stays on the line of its word.
        words = (self.context.say(part).replace(" ", _NO_BREAK) for part in parts)
        self.header.set_sentence(" · ".join(words))
        self.send_button.setEnabled(status.enabled and states[DeliveryState.WAITING] > 0)
        self._show_banner(status)

    def _show_banner(self, status: DigisStatus) -> None:
        say = self.context.say
        last = status.last_run
        if not status.enabled:
            words = text("Digis is switched off, so nobody is sent. The set-up shows what to do.")
            self.banner.say(say(words), Tone.ATTENTION)
        elif last is not None and last.stopped is not None:
            self.banner.say(say(last.stopped), Tone.PROBLEM)
        else:
            self.banner.say("", Tone.QUIET)
