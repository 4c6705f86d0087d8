"""Numbers that identify people, organisations and payments: one door to the checks of each kind."""

from desktop_app.register.national_id import (
    NationalIdCheck,
    NationalIdKind,
    check_national_id,
    mask_national_id,
    national_id_is_sound,
    national_ids_are_sound,
    restored_national_id,
)
from desktop_app.register.number_checks import NumberCheck, NumberFault, Refusal
from desktop_app.register.other_numbers import (
    account_number_is_sound,
    check_account_number,
    check_kid,
    check_norwegian_postcode,
    check_organisation_number,
    check_swedish_id,
    check_swedish_postcode,
)

__all__ = [
    "NationalIdCheck",
    "NationalIdKind",
    "NumberCheck",
    "NumberFault",
    "Refusal",
    "account_number_is_sound",
    "check_account_number",
    "check_kid",
    "check_national_id",
    "check_norwegian_postcode",
    "check_organisation_number",
    "check_swedish_id",
    "check_swedish_postcode",
    "mask_national_id",
    "national_id_is_sound",
    "national_ids_are_sound",
    "restored_national_id",
]
