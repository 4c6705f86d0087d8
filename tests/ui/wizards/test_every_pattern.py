"""Every pattern's wizard clicked to its end, on both interfaces, against the built-in server and a real OpenSSH."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.mailing.letters import LetterQuery
from desktop_app.ui.wizards.follow_page import FollowPage
from desktop_app.ui.wizards.print_page import PrintPage
from desktop_app.ui.wizards.recipients_page import RecipientsPage
from desktop_app.ui.wizards.send_page import SendPage
from tests.helpers.wizard_world import (
    WizardWorld,
    wizard_world,
    wizard_world_over_sshd,
    write_letters,
    write_people,
)
from tests.ui.wizards.conftest import Hand
from tests.ui.wizards.test_split_first import choose_letters, choose_people, the

USERS = {"K0001": "digital", "K0002": "digital", "K0003": "digital"}
OUTCOMES = {
    "split-first": USERS | {"K0007": "remainder", "K0009": "remainder"},
    "mailing-only": USERS | {"K0007": "remainder", "K0009": "remainder"},
    "with-print": USERS | {"K0007": "printed", "K0009": "printed"},
    "from-register": USERS | {"K0007": "remainder", "K0009": "remainder"},
}

CASES = [
    *((pattern, interface, "built-in") for pattern in OUTCOMES for interface in ("2_1", "2_0")),
    *(
        pytest.param((pattern, interface, "sshd"), marks=pytest.mark.sshd)
        for pattern, interface in zip(OUTCOMES, ("2_1", "2_0", "2_1", "2_0"), strict=True)
    ),
]


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    """The pattern, the interface, and the server."""
    chosen: tuple[str, str, str] = request.param
    return chosen


@pytest.fixture
def world(tmp_path: Path, case: tuple[str, str, str]) -> Iterator[WizardWorld]:
    _pattern, interface, server = case
    open_world = wizard_world if server == "built-in" else wizard_world_over_sshd
    with open_world(tmp_path) as opened:
        opened.services.settings.set("digipost.interface", interface)
        yield opened


def put_into_register(hand: Hand, path: Path) -> None:
    """Import from the wizard's own first page, and leave that wizard."""
    hand.open("split-first")
    choose_people(hand, path)
    hand.next()
    hand.view.put_aside()


def test_each_recipients_outcome(hand: Hand, case: tuple[str, str, str], tmp_path: Path) -> None:
    pattern = case[0]
    people = write_people(tmp_path / "people.csv")
    if pattern == "from-register":
        put_into_register(hand, people)
    hand.open(pattern)
    if pattern == "from-register":
        hand.until(the(RecipientsPage, hand).register.ages.isVisible)
    else:
        choose_people(hand, people)
    hand.next()
    choose_letters(hand, write_letters(tmp_path / "letters"), by="by-file-name")
    hand.next()
    if pattern == "with-print":
        for name, words in (
            ("return_name", "Foreningen"),
            ("return_address1", "Storgata 1"),
            ("return_postcode", "9008"),
            ("return_city", "Tromsø"),
        ):
            hand.type(the(PrintPage, hand).edits[name], words)
        hand.next()
    hand.next()
    hand.type(the(SendPage, hand).count, "5")
    hand.next()
    follow = the(FollowPage, hand)
    hand.until(lambda: follow.view is not None and follow.view.finished)
    mailing_id = hand.view.wizard_context.draft.mailing_id
    letters = hand.world.services.mailing.letters(LetterQuery(mailing_id=mailing_id))
    assert {letter.customer_id: letter.outcome.value for letter in letters} == OUTCOMES[pattern]
    delivered = [one.customer_id for one in hand.world.sandbox.ledger.deliveries()]
    assert sorted(set(delivered) & set(USERS)) == sorted(USERS)
    assert len(delivered) == len(set(delivered))
