"""What is on its way to the archive, one of each for the crawler; every free text carries the given word."""

import hashlib
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """Settings, a filing that is made, its package and a refusal from the archive."""
    from saas.archive import models as a
    from tenants.filing.models import ArchiveSettings

    yield ArchiveSettings(id=uuid4(), unit=f"{word} enhet", case_folder=word, archivist_name=word, archivist_email="arkiv@x.example")
    source = ids["minutes"]
    file = {"source": ["version", str(uuid4())], "title": word, "filename": f"{word}.pdf", "type": "NOTAT", "shielding": None}
    filing = a.Filing(
        id=uuid4(), source_kind="minutes", source_id=source, source_version=1, external_key=f"{word}/minutes/{source}/v1",
        title=f"{word} referat", public_title=f"{word} offentlig", legal_basis=word, delivery="download", state="made",
        content={"shielding": None, "files": [file], "key": word}, asked_by=word, made_at=clock.now(),
    )  # fmt: skip
    yield filing
    content = f"PK {word}".encode()
    digest = hashlib.sha256(content).hexdigest()
    yield a.FilingPackage(id=uuid4(), filing_id=filing.id, filename=f"{word}.zip", size=len(content), sha256=digest, content=content)
    yield a.FilingReceipt(id=uuid4(), filing_id=filing.id, outcome="refused", sha256=digest, content=content, received_by=word)
