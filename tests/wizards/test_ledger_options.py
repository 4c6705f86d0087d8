"""A draft's answers become the options that the ledger keeps, and the sentences before sending."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop_app.mailing.options import Pattern, Security, SendTo, options_from_json, options_to_json
from desktop_app.mailing.plan import MailingPlan
from desktop_app.wizards.check_step import check_mark
from desktop_app.wizards.draft import (
    AttachmentsChoice,
    CheckAnswers,
    Draft,
    InvoiceChoice,
    JobChoice,
    LetterManner,
    LettersChoice,
    MessageChoice,
    PatternOptions,
    PrintChoice,
    RecipientsChoice,
)
from desktop_app.wizards.ledger_options import DRAFT_NOTE, looks_up, options_of, prints
from desktop_app.wizards.send_step import count_of
from desktop_app.wizards.summary import summary_of

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
BASE = Draft("d1", Pattern.SPLIT_FIRST, job=JobChoice(" Fee "), message=MessageChoice(subject=" Your fee "))
ADDRESS = PrintChoice(True, True, "Foreningen", "Storgata 1", "", "9008", "Tromsø")


@pytest.mark.parametrize(
    ("pattern", "own", "looked_up", "printed"),
    [
        (Pattern.SPLIT_FIRST, PatternOptions(False, True, True), True, False),
        (Pattern.FROM_REGISTER, PatternOptions(True, True, True), False, False),
        (Pattern.MAILING_ONLY, PatternOptions(True, True, True), False, False),
        (Pattern.WITH_PRINT, PatternOptions(True, True, False), False, True),
        (Pattern.OWN, PatternOptions(True, True, True), True, True),
        (Pattern.OWN, PatternOptions(False, True, False), False, False),
    ],
)
def test_the_pattern_says_what_is_done_and_ones_own_way_says_it_itself(
    pattern: Pattern, own: PatternOptions, looked_up: bool, printed: bool
) -> None:
    draft = replace(BASE, pattern=pattern, options=own, printing=ADDRESS)
    options = options_of(draft)
    assert (looks_up(draft), prints(draft)) == (looked_up, printed)
    assert (options.lookup_first, options.printing is not None) == (looked_up, printed)


def test_every_answer_arrives_in_the_ledger() -> None:
    draft = replace(
        BASE,
        pattern=Pattern.OWN,
        recipients=RecipientsChoice(only_known_users=True),
        letters=LettersChoice(LetterManner.ONE_FOR_ALL, "/a.pdf"),
        attachments=AttachmentsChoice(("/b.pdf", "/c.pdf")),
        message=MessageChoice("Fee", (24,), (), Security.TWO_FACTOR, True, "group", NOON),
        invoice=InvoiceChoice(True, "1234.56.78903", date(2027, 4, 1), "1 450,50"),
        job=JobChoice("Fee", True, "77"),
        options=PatternOptions(False, False, True, "Mine"),
        printing=ADDRESS,
    )
    options = options_of(draft)
    assert (options.name, options.subject, options.variant_name) == ("Fee", "Fee", "Mine")
    assert options.send_to is SendTo.KNOWN_USERS
    assert options.common_document == "/a.pdf"
    assert options.common_attachments == ("/b.pdf", "/c.pdf")
    assert (options.sms_after_hours, options.security, options.sensitive) == (
        (24,),
        Security.TWO_FACTOR,
        True,
    )
    assert (options.opening_receipt_group, options.deliver_at) == ("group", NOON)
    assert options.invoice is not None
    assert (options.invoice.account, options.invoice.amount) == ("12345678903", Decimal("1450.50"))
    assert (options.auto_approve, options.processor_id, options.update_register) == (True, 77, False)
    assert options.printing is not None
    assert (options.printing.colour, options.printing.return_address.city) == (True, "Tromsø")
    assert options.extra == {DRAFT_NOTE: "d1"}
    assert options_from_json(options_to_json(options)) == options


def test_a_file_for_everybody_counts_only_while_it_is_the_chosen_way() -> None:
    letters = LettersChoice(LetterManner.BY_FILE_NAME, common_file="/a.pdf", folder="/b")
    assert options_of(replace(BASE, letters=letters)).common_document is None


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("412", 412),
        (" 1 412 ", 1412),
        ("1.412", 1412),
        ("1\u202f412", 1412),
        ("", None),
        ("x", None),
        ("-1", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, count: int | None) -> None:
    assert count_of(typed) == count


PLAN = MailingPlan(
    mailing_id=1,
    revision=3,
    letters=408,
    left_out=4,
    stopping=0,
    needing_reason=0,
    warnings=0,
    documents=408,
    document_bytes=40_800_000,
    largest_letter_bytes=120_000,
    with_print=0,
)


def sentences(draft: Draft, **further: bool) -> list[str]:
    return [str(each) for each in summary_of(draft, PLAN, subject="Your fee", **further)]


def test_the_summary_says_what_happens_in_plain_words() -> None:
    assert sentences(BASE) == [
        "408 recipients are looked up. Those who have Digipost get their letter.",
        "The subject is “Your fee”.",
        "4 recipients were left out and get nothing.",
        "Somebody has to approve the job on Digipost's pages for senders before it goes out.",
        "Whoever is not reached is listed under Paper post, with the reason. Nobody is forgotten.",
        "They are 408 different files, 40800 kB together; the largest letter is 120 kB.",
        "You have not looked at any of the pairs of person and letter.",
    ]


def test_the_summary_names_what_costs_extra() -> None:
    message = MessageChoice("Fee", (24,), (), Security.TWO_FACTOR, True, "", NOON)
    said = " ".join(sentences(replace(BASE, message=message)))
    assert "24 hours after delivery" in said
    assert said.count("costs extra") == 2
    assert "hidden until" in said
    at = " ".join(sentences(replace(BASE, message=MessageChoice("Fee", sms_at=(NOON,)))))
    assert "gets an SMS" in at


def test_the_summary_of_other_ways() -> None:
    printed = sentences(
        replace(BASE, pattern=Pattern.WITH_PRINT, job=JobChoice("Fee", True)), has_subjects=True
    )
    assert printed[0] == "408 letters are sent to Digipost, which delivers those it can."
    assert printed[1] == "The subjects are in the list; where one is missing it is “Your fee”."
    assert "Digipost sends them without waiting for anybody's approval." in printed
    assert "Digipost prints and posts to those who have no Digipost." in printed


def test_pairs_count_as_seen_only_for_what_they_were_seen_of() -> None:
    seen = replace(BASE, check=CheckAnswers(pairs_seen=7, pairs_seen_of=check_mark(BASE)))
    assert sentences(seen)[-1] == "You have looked at 7 pairs of person and letter."
    assert "not looked at any" in sentences(replace(seen, job=JobChoice("Other")))[-1]
