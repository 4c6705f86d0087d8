"""One mailing: who got it, how, and who is left?"""

from collections.abc import Callable, Sequence

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.mailing.events import JobChanged, MailingChanged, ReceiptApplied, RemainderChanged
from desktop_app.mailing.outcomes import COUNTED, Outcome
from desktop_app.mailing.plan import Code, Deviation
from desktop_app.mailing.states import State
from desktop_app.mailing.views import MailingDetail, MailingView
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.data_grid import DataGrid, GridAct
from desktop_app.ui.components.figures import Figure, FigureSentence
from desktop_app.ui.components.filtering import Filter
from desktop_app.ui.components.frames import Banner
from desktop_app.ui.components.grid_source import GridQuery
from desktop_app.ui.components.labels import UNBOUNDED, Label
from desktop_app.ui.components.layout import row
from desktop_app.ui.components.questions import ask_for_reason
from desktop_app.ui.components.status_chip import StatusChip
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.frame import FramedPage
from desktop_app.ui.pages.giving_up import GIVE_UP, ask_and_give_up, uncertain_job
from desktop_app.ui.pages.letter_source import LetterSource, letter_query
from desktop_app.ui.pages.making_files import EXCEL_OR_CSV, MakingFiles, as_file_name
from desktop_app.ui.pages.paper_acts import PaperActs
from desktop_app.ui.pages.sending_again import SendingAgain
from desktop_app.ui.pages.wrong_person import WrongPersonDialog
from desktop_app.ui.theme import Space, Tone
from desktop_app.ui.words import MAILING_STATE, OUTCOME, PATTERN_TITLE

DEVIATIONS_SHOWN = 5
_NOT_SENT = frozenset({State.CHECKED, State.BUILT})


class MailingPage(FramedPage):
    """The numbers in a sentence, what is happening in words, and a row for each letter."""

    def __init__(self, context: UiContext, mailing_id: int, back: Callable[[], object]) -> None:
        super().__init__(context, " ", " ")
        say, theme = context.say, context.theme
        self.mailing_id = mailing_id
        self._detail: MailingDetail | None = None
        self.header.add_before(IconButton(theme, "chevron-left", say(text("Back to the mailings")), back))
        self._second = Button(theme, " ", self._press_second)
        self._main = Button(theme, " ", self._press_main, kind=ButtonKind.PRIMARY)
        self._second_act: Callable[[], object] = lambda: None
        self._main_act: Callable[[], object] = lambda: None
        self._paper = PaperActs(context, self, lambda _mailing, _letters: None)
        self._files = MakingFiles(context, self)
        self._report = Button(theme, say(text("Report…")), self._save_report, icon="file")
        self._receipts = Button(theme, say(text("Receipts")), self._show_receipts, icon="receipt")
        for button in (self._receipts, self._report, self._second, self._main):
            button.hide()
            self.header.add_act(button)
        self._state = StatusChip(context)
        self._happening = Label(theme, " ", tone=Tone.QUIET, wrap=True)
        self._happening.setMaximumWidth(UNBOUNDED)
        self.figures = FigureSentence(theme)
        self.banner = Banner(theme, act=" ", pressed=self._press_banner)
        self.give_up_button = self.banner.add_act(say(GIVE_UP), self._give_up)
        self._banner_act: Callable[[], object] = lambda: None
        self._source = LetterSource(context.services.mailing, mailing_id)
        self._again = SendingAgain(context, self, mailing_id)
        self.grid = DataGrid(
            context,
            self._source,
            name=say(text("Letters")),
            names_people=True,
            filters=[
                Filter(outcome.value, say(OUTCOME[outcome].words), OUTCOME[outcome].icon)
                for outcome in COUNTED
            ],
            acts=[
                GridAct(say(text("Show the recipient")), "person", self._show_recipient, one_only=True),
                GridAct(say(text("Send again…")), "send", self._send_chosen_again),
                GridAct(
                    say(text("Letter to the wrong person…")),
                    "attention",
                    self._tell_wrong_person,
                    one_only=True,
                    in_toolbar=False,
                ),
            ],
            export=self._export,
        )
        self.grid.opened.connect(lambda key: self._show_recipient([key]))
        happening = row(self._state, self._happening, space=Space.FIELD)
        happening.setStretch(1, 1)
        self.fill(happening, self.figures, self.banner, self.grid)
        for kind in (MailingChanged, JobChanged, ReceiptApplied, RemainderChanged):
            context.bridge.listen(kind, self, self._take_news)

    def refresh(self) -> None:
        """Read the mailing and its letters anew."""
        service = self.context.services.mailing
        self.context.reader.read(self, lambda: service.mailing(self.mailing_id), self._show)
        self.grid.refresh()

    def focus_search(self) -> None:
        """Search the letters."""
        self.grid.search.setFocus()

    # Showing

    def _take_news(self, events: Sequence[object]) -> None:
        if any(getattr(event, "mailing_id", None) == self.mailing_id for event in events):
            self.refresh()

    def _show(self, detail: MailingDetail) -> None:
        self._detail = detail
        say, mailing = self.context.say, detail.mailing
        self.header.set_title(mailing.name)
        moment = mailing.confirmed_at or mailing.created_at
        way = PATTERN_TITLE[mailing.pattern]
        letters = plural("{count} letter", "{count} letters", count=mailing.letters)
        self.header.set_sentence(
            say(text("{letters} · {pattern} · {moment}", letters=letters, pattern=way, moment=moment))
        )
        self._state.show_status(MAILING_STATE[mailing.state])
        self._happening.setText(say(detail.job.words()) if detail.job is not None else "")
        self.figures.show_figures(self._figures_of(mailing))
        self._show_banner(detail)
        self._show_acts(detail)

    def _figures_of(self, mailing: MailingView) -> list[Figure]:
        say = self.context.say
        shown = [
            (Outcome.DIGITAL, mailing.digital, text("{count} digitally", count=mailing.digital), Tone.DONE),
            (Outcome.PRINTED, mailing.printed, text("{count} printed", count=mailing.printed), Tone.DONE),
            (
                Outcome.WAITING,
                mailing.waiting,
                plural("{count} not sent yet", "{count} not sent yet", count=mailing.waiting)
                if mailing.state in _NOT_SENT
                else text("{count} waiting for Digipost", count=mailing.waiting),
                Tone.WORKING,
            ),
            (
                Outcome.REMAINDER,
                mailing.remainder,
                _remainder_words(mailing),
                _remainder_tone(mailing),
            ),
        ]
        return [
            Figure(say(words), tone, self._filtering(outcome), OUTCOME[outcome].icon)
            for outcome, count, words, tone in shown
            if count
        ]

    def _filtering(self, outcome: Outcome) -> Callable[[], object]:
        return lambda: self.grid.filter_by(frozenset({outcome.value}))

    def _show_banner(self, detail: MailingDetail) -> None:
        say, mailing = self.context.say, detail.mailing
        self._banner_act = lambda: None
        self.banner.button.hide()
        uncertain = uncertain_job(detail.jobs)
        held = _held(detail)
        if held is not None:
            self.banner.say(say(held.text), Tone.ATTENTION)
            self._offer_in_banner(text("I have seen it…"), self._settle)
        elif mailing.failure is not None:
            self.banner.say(say(mailing.failure), Tone.PROBLEM)
        elif uncertain is not None:
            words = text(
                "Open Digipost's pages and look for the job {job}. If it is there, wait for its receipt. If "
                "not, say so here: the letters go out again as a new job, or count as not sent.",
                job=uncertain.job_id,
            )
            self.banner.say(say(words), Tone.ATTENTION)
            self._offer_in_banner(text("It is not there: send again…"), self._replace)
        elif detail.deviations:
            words = plural(
                "{count} thing about this mailing needs you: {first}",
                "{count} things about this mailing need you. The first: {first}",
                count=len(detail.deviations),
                first=detail.deviations[0].text,
            )
            self.banner.say(say(words), Tone.ATTENTION)
            self._offer_in_banner(text("I have seen it…"), self._settle)
        else:
            self.banner.say("", Tone.QUIET)
        self.give_up_button.setVisible(self._banner_act == self._replace)

    def _offer_in_banner(self, words: Text, act: Callable[[], object]) -> None:
        self._banner_act = act
        self.banner.button.set_words(self.context.say(words))
        self.banner.button.show()

    def _show_acts(self, detail: MailingDetail) -> None:
        mailing = detail.mailing
        self._report.setVisible(mailing.state is not State.DRAFT)
        self._receipts.setVisible(any(job.uploaded_at is not None for job in detail.jobs))
        if mailing.state in _NOT_SENT:
            go_on = text("Continue sending") if _held(detail) is None else None
            self._offer(self._main, go_on, self._send)
            self._offer(self._second, text("Cancel the mailing…"), self._cancel)
        elif mailing.state.awaits_receipts:
            self._offer(self._main, text("Look for receipts now"), self._fetch)
            self._offer(self._second, None, lambda: None)
        elif mailing.state is State.FAILED and mailing.remainder_open:
            again = plural(
                "Send {count} letter again…", "Send {count} letters again…", count=mailing.remainder_open
            )
            self._offer(self._main, again, self._send_all_again)
            self._offer(self._second, None, lambda: None)
        elif mailing.state is State.FINISHED and mailing.remainder_open:
            reach = plural("Reach {count} on paper", "Reach {count} on paper", count=mailing.remainder_open)
            self._offer(self._main, reach, self._go_to_paper)
            count = detail.mending.total
            mend = plural("Mend {count} first…", "Mend {count} first…", count=count) if count else None
            self._offer(self._second, mend, self._go_to_mending)
        else:
            self._offer(self._main, None, lambda: None)
            self._offer(self._second, None, lambda: None)

    def _offer(self, button: Button, words: Text | None, act: Callable[[], object]) -> None:
        button.setVisible(words is not None)
        if words is not None:
            button.set_words(self.context.say(words))
        if button is self._main:
            self._main_act = act
        else:
            self._second_act = act

    # Acting

    def _press_main(self) -> None:
        self._main_act()

    def _press_second(self) -> None:
        self._second_act()

    def _press_banner(self) -> None:
        self._banner_act()

    def _save_report(self) -> None:
        self._paper.save_report(self.mailing_id, self._name())

    def _send_all_again(self) -> None:
        if self._detail is not None:
            self._again.all_that_failed(self._detail.mailing.remainder_open, self._name())

    def _send_chosen_again(self, keys: list[str]) -> None:
        self._again.chosen([int(key) for key in keys], self._name())

    def _show_recipient(self, keys: list[str]) -> None:
        letter = self._source.letters.get(keys[0])
        if letter is not None and letter.recipient_id is not None:
            self.context.navigator.go("recipients", recipient=letter.recipient_id)

    def _tell_wrong_person(self, keys: list[str]) -> None:
        letter = self._source.letters.get(keys[0])
        if letter is not None:
            self.context.front.ask(WrongPersonDialog(self.context, letter, self))

    def _go_to_mending(self) -> None:
        self.context.navigator.go("recipients", mend=self.mailing_id)

    def _go_to_paper(self) -> None:
        self.context.navigator.go("paper_post", mailing=self.mailing_id)

    def _send(self) -> None:
        service, number = self.context.services.mailing, self.mailing_id
        self._submit(text("Sending “{name}”", name=self._name()), lambda work: service.send(number, work))

    def _fetch(self) -> None:
        service = self.context.services.mailing
        self._submit(text("Looking for receipts"), service.fetch_receipts)

    def _cancel(self) -> None:
        letters = self._detail.mailing.letters if self._detail is not None else 0
        reason = ask_for_reason(
            self.context,
            self,
            plural("Cancel {count} letter?", "Cancel {count} letters?", count=letters),
            text("None of them has left this computer. They will be listed as not reached."),
            plural("Cancel {count} letter", "Cancel {count} letters", count=letters),
        )
        if reason is not None:
            service, number = self.context.services.mailing, self.mailing_id
            self.context.reader.read(
                self, lambda: service.cancel(number, reason), lambda _view: self.refresh()
            )

    def _give_up(self) -> None:
        job = uncertain_job(self._detail.jobs) if self._detail is not None else None
        if job is not None:
            ask_and_give_up(self.context, self, job, self.refresh)

    def _replace(self) -> None:
        job = uncertain_job(self._detail.jobs) if self._detail is not None else None
        if job is None:
            return
        reason = ask_for_reason(
            self.context,
            self,
            plural("Send {count} letter again?", "Send {count} letters again?", count=job.items),
            text(
                "Do this only if the job {job} is not among the jobs on Digipost's pages. If it is, these people get "
                "the letter twice.",
                job=job.job_id,
            ),
            plural("Send {count} letter again", "Send {count} letters again", count=job.items),
        )
        if reason is not None:
            service, job_id = self.context.services.mailing, job.job_id
            number = self.mailing_id

            def replace_and_send(work: WorkContext) -> MailingDetail:
                service.replace_job(job_id, reason)
                return service.send(number, work)

            self._submit(text("Sending “{name}” again", name=self._name()), replace_and_send)

    def _settle(self) -> None:
        if self._detail is None:
            return
        found = self._detail.deviations
        reason = ask_for_reason(
            self.context,
            self,
            plural("Put {count} thing aside?", "Put {count} things aside?", count=len(found)),
            _listed(found),
            plural("I have seen {count} thing", "I have seen {count} things", count=len(found)),
        )
        if reason is not None:
            service, ids = self.context.services.mailing, [each.id for each in found]
            self.context.reader.read(self, lambda: service.settle(ids, reason), lambda _none: self.refresh())

    def _export(self, query: GridQuery) -> None:
        title = text("Export these letters")
        path = self._files.ask_file(title, text("{name}.xlsx", name=as_file_name(self._name())), EXCEL_OR_CSV)
        if path is not None:
            service, say = self.context.services.mailing, self.context.translator
            wanted = letter_query(self.mailing_id, query)
            self._files.take_out(
                title,
                path.name,
                lambda work: service.export_letters(wanted, path, work, say),
                lambda count: count,
                lambda count: self._files.tell_rows(count, path),
            )

    def _show_receipts(self) -> None:
        self.context.navigator.go("receipts", mailing=self.mailing_id, name=self._name())

    def _name(self) -> str:
        return self._detail.mailing.name if self._detail is not None else ""

    def _submit(self, name: Text, work: Callable[[WorkContext], object]) -> None:
        self.context.services.lanes.submit(Lane.DIGIPOST, name, work)


def _held(detail: MailingDetail) -> Deviation | None:
    """What holds a mailing that came back from a backup, until somebody has looked."""
    return next((found for found in detail.deviations if found.code is Code.RESTORED), None)


def _remainder_words(mailing: MailingView) -> Text:
    """Those who were not reached; of a cancelled mailing those to whom nothing was sent."""
    count, done = mailing.remainder, mailing.remainder_done
    if mailing.state is State.CANCELLED:
        return plural("{count} not sent", "{count} not sent", count=count)
    if not done:
        return plural("{count} not reached", "{count} not reached", count=count)
    if not mailing.remainder_open:
        return plural(
            "{count} not reached, taken care of", "{count} not reached, all taken care of", count=count
        )
    return text("{count} not reached, {done} of them done", count=count, done=done)


def _remainder_tone(mailing: MailingView) -> Tone:
    if mailing.state is State.CANCELLED:
        return Tone.QUIET
    return Tone.ATTENTION if mailing.remainder_open else Tone.DONE


def _listed(deviations: Sequence[Deviation]) -> Text:
    """The first few deviations, one a line."""
    lines = [deviation.text for deviation in deviations[:DEVIATIONS_SHOWN]]
    if len(deviations) > DEVIATIONS_SHOWN:
        more = len(deviations) - DEVIATIONS_SHOWN
        lines.append(plural("and {count} more", "and {count} more", count=more))
    whole = lines[-1]
    for each in reversed(lines[:-1]):
        whole = text("{line}\n{rest}", line=each, rest=whole)
    return whole
