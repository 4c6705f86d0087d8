"""The last page: what is happening to the mailing, until every letter's fate is known."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import JobChanged, MailingChanged, ReceiptApplied, RemainderChanged
from desktop_app.mailing.outcomes import COUNTED
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.data_grid import DataGrid
from desktop_app.ui.components.figures import Figure, FigureSentence
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner, Card
from desktop_app.ui.components.layout import boxed, clear, column, row
from desktop_app.ui.pages.letter_source import LetterSource
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.wizards.pickers import icon_line
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.ui.words import OUTCOME
from desktop_app.wizards.draft import Draft
from desktop_app.wizards.follow_step import FollowView, Stage, StageState, follow_view

_STAGES = {
    StageState.DONE: ("done", Tone.DONE),
    StageState.UNDER_WAY: ("working", Tone.WORKING),
    StageState.AHEAD: ("step-ahead", Tone.QUIET),
    StageState.PROBLEM: ("problem", Tone.PROBLEM),
}


class FollowPage(StepPage):
    """Stages in words, numbers in a sentence, and a row for each letter, as the receipts come."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        ui, say = context.ui, context.say
        self.view: FollowView | None = None
        self.stages = Card(ui.theme)
        self.figures = FigureSentence(ui.theme)
        self.banner = Banner(ui.theme)
        self.look = Button(ui.theme, say(text("Look for receipts now")), self._fetch, icon="refresh")
        self.open_mailing = Button(ui.theme, say(text("Open the mailing")), self._open, icon="letter")
        self.paper = Button(ui.theme, say(text("Reach the rest on paper")), self._open_paper, icon="printer")
        self._grid_place = column()
        self._grid: DataGrid | None = None
        acts = row(self.figures, None, self.look, self.paper, self.open_mailing, space=Space.ROW)
        acts.setStretch(0, 1)
        acts.setAlignment(self.figures, Qt.AlignmentFlag.AlignVCenter)
        whole = column(
            self.stages,
            self.banner,
            acts,
            self._grid_place,
            space=Space.CARD,
            margins=(Space.PAGE, 0, Space.PAGE, Space.CARD),
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)
        for kind in (MailingChanged, JobChanged, ReceiptApplied, RemainderChanged):
            ui.bridge.listen(kind, self, self._take_news)

    def title(self) -> Text:
        """What the page answers."""
        if self.view is not None and self.view.finished:
            return text("What became of the letters")
        return text("What happens now")

    def sentence(self) -> Text | None:
        """The state in a sentence."""
        if self.view is None or not (self.view.finished or self.view.needs_person):
            return text(
                "You can close this: it continues by itself, and Home tells you when something needs you."
            )
        return self.view.headline

    def show_draft(self, draft: Draft) -> None:
        """Read the mailing's state, at first sight."""
        if self._grid is None and draft.mailing_id is not None:
            ui = self.context.ui
            self._grid = DataGrid(
                ui,
                LetterSource(ui.services.mailing, draft.mailing_id),
                name=self.context.say(text("Letters")),
                names_people=True,
                filters=[
                    Filter(outcome.value, self.context.say(OUTCOME[outcome].words), OUTCOME[outcome].icon)
                    for outcome in COUNTED
                ],
            )
            self._grid_place.addWidget(self._grid)
            self._read()

    def first_field(self) -> QWidget | None:
        """Whatever Close is."""
        return None

    def _take_news(self, events: Sequence[object]) -> None:
        number = self.context.draft.mailing_id
        if number is not None and any(getattr(event, "mailing_id", None) == number for event in events):
            self._read()

    def _read(self) -> None:
        number, service = self.context.draft.mailing_id, self.context.ui.services.mailing
        if number is not None:
            self.context.ui.reader.read(self, lambda: follow_view(service.mailing(number)), self._show)
        if self._grid is not None:
            self._grid.refresh()

    def _show(self, view: FollowView) -> None:
        self.view = view
        clear(self.stages.body)
        for stage in view.stages:
            self.stages.body.addWidget(self._line(stage))
        self.figures.show_figures(self._figures_of(view))
        self.look.setVisible(view.waiting > 0 and not view.needs_person)
        self.paper.setVisible(view.finished and view.remainder > 0)
        self.banner.say(self.context.say(view.failure) if view.failure is not None else "", Tone.PROBLEM)
        self.context.flow.reconsider()

    def _line(self, stage: Stage) -> QWidget:
        icon, tone = _STAGES[stage.state]
        return boxed(icon_line(self.context.ui, icon, tone, self.context.say(stage.words)))

    def _figures_of(self, view: FollowView) -> list[Figure]:
        say = self.context.say
        numbers = [
            (view.digital, text("{count} digitally", count=view.digital), Tone.DONE, "done"),
            (view.printed, text("{count} printed", count=view.printed), Tone.DONE, "printer"),
            (view.waiting, text("{count} waiting for Digipost", count=view.waiting), Tone.WORKING, "waiting"),
            (
                view.remainder,
                plural("{count} not reached", "{count} not reached", count=view.remainder),
                Tone.ATTENTION,
                "person-off",
            ),
        ]
        return [Figure(say(words), tone, icon=icon) for count, words, tone, icon in numbers if count]

    def _fetch(self) -> None:
        services = self.context.ui.services
        services.lanes.submit(Lane.DIGIPOST, text("Looking for receipts"), services.mailing.fetch_receipts)

    def _open(self) -> None:
        self.context.ui.navigator.go("mailings", mailing=self.context.draft.mailing_id)

    def _open_paper(self) -> None:
        self.context.ui.navigator.go("paper_post", mailing=self.context.draft.mailing_id)
