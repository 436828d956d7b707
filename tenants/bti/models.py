"""What the kommune has of Bedre tverrfaglig innsats: how far it has come, who leads it, where its guide lies."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, InTenant, one
from tenants.network.models import Person

STATUSES = {"not_started": "Ikke i gang", "introducing": "Innføres", "in_use": "I bruk"}
# The four levels in plain words, for those who have never met them.
LEVEL_WORDS = {
    "0": "Noen undrer seg eller er urolig. Du tar det opp med lederen din, og med barnet og foreldrene. "
    "Innen kort tid, mange steder 14 dager, avgjør dere om det er grunn til å gjøre mer.",
    "1": "Én tjeneste, for eksempel skolen, hjelper sammen med familien. Herfra kan noen få ansvaret som stafettholder.",
    "2": "Én tjeneste er ikke nok. To tjenester hjelper sammen, og familien vet hvem som gjør hva.",
    "3": "Flere tjenester må samarbeide tett og over tid, og én av dem leder arbeidet.",
}


class BtiProgramme(InTenant, Base):
    """The kommune's own programme, at most one row. No individual is ever stored: we only link to the guide."""

    __tablename__ = "bti_programmes"
    belongs_to = (("leader_id", "people"),)

    status: Mapped[str] = mapped_column(default="not_started")
    leader_id: Mapped[UUID | None]
    guide_title: Mapped[str] = mapped_column(default="")
    guide_link: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    leader: Mapped[Person | None] = one("BtiProgramme.leader_id", "Person")
