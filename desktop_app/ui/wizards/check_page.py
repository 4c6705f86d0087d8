"""The page on which everything is looked at once more: what needs the person, then person beside letter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.mailing.plan import MailingPlan
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.figures import Figure, FigureSentence
from desktop_app.ui.components.layout import Pages, boxed, column, row
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.deviation_view import DeviationView
from desktop_app.ui.wizards.pairs_view import PairsView
from desktop_app.ui.wizards.step_page import StepPage, WizardContext
from desktop_app.wizards.draft import Draft


class CheckPage(StepPage):
    """Numbers in a sentence; below them either the next thing that needs the person, or the pairs."""

    def __init__(self, context: WizardContext) -> None:
        super().__init__(context)
        theme, say = context.ui.theme, context.say
        self.figures = FigureSentence(theme, TextRole.STRONG)
        self.deviations = DeviationView(context)
        self.pairs = PairsView(context)
        self._nothing = boxed(column(None))
        self._stack = Pages()
        for part in (self._nothing, self.deviations, self.pairs):
            self._stack.addWidget(part)
        self.show_deviations = self._view_button(text("Needs you"), lambda: self.view(self.deviations))
        self.show_pairs = self._view_button(text("Person and letter"), lambda: self.view(self.pairs))
        self.again = Button(
            theme, say(text("Check again")), self._check_again, kind=ButtonKind.QUIET, icon="refresh"
        )
        views = row(
            self.show_deviations, self.show_pairs, Space.CARD, self.figures, self.again, space=Space.HAIR + 2
        )
        views.setStretch(3, 1)
        views.setAlignment(self.figures, Qt.AlignmentFlag.AlignVCenter)
        whole = column(
            views,
            self._stack,
            space=Space.FIELD,
            margins=(Space.PAGE, 0, Space.PAGE, Space.CARD),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._plan: MailingPlan | None = None
        self._chosen: QWidget | None = None

    def title(self) -> Text:
        """What the page does."""
        return text("Check before sending")

    def sentence(self) -> Text | None:
        """How many are ready, in a sentence."""
        plan = self.context.wizard.check.plan(self.context.draft)
        if plan is None:
            return text("Everybody is compared with their letter. That takes a moment.")
        if plan.can_be_confirmed:
            return plural(
                "{count} letter is ready. Look at a few of the pairs before you go on.",
                "{count} letters are ready. Look at a few of the pairs before you go on.",
                count=plan.letters,
            )
        return plural(
            "{count} thing needs you before anything can be sent.",
            "{count} things need you before anything can be sent.",
            count=plan.stopping + plan.needing_reason,
        )

    def show_draft(self, draft: Draft) -> None:
        """Show the result of the check, once it is there."""
        plan = self.context.wizard.check.plan(draft)
        if plan is None:
            self._plan = None
            self._stack.setCurrentWidget(self._nothing)
            self.figures.show_figures([])
            self._allow(shown=False)
            return
        if plan is self._plan:
            return
        first, self._plan = self._plan is None, plan
        self._allow(shown=True)
        self.figures.show_figures(self._figures_of(plan))
        needed = plan.stopping + plan.needing_reason + plan.warnings
        self.show_deviations.set_words(self.context.say(text("Needs you ({count})", count=needed)))
        self.deviations.show_plan(plan)
        self.pairs.show_plan(plan)
        if first or self._chosen is None or (self._chosen is self.deviations and not needed):
            self.view(self.deviations if needed else self.pairs)

    def view(self, part: QWidget) -> None:
        """Show what needs the person, or the pairs."""
        self._chosen = part
        self._stack.setCurrentWidget(part)
        self.show_deviations.setChecked(part is self.deviations)
        self.show_pairs.setChecked(part is self.pairs)

    def first_field(self) -> QWidget | None:
        """The pairs can be stepped through with the keyboard at once."""
        return self.show_pairs

    def _allow(self, *, shown: bool) -> None:
        for button in (self.show_deviations, self.show_pairs, self.again):
            button.setEnabled(shown)

    def _figures_of(self, plan: MailingPlan) -> list[Figure]:
        say = self.context.say
        numbers = [
            (
                plan.letters,
                plural("{count} letter", "{count} letters", count=plan.letters),
                Tone.DONE,
                "letters",
            ),
            (
                plan.stopping,
                plural(
                    "{count} cannot be sent like this",
                    "{count} cannot be sent like this",
                    count=plan.stopping,
                ),
                Tone.PROBLEM,
                "problem",
            ),
            (
                plan.needing_reason,
                plural("{count} to look at", "{count} to look at", count=plan.needing_reason),
                Tone.ATTENTION,
                "attention",
            ),
            (plan.warnings, plural("{count} hint", "{count} hints", count=plan.warnings), Tone.QUIET, "info"),
            (
                plan.left_out,
                plural("{count} left out", "{count} left out", count=plan.left_out),
                Tone.QUIET,
                "minus",
            ),
        ]
        return [Figure(say(words), tone, icon=icon) for count, words, tone, icon in numbers if count]

    def _view_button(self, words: Text, pressed: object) -> Button:
        button = Button(self.context.ui.theme, self.context.say(words), pressed, kind=ButtonKind.FILTER)  # type: ignore[arg-type]
        button.setCheckable(True)
        return button

    def _check_again(self) -> None:
        wizard = self.context.wizard
        wizard.letters.look_again()
        wizard.check.check_again()
        self.context.flow.reconsider()
