"""Flask-SQLAlchemy's db with our Base; InTenant, what every kommune row is made of; the session that knows its room."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Date, DateTime, Engine, FetchedValue, ForeignKeyConstraint, Text, Time, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry, relationship

from saas.errors import NotFound, Stale


class Base(DeclarativeBase):
    """All models. PostgreSQL's own types, with time zones always."""

    registry = registry(
        type_annotation_map={
            str: Text,
            UUID: Uuid,
            datetime: DateTime(timezone=True),
            date: Date,
            time: Time,
            dict[str, Any]: JSONB,
        }
    )


class InTenant:
    """A row inside a kommune. The database fills in and guards tenant_id; features neither set nor read it."""

    belongs_to: ClassVar[tuple[tuple[str, str], ...]] = ()

    # FetchedValue: the default stands in the table and comes from the ticket, so no code can name another kommune.
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, server_default=FetchedValue())
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, insert_sentinel=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[ForeignKeyConstraint, ...]:
        return tuple(
            ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])
            for column, table in cls.belongs_to
        )


class RoomSession(Session):
    """A session that can only speak to the room it stands in; outside any room it refuses before any SQL."""

    # Set by saas.rooms, the only file that opens rooms; until then there is none to speak to.
    engine_of_the_room: ClassVar[Callable[[], Engine]]

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Any:
        return type(self).engine_of_the_room()


db = SQLAlchemy(model_class=Base, session_options={"class_": RoomSession}, disable_autonaming=True)

Row = TypeVar("Row", bound=InTenant)


def one(key: str, target: str, **options: Any) -> Any:
    """A relationship to the row that `key` («Seat.group_id») points at."""
    return relationship(target, primaryjoin=f"foreign({key}) == {target}.id", **options)


def many(target_key: str, owner: str, **options: Any) -> Any:
    """The rows whose `target_key` («Seat.group_id») points at this one; read-only, since the child owns the link."""
    target = target_key.split(".")[0]
    join = f"foreign({target_key}) == {owner}.id"
    return relationship(target, primaryjoin=join, viewonly=True, uselist=True, **options)


def find(model: type[Row], row_id: UUID, *options: Any) -> Row:
    """The kommune's own row, or NotFound with the same words as for a row that never was."""
    row = db.session.scalars(select(model).where(model.id == row_id).options(*options)).unique().one_or_none()
    if row is None:
        raise NotFound()
    return row


def check_version(row: Any, seen: int | None) -> None:
    """Refuse a change made on an older version than the present one, then raise the version by one.

    The row is locked first, so that of two who press at the same moment the second is told.
    """
    model = type(row)
    present = db.session.scalar(select(model.version).where(model.id == row.id).with_for_update())
    if seen is not None and seen != present:
        raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
    row.version = (present or 0) + 1


def own_key(model: type[InTenant], *columns: str) -> list[Any]:
    """The columns of a unique key as PostgreSQL's ON CONFLICT wants them: the kommune first, then `columns`."""
    return [model.tenant_id, *(getattr(model, column) for column in columns)]
