"""All states that are shown as chips, in groups: what “What does this mean?” and the guide's page of states know."""

from dataclasses import dataclass
from functools import cache

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.words import LOOKUP_STATUS, MAILING_STATE, OUTCOME, RECEIPT_STATE, RUN_OUTCOME


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """The states one kind of thing can have."""

    key: str
    title: Text
    statuses: tuple[Status, ...]


@cache
def status_groups() -> tuple[StatusGroup, ...]:
    """Every group, in the order of the guide. Those of single pages are loaded here, not with the window."""
    from desktop_app.ui.pages import schedule_rows
    from desktop_app.ui.pages.digis_source import FORECAST_STATES, READER_STATES, STATES
    from desktop_app.ui.pages.letter_source import DONE, MEND_FIRST, TO_DO
    from desktop_app.ui.pages.lookup_changes import KINDS
    from desktop_app.ui.pages.mending import MENDING_STATES
    from desktop_app.ui.pages.schedule_timer import TIMER_STATES
    from desktop_app.ui.wizards.preview_tables import ROW_STATES

    return (
        StatusGroup("lookup", text("A recipient"), tuple(LOOKUP_STATUS.values())),
        StatusGroup("change", text("What changed between two lookups"), tuple(KINDS.values())),
        StatusGroup("mailing", text("A mailing"), tuple(MAILING_STATE.values())),
        StatusGroup("letter", text("A letter"), tuple(OUTCOME.values())),
        StatusGroup("paper", text("Somebody to reach on paper"), (TO_DO, MEND_FIRST, DONE)),
        StatusGroup("mending", text("Somebody whose details need mending"), MENDING_STATES),
        StatusGroup("receipt", text("A receipt"), tuple(RECEIPT_STATE.values())),
        StatusGroup("digis", text("A member on the way to Digis"), tuple(STATES.values())),
        StatusGroup("forecast", text("A member in the next sync"), FORECAST_STATES),
        StatusGroup("reader", text("A card reader"), READER_STATES),
        StatusGroup("row", text("A row of a file"), ROW_STATES),
        StatusGroup("job", text("A scheduled job"), schedule_rows.STATES),
        StatusGroup("run", text("A scheduled run"), tuple(RUN_OUTCOME.values())),
        StatusGroup("timer", text("While Brevdue is closed"), TIMER_STATES),
    )


def anchor_of(status: Status) -> str:
    """Where the guide's page of states explains a state; empty for one that it does not list."""
    for group in status_groups():
        for number, listed in enumerate(group.statuses, 1):
            if listed.meaning == status.meaning:
                return f"{group.key}-{number}"
    return ""
