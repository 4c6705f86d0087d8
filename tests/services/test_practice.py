"""A training mailing begins with everything chosen and nothing confirmed."""

from pathlib import Path

from desktop_app.base.secrets import MemorySecrets
from desktop_app.services import build_services
from desktop_app.services.practice import begin_practice
from desktop_app.wizards.draft import RecipientSource, StepKey


def test_the_sample_is_there_and_the_draft_begins_at_its_first_step(tmp_path: Path) -> None:
    with build_services(tmp_path, secrets=MemorySecrets(), environment={}, purpose="training") as services:
        draft = services.drafts.open(begin_practice(services.folder, services.settings, services.drafts))
    assert draft.step is StepKey.RECIPIENTS
    assert draft.recipients.source is RecipientSource.FILE
    assert Path(draft.recipients.file.path).is_file()
    assert len(list(Path(draft.letters.folder).glob("*.pdf"))) == 48
    assert not draft.sent
