"""A mailing's options are typed, and come back from the ledger as they went in."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop_app.mailing.options import (
    InvoiceOptions,
    MailingOptions,
    Pattern,
    PrintOptions,
    ReturnAddress,
    Security,
    SendTo,
    options_for,
    options_from_json,
    options_to_json,
)

RETURN_ADDRESS = ReturnAddress("Fjordvik Turlag", "Havnegata 1", "9008", "Tromsø", "Postboks 3")

FULL = MailingOptions(
    name="Årsavgift",
    subject="Til {first_name}",
    pattern=Pattern.OWN,
    lookup_first=False,
    update_register=False,
    send_to=SendTo.KNOWN_USERS,
    printing=PrintOptions(RETURN_ADDRESS, colour=True, first_class=True),
    common_document="/a/b.pdf",
    common_attachments=("/a/c.pdf",),
    sms_after_hours=(24, 48),
    sms_at=(datetime(2026, 5, 1, 9, tzinfo=UTC),),
    security=Security.TWO_FACTOR,
    sensitive=True,
    opening_receipt_group="board",
    notification_addresses=True,
    deliver_at=datetime(2026, 5, 2, 9, tzinfo=UTC),
    invoice=InvoiceOptions("12345678903", date(2026, 6, 1), Decimal("450.50")),
    auto_approve=True,
    processor_id=77,
    interface="2_0",
    variant_name="ours",
    extra={"draft": "abc"},
)


@pytest.mark.parametrize("options", [FULL, MailingOptions(name="a", subject="b")])
def test_options_survive_the_ledger(options: MailingOptions) -> None:
    assert options_from_json(options_to_json(options)) == options


def test_every_choice_is_tried_above() -> None:
    plain = MailingOptions(name="a", subject="b")
    same = [name for name in MailingOptions.__slots__ if getattr(plain, name) == getattr(FULL, name)]
    assert same == []


def test_an_unknown_choice_is_not_dropped_in_silence() -> None:
    stored = json.loads(options_to_json(FULL)) | {"colour_of_envelope": "blue"}
    with pytest.raises(TypeError):
        options_from_json(json.dumps(stored))


def test_nobody_approves_by_default_but_a_person() -> None:
    assert not MailingOptions(name="a", subject="b").auto_approve


@pytest.mark.parametrize(
    ("pattern", "lookup_first", "prints"),
    [
        (Pattern.SPLIT_FIRST, True, False),
        (Pattern.FROM_REGISTER, False, False),
        (Pattern.MAILING_ONLY, False, False),
        (Pattern.WITH_PRINT, False, True),
    ],
)
def test_a_pattern_fixes_what_it_is(pattern: Pattern, *, lookup_first: bool, prints: bool) -> None:
    options = options_for(
        pattern, name="a", subject="b", lookup_first=not lookup_first, printing=PrintOptions(RETURN_ADDRESS)
    )
    assert options.lookup_first is lookup_first
    assert (options.printing is not None) is prints


def test_print_without_a_return_address_is_refused() -> None:
    with pytest.raises(ValueError, match="return address"):
        options_for(Pattern.WITH_PRINT, name="a", subject="b")


def test_ones_own_pattern_is_what_one_chooses() -> None:
    options = options_for(Pattern.OWN, name="a", subject="b", lookup_first=True, update_register=False)
    assert (options.lookup_first, options.update_register) == (True, False)
