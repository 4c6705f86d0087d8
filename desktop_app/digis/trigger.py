"""Who is to be sent to Digis when a subscription is saved. A pure rule, so that a table can show all of it."""

from collections.abc import Collection

from desktop_app.digis.model import Subscription


def persons_to_send(
    before: Subscription | None, after: Subscription, known: Collection[str]
) -> frozenset[str]:
    """The users of a subscription that saving it brings to Digis.

    `before` is the subscription as it was last saved, None when this is its first time. `known` are the
    persons who are in the table `digis` already, or on their way there: nobody is sent twice, whatever
    subscription they come with.

    The rule of the member system: the first save of an active subscription sends every user; a save that
    changes nothing sends nobody; a change sends those users who are not in the table. A subscription that is
    not active sends nobody, so a renewed one sends like a new one.
    """
    if not after.active or after == before:
        return frozenset()
    return after.users.difference(known)
