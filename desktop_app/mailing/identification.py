"""How a recipient is named on the wire: by what identifies most surely, as Digipost's guide says.

Users go by their Digipost address, people whom an earlier lookup identified by their alias, the others by
identity number, organisation number, or name and address.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_

from desktop_app.digipost.interfaces import Interface
from desktop_app.register.lookup_rules import NamedBy
from desktop_app.register.model import LookupStatus


def identification_of(
    row: Any, status: ColumnElement[Any], interface: Interface
) -> ColumnElement[str | None]:
    """An SQL expression for the best identification of a row (a `NamedBy` word), or NULL where there is none.

    `row` is the columns of recipients or letters, `status` the column with the register's lookup status.
    """
    ways = [
        (
            _has(row.digipost_address) & _is_or_unknown(status, LookupStatus.DIGIPOST),
            NamedBy.DIGIPOST_ADDRESS,
        ),
        (_has(row.person_alias) & _is_or_unknown(status, LookupStatus.IDENTIFIED), NamedBy.PERSON_ALIAS),
        (_has(row.national_id), NamedBy.NATIONAL_ID),
    ]
    if interface is Interface.V2_1:
        ways.append((_has(row.organisation_number), NamedBy.ORGANISATION_NUMBER))
    ways.append((and_(_has(row.full_name), has_postal_address(row)), NamedBy.NAME_AND_ADDRESS))
    return case(*[(condition, word.value) for condition, word in ways], else_=None)


def has_postal_address(row: Any) -> ColumnElement[bool]:
    """True where there is enough of an address for the wire and for an envelope."""
    return and_(_has(row.address1), _has(row.postcode), _has(row.city))


def _has(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(column.is_not(None), column != "")


def _is_or_unknown(status: ColumnElement[Any], wanted: LookupStatus) -> ColumnElement[bool]:
    return or_(status.is_(None), status == wanted.value)
