"""Hypothesis strategies for everything that travels on Digipost's wire.

What they make is in the form in which it is read back, so that a value and its round trip are equal: settings
that say nothing are `None`, and in interface 2_0 nothing is left to be inherited.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from desktop_app.digipost import model as m

_SPECIAL = "&<>\"'\r\n\t ]æøåÆØÅ\u00a0\u0085\u2028€😀"

texts = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x2FF),
        st.sampled_from(_SPECIAL),
        st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", exclude_categories=["Cc"]),
    ),
    min_size=1,
    max_size=20,
)
short = texts.map(lambda value: value[:10])
ids = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,8}", fullmatch=True)
customer_ids = texts.map(str.strip).filter(bool)
uuids = st.uuids().map(str)
zones = st.sampled_from([0, 60, 120, -210, 345, 840]).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
instants = st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=zones)
birth_dates = st.dates(date(1930, 1, 1), date(2029, 12, 31))


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """The strategy, or nothing."""
    return st.none() | strategy


# --- Who ---------------------------------------------------------------------------------------------

names: st.SearchStrategy[m.Name] = st.one_of(
    st.builds(m.FullName, texts, st.booleans()),
    st.builds(m.FirstLastName, texts, texts),
    st.builds(m.FirstMiddleLastName, texts, optional(texts), texts),
)
addresses: st.SearchStrategy[m.Address] = st.one_of(
    st.builds(m.LineAddress, texts, optional(texts), short, texts, optional(short)),
    st.builds(
        m.PartAddress, texts, optional(short), optional(short), optional(short), short, texts, optional(short)
    ),
)
by_name = st.builds(m.NameAndAddress, names, addresses) | st.builds(
    m.NameAndAddress, names, addresses, birth_dates, optional(short), optional(short)
)
identifications_2_0 = st.one_of(
    by_name,
    st.builds(m.NationalId, st.from_regex(r"[0-3][0-9]81[0-9]{7}", fullmatch=True)),
    st.builds(m.DigipostAddress, texts),
    st.builds(m.PersonAlias, texts),
)
identifications_2_1 = identifications_2_0 | st.builds(
    m.OrganisationNumber, st.from_regex(r"[89][0-9]{8}", fullmatch=True)
)


def identifications(interface: m.Interface) -> st.SearchStrategy[m.Identification]:
    """All ways to identify somebody in this interface."""
    return identifications_2_1 if interface is m.Interface.V2_1 else identifications_2_0


def recipients(interface: m.Interface) -> st.SearchStrategy[m.Recipient]:
    """One recipient."""
    return st.builds(m.Recipient, customer_ids, identifications(interface))


# --- What --------------------------------------------------------------------------------------------

times = st.lists(instants, min_size=1, max_size=2).map(tuple)
hours = st.lists(st.integers(0, 1000), min_size=1, max_size=2).map(tuple)
sms = st.one_of(
    st.builds(m.SmsNotification, times, hours),
    st.builds(m.SmsNotification, times),
    st.builds(m.SmsNotification, after_hours=hours),
)
cancel = st.just(m.CANCEL)
authentications = st.sampled_from(m.Authentication)
sensitivities = st.sampled_from(m.Sensitivity)
settings_2_1 = st.builds(
    m.DocumentSettings,
    st.none() | cancel | texts,
    st.none() | cancel | sms,
    st.none() | authentications,
    st.none() | sensitivities,
    st.none() | cancel | texts,
    st.none() | cancel | st.sampled_from(m.PrintColour),
).filter(lambda settings: settings != m.DocumentSettings())
settings_2_0 = st.builds(m.DocumentSettings, cancel | texts, cancel | sms, authentications, sensitivities)
subjects = st.builds(m.DocumentSettings, cancel | texts)

amounts = st.decimals(Decimal("0.01"), Decimal("999999999999.99"), places=2)
accounts = st.from_regex(r"[0-9]{11}", fullmatch=True)
files = st.from_regex(r"[a-z0-9_\-]{1,9}(/[a-z0-9]{1,3})?\.[a-z]{3}", fullmatch=True)


@st.composite
def documents(draw: st.DrawFn, interface: m.Interface, document_id: str, named: Sequence[str]) -> m.Document:
    """One document or invoice, which may build on one of the named settings."""
    newest = interface is m.Interface.V2_1
    settings = draw(st.none() | (settings_2_1 if newest else settings_2_0))
    extends = draw(st.none() | st.sampled_from(named)) if named else None
    file = draw(files)
    if draw(st.booleans()):
        return m.Document(document_id, file, settings, extends)
    kid = draw(st.from_regex(r"[0-9]{2,24}[0-9\-]" if newest else r"[0-9]{2,25}", fullmatch=True))
    return m.Invoice(
        document_id,
        file,
        settings,
        extends,
        kid=draw(st.none() | st.just(kid)) if newest else kid,
        amount=draw(amounts),
        account=draw(accounts),
        due_date=draw(st.dates(date(1900, 1, 1))),
    )


postal_addresses: st.SearchStrategy[m.PostalAddress] = st.one_of(
    st.builds(m.NorwegianAddress, short, texts, optional(texts), optional(texts)),
    st.builds(
        m.ForeignAddress,
        texts,
        optional(short),
        optional(short),
        optional(short),
        country=texts,
        country_code=st.none(),
    ),
    st.builds(
        m.ForeignAddress,
        texts,
        optional(short),
        country=st.none(),
        country_code=st.from_regex(r"[A-Z]{2}", fullmatch=True),
    ),
)
prints = st.builds(
    m.PhysicalPrint, texts, postal_addresses, texts, postal_addresses, st.sampled_from(m.PostType)
)
notifications = st.builds(m.NotificationAddresses, optional(short), optional(short))


@st.composite
def letters(
    draw: st.DrawFn, interface: m.Interface, letter_id: str, customer_id: str, known: Sequence[str]
) -> m.Letter:
    """One letter to this customer, with documents from among those known."""
    newest = interface is m.Interface.V2_1

    def assigned(settings: st.SearchStrategy[m.DocumentSettings]) -> st.SearchStrategy[m.DocumentToRecipient]:
        return st.builds(
            m.DocumentToRecipient,
            st.sampled_from(known),
            uuids if newest else st.none(),
            st.none() | settings,
        )

    main = assigned(settings_2_1 if newest else subjects)
    attachment = assigned(settings_2_1 if newest else st.nothing())
    return m.Letter(
        letter_id,
        m.Recipient(customer_id, draw(identifications(interface))),
        draw(main),
        tuple(draw(st.lists(attachment, max_size=3))),
        draw(st.none() | notifications) if newest else None,
        draw(st.none() | prints),
    )


# --- Jobs --------------------------------------------------------------------------------------------


def job_settings(interface: m.Interface) -> st.SearchStrategy[m.JobSettings]:
    """The settings of a job."""
    return st.builds(
        m.JobSettings,
        st.integers(-(2**63), 2**63 - 1),
        st.from_regex(r"[a-zA-Z0-9_.\-]{1,20}", fullmatch=True),
        st.none() | st.integers(1, 2**40),
        optional(texts),
        st.booleans(),
        st.none() | instants if interface is m.Interface.V2_1 else st.none(),
        optional(texts),
    )


@st.composite
def lookup_jobs(draw: st.DrawFn, interface: m.Interface) -> m.LookupJob:
    """A lookup of a few people."""
    people = st.lists(recipients(interface), min_size=1, max_size=4, unique_by=lambda each: each.customer_id)
    return m.LookupJob(draw(job_settings(interface)), draw(people))


@st.composite
def mailing_jobs(draw: st.DrawFn, interface: m.Interface) -> m.MailingJob:
    """A mailing of a few letters."""
    newest = interface is m.Interface.V2_1
    all_ids = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    sets = draw(st.integers(0, len(all_ids) - 1)) if newest else 0
    named, known = all_ids[:sets], all_ids[sets:]
    customers = draw(st.lists(customer_ids, min_size=1, max_size=3, unique=True))
    letter_ids = draw(st.lists(texts, min_size=3, max_size=3, unique=True))
    sent = [
        draw(letters(interface, letter_id, customer, known))
        for letter_id, customer in zip(letter_ids, customers, strict=False)
    ]
    all_uuids = [each.uuid for letter in sent for each in (letter.main, *letter.attachments) if each.uuid]
    assume(len(set(all_uuids)) == len(all_uuids))
    return m.MailingJob(
        draw(job_settings(interface)),
        [draw(documents(interface, each, named)) for each in known],
        sent,
        draw(st.none() | (settings_2_1 if newest else settings_2_0)),
        tuple(m.NamedSettings(each, draw(settings_2_1)) for each in named),
    )


def jobs(kind: m.JobKind, interface: m.Interface) -> st.SearchStrategy[m.Job]:
    """A job of that kind in the form in which that interface gives it back."""
    return lookup_jobs(interface) if kind is m.JobKind.LOOKUP else mailing_jobs(interface)


# --- Results -----------------------------------------------------------------------------------------

counts = st.integers(0, 2**31 - 1)
recipient_summaries = st.builds(m.RecipientSummary, *[counts] * 8)
print_summaries = st.builds(m.PrintSummary, counts, counts)
failures = st.builds(
    m.Failure,
    st.sampled_from([code for code in m.FailureCode if code is not m.FailureCode.UNSPECIFIED]),
    texts,
)


def recipient_results(interface: m.Interface) -> st.SearchStrategy[m.RecipientResult]:
    """What a lookup found out about one person."""
    washed = st.none() | st.booleans()
    invalid = [
        reason
        for reason in m.InvalidReason
        if interface is m.Interface.V2_1 or reason is not m.InvalidReason.UGYLDIG_ORGANISASJONSNUMMER
    ]
    unidentified = [m.UnidentifiedReason.FLERE_TREFF, m.UnidentifiedReason.MANGELFULL_ADRESSE]
    status = m.RecipientStatus
    return st.one_of(
        st.builds(
            m.RecipientResult, customer_ids, st.just(status.DIGIPOST), digipost_address=texts, washed=washed
        ),
        st.builds(
            m.RecipientResult, customer_ids, st.just(status.IDENTIFISERT), person_alias=texts, washed=washed
        ),
        st.builds(
            m.RecipientResult,
            customer_ids,
            st.just(status.UIDENTIFISERT),
            unidentified_reasons=st.lists(st.sampled_from(unidentified), max_size=2).map(tuple),
            washed=washed,
        ),
        st.builds(
            m.RecipientResult,
            customer_ids,
            st.just(status.UGYLDIG),
            invalid_reasons=st.lists(st.sampled_from(invalid), max_size=3).map(tuple),
            washed=washed,
        ),
    )


messages = st.lists(texts, max_size=2).map(tuple)
document_faults = st.builds(
    m.DocumentFault,
    texts,
    st.lists(
        st.builds(m.DocumentFaultDetail, st.sampled_from(m.DocumentFaultType), messages), max_size=2
    ).map(tuple),
)


def letter_results(interface: m.Interface) -> st.SearchStrategy[m.LetterResult]:
    """What became of one letter."""
    newest = interface is m.Interface.V2_1
    return st.builds(
        m.LetterResult,
        optional(texts) if newest else texts,
        uuids if newest else st.none(),
        st.lists(uuids, max_size=3).map(tuple) if newest else st.just(()),
        st.booleans(),
        st.none() | st.sampled_from([m.Channel.WEB, m.Channel.PRINT]),
        st.lists(st.builds(m.LetterFault, st.sampled_from(m.LetterFaultType), messages), max_size=2).map(
            tuple
        ),
    )


@st.composite
def results(
    draw: st.DrawFn, kind: m.JobKind, interface: m.Interface
) -> tuple[m.ResultHeader, list[m.ResultItem]]:
    """A result and its items, in the order of the wire."""
    newest = interface is m.Interface.V2_1
    statuses = [m.JobStatus.SUKSESS, m.JobStatus.FEILET]
    if newest:
        statuses += [m.JobStatus.MOTTATT, m.JobStatus.FORELOEPIG_SUKSESS]
    failure = draw(st.none() | failures)
    summary = draw(st.none() | recipient_summaries if newest else recipient_summaries)
    mailing = kind is m.JobKind.MAILING
    header = m.ResultHeader(
        kind,
        interface,
        draw(st.sampled_from(statuses)),
        draw(st.from_regex(r"[a-zA-Z0-9_.\-]{1,20}", fullmatch=True)),
        draw(st.integers(1, 10**9)) if not newest else draw(st.none() | st.integers(1, 10**9)),
        draw(st.none() | st.integers(1, 10**9)),
        draw(instants),
        draw(instants) if not newest else draw(st.none() | instants),
        None if failure else summary,
        draw(st.none() | print_summaries) if mailing and not failure else None,
        failure,
    )
    items: list[m.ResultItem] = []
    if not failure:
        items += draw(st.lists(recipient_results(interface), max_size=3))
        if mailing:
            items += draw(st.lists(document_faults, max_size=2))
            items += draw(st.lists(letter_results(interface), max_size=3))
    return header, items


illegal_characters = st.sampled_from(
    [chr(code) for code in (0, 1, 8, 0x0B, 0x0C, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF)]
)
"""What XML cannot carry."""
