"""What a kommune has chosen to show on its public page, and what each coordinator has agreed to have shown of themselves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class FaceSettings(InTenant, Base):
    """One row a kommune; `only_row` holds it to one. `published_at` is None while there is no page.

    `goals`, `measures` and `groups` are lists of ids as text: what somebody has chosen by name. `links` is
    [{title, address}]. `published_by` is who pressed «Publiser siden».
    """

    __tablename__ = "face_settings"

    intro: Mapped[str] = mapped_column(default="")
    links: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    goals: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    measures: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    groups: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    shows_minutes: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")
    only_row: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class FaceConsent(InTenant, Base):
    """What one coordinator has agreed to. Only they themselves give it, and take it back.

    `kommuner` is how many kommuner they coordinated when they gave it, for «… og fire andre kommuner».
    """

    __tablename__ = "face_consents"

    user_id: Mapped[UUID]
    shows_email: Mapped[bool] = mapped_column(default=False)
    shows_phone: Mapped[bool] = mapped_column(default=False)
    kommuner: Mapped[int] = mapped_column(default=1)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
