"""Copies of letters whose pages were mended for print. The originals stay as they are."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktop_app.base.files import make_private, make_private_folder
from desktop_app.base.texts import text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.plan import Code, Deviation
from desktop_app.wizards.draft import Draft, LetterManner, StepKey
from desktop_app.wizards.ledger_options import prints
from desktop_app.wizards.parts import WizardParts
from desktop_app.wizards.steps import StepWork

Corrected = tuple[str | None, str]
"""Whose letter (None for everybody's), and the copy's path."""


def can_correct(parts: WizardParts, draft: Draft, deviation: Deviation) -> bool:
    """Whether a corrected copy may help: the letter's own pages cannot be printed, and they are to be."""
    about_letter = deviation.letter_id is not None or draft.letters.manner is LetterManner.ONE_FOR_ALL
    return (
        deviation.code is Code.DOCUMENT_FAULT
        and deviation.column == "document"
        and about_letter
        and prints(draft)
        and parts.corrected_copy is not None
        and parts.documents is not None
    )


def correcting(parts: WizardParts, draft: Draft, deviations: Sequence[Deviation]) -> StepWork:
    """Work for `Flow.act`: make the copies, and use them in place of the originals."""

    def run(context: WorkContext) -> list[Corrected]:
        done: dict[Path, str] = {}
        corrected: list[Corrected] = []
        for number, deviation in enumerate(deviations, 1):
            context.check_cancelled()
            source = _file_of(parts, draft, deviation)
            if source is not None:
                if source not in done:
                    done[source] = str(_correct(parts, draft, source, len(done), context))
                corrected.append((deviation.customer_id, done[source]))
            context.progress(number, len(deviations))
        return corrected

    return StepWork(StepKey.CHECK, text("Making corrected copies"), f"correct:{draft.id}", run, _use)


def _file_of(parts: WizardParts, draft: Draft, deviation: Deviation) -> Path | None:
    if deviation.letter_id is None or draft.mailing_id is None:
        return Path(draft.letters.common_file)
    pair = parts.mailing.pair(draft.mailing_id, deviation.letter_id)
    return pair.document if pair is not None else None


def _correct(parts: WizardParts, draft: Draft, source: Path, number: int, context: WorkContext) -> Path:
    assert parts.corrected_copy is not None
    assert parts.documents is not None
    folder = parts.documents / draft.id / str(number)
    make_private_folder(folder)
    target = folder / source.name
    parts.corrected_copy(source, target, context)
    make_private(target)
    return target


def _use(draft: Draft, corrected: Sequence[Corrected]) -> Draft:
    letters = draft.letters
    own = {customer_id: path for customer_id, path in corrected if customer_id}
    common = [path for customer_id, path in corrected if not customer_id]
    chosen = replace(
        letters,
        replacements={**letters.replacements, **own},
        common_file=common[-1] if common else letters.common_file,
    )
    return replace(draft, letters=chosen)
