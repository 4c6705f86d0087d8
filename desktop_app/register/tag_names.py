"""The names of tags: which can be one, and giving a tag another."""

from dataclasses import replace

from sqlalchemy import Connection, delete, exists, literal, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from desktop_app.base.errors import InputError
from desktop_app.base.texts import text
from desktop_app.register import queries
from desktop_app.register.fields import split_tags
from desktop_app.register.tables import recipient_tags, saved_filters, tags


def check_tag_name(name: str) -> None:
    """Raise `InputError` for what cannot name a tag: nothing, or what separates tags in a file."""
    if split_tags(name) != (name,):
        raise InputError(
            title=text("This cannot be the name of a tag."),
            message=text("“{name}” is empty, or has a comma, a semicolon or a line in it.", name=name),
            hint=text("Write one word, or a few with blanks between them."),
        )


def rename_tag(connection: Connection, name: str, new_name: str, *, merge: bool) -> None:
    """Give a tag another name, also in the saved filters.

    Raises `InputError` for what is no name, and when somebody has a tag of the new name: unless `merge` says that the
    two are to become one. That cannot be taken back, since nobody knows afterwards who had which.
    """
    check_tag_name(new_name)
    if name == new_name:
        return
    if not merge and _somebody_has(connection, new_name):
        raise InputError(
            title=text("There is a tag of this name already."),
            message=text("The tag “{name}” was not renamed.", name=name),
            hint=text("Choose another name."),
        )
    old, new = _id_of(connection, name), _id_of(connection, new_name)
    if new is None:
        connection.execute(update(tags).where(tags.c.name == name).values(name=new_name))
    elif old is not None:
        theirs = select(literal(new), recipient_tags.c.recipient_id).where(recipient_tags.c.tag_id == old)
        moved = sqlite_insert(recipient_tags).from_select(["tag_id", "recipient_id"], theirs)
        connection.execute(moved.on_conflict_do_nothing())
        connection.execute(delete(tags).where(tags.c.id == old))
    _rename_in_filters(connection, name, new_name)


def _id_of(connection: Connection, name: str) -> int | None:
    return connection.execute(select(tags.c.id).where(tags.c.name == name)).scalar_one_or_none()


def _somebody_has(connection: Connection, name: str) -> bool:
    having = select(recipient_tags.c.recipient_id).join(tags, tags.c.id == recipient_tags.c.tag_id)
    return bool(connection.execute(select(exists(having.where(tags.c.name == name)))).scalar_one())


def _rename_in_filters(connection: Connection, name: str, new_name: str) -> None:
    for row in connection.execute(select(saved_filters.c.name, saved_filters.c.query)).all():
        query = queries.from_json(row.query)
        if name in query.tags:
            renamed = replace(query, tags=query.tags - {name} | {new_name})
            changed = update(saved_filters).where(saved_filters.c.name == row.name)
            connection.execute(changed.values(query=queries.to_json(renamed)))
