"""Every pattern's wizard clicked to its end, on both interfaces, against the built-in server and a real OpenSSH."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.mailing.letters import LetterQuery
from desktop_app.ui.wizards.follow_page import FollowPage
from desktop_app.ui.wizards.pattern_page import PatternPage
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
    "own": USERS | {"K0007": "printed", "K0009": "printed"},
}
"""One's own: looked up first, and printed to those who were answered for."""

CASES = [
    *((pattern, interface, "built-in") for pattern in OUTCOMES for interface in ("2_1", "2_0")),
    *(
        pytest.param((pattern, interface, "sshd"), marks=pytest.mark.sshd)
        for pattern in OUTCOMES
        for interface in ("2_1", "2_0")
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


def keep_own_way(hand: Hand) -> None:
    """Put one's own way together and keep it, in a wizard that is then left."""
    hand.open("own")
    page = the(PatternPage, hand)
    hand.tick(page.printing)
    hand.type(page.name, "With paper")
    hand.click(page.keep)
    hand.until(lambda: len(hand.world.services.drafts.variants()) == 1)
    hand.view.put_aside()


def use_own_way(hand: Hand) -> None:
    """Choose the way that was kept."""
    page = the(PatternPage, hand)
    hand.until(lambda: page.kept.count() == 2)
    page.kept.setCurrentIndex(1)
    page.kept.activated.emit(1)
    assert page.printing.isChecked()
    hand.next()


def test_each_recipients_outcome(hand: Hand, case: tuple[str, str, str], tmp_path: Path) -> None:
    pattern = case[0]
    people = write_people(tmp_path / "people.csv")
    if pattern == "from-register":
        put_into_register(hand, people)
    if pattern == "own":
        keep_own_way(hand)
    hand.open(pattern)
    if pattern == "own":
        use_own_way(hand)
    if pattern == "from-register":
        hand.until(the(RecipientsPage, hand).register.ages.isVisible)
    else:
        choose_people(hand, people)
    hand.next()
    choose_letters(hand, write_letters(tmp_path / "letters"), by="by-file-name")
    hand.next()
    if pattern in {"with-print", "own"}:
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
