"""The demo's templates: the shelf as it comes, Nordvik's own copy of an edition that has been followed by a newer one, a document."""

from infra.demo.story import Story
from saas import clock, rooms
from saas.db import db
from saas.library import shelf, stocking
from tenants.templates import documents
from tenants.templates.models import DocumentTemplate

# Where somebody has taken templates into use, and what they have taken: code → the edition that it was then.
TAKEN = {"nordvik": {"innkalling-koordineringsgruppen": 1, "handlingsplan": 1}, "hamnes": {"innkalling-koordineringsgruppen": 2}}
COORDINATOR = "Ingrid Solheim"
# What Nordvik has made its own in its copy: beside a line that the newer edition changes too, so that one place asks for a choice.
OWN_WORDS = ("Se gjennom oppgavene du tok på deg sist.", "Se gjennom oppgavene du tok på deg sist, og meld status i lenken du fikk.")


def lay_out() -> None:
    """The shelf, in the lobby's room."""
    with rooms.enter(rooms.lobby()):
        shelf.stock()


def write(story: Story) -> None:
    """The copies in a kommune that has any, and one document written from the plan's template."""
    language = story.settled.words.language
    for one in stocking.shipped():
        if one.language == language and TAKEN.get(story.slug, {}).get(one.code) == one.number:
            template = _copy(story, one)
            if one.code == "handlingsplan":
                made = documents.write(story.new_id("template", "document"), template, *documents.proposed(template))
                made.written_by = COORDINATOR


def _copy(story: Story, one: stocking.Shipped) -> DocumentTemplate:
    offered = next(found for found in shelf.offers() if found.template.code == one.code and found.language == one.language)
    taken_at = clock.now().replace(microsecond=0)
    template = DocumentTemplate(
        id=story.new_id("template", one.code), kind=one.kind, language=one.language, title=one.title,
        body=one.body.replace(*OWN_WORDS), base_body=one.body, shared_template_id=offered.template_id, shared_number=one.number,
        shared_title=one.title, created_by=COORDINATOR, created_at=taken_at, changed_at=taken_at,
    )  # fmt: skip
    db.session.add(template)
    db.session.flush()
    return template
