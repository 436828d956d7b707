"""What a kommune's public page shows, in the one copy that the public's role reads."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class PublicFace(InTenant, Base):
    """A published page; where there is no row there is no page. The kommune's own verbs write it (tenants/face).

    `content` has intro (str), contact ({name, acting, email, phone, kommuner} or None: what the coordinator has agreed
    to), office ({place, days, weeks} or None), goals ([{title, years}]), measures ([{title, starts_on, ends_on}]),
    meetings ([{uid, sequence, title, starts, ends, cancelled}]) and links ([{title, address}]). Days are ISO 8601.
    """

    __tablename__ = "public_faces"

    slug: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    colour: Mapped[int]
    mark: Mapped[str]
    content: Mapped[dict[str, Any]]
    shows_minutes: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
