"""The step about print, only in wizards where Digipost prints: where letters come back to, colour, speed."""

from collections.abc import Iterator

from desktop_app.base.texts import text
from desktop_app.register.identity import check_norwegian_postcode
from desktop_app.wizards.draft import Draft, PrintChoice, StepKey
from desktop_app.wizards.steps import PlainStep, Problem


class PrintStep(PlainStep):
    """Keeps nothing."""

    key = StepKey.PRINT
    title = text("Paper letters")

    def problems(self, draft: Draft) -> list[Problem]:
        """What is missing in the return address."""
        return list(_problems(draft.printing))


def _problems(choice: PrintChoice) -> Iterator[Problem]:
    if not choice.return_name.strip():
        yield Problem(text("Say who gets a letter that could not be delivered."), "printing.return_name")
    if not choice.return_address1.strip():
        yield Problem(text("Give the street or PO box of the return address."), "printing.return_address1")
    if refusal := check_norwegian_postcode(choice.return_postcode).refusal:
        yield Problem(refusal.message, "printing.return_postcode")
    if not choice.return_city.strip():
        yield Problem(text("Give the place of the return address."), "printing.return_city")
