"""The pages of joining, leaving and minding a kommune, and of its year, as a browser shows them on a desk and on a phone."""

import pytest

from tests.walks.conftest import log_in
from tests.walks.test_line_pages import FILES, Stroll

COORDINATOR = "koordinator@fjordvest.example"
OF_A_KOMMUNE = {"access", "frames", "feeds", "departure", "handover", "handover_mine", "sharing", "practice", "templates"}
OF_A_PERSON = {"requests", "security", "oidc"}
OF_THE_YEAR = {
    "wheel", "joint", "publicity", "filing", "search", "outreach", "notices", "visits", "yearbook", "gains", "checkup", "selfreview",
    "face",
}  # fmt: skip
# One of each kind that the demo has in Nordvik, by a link from a list.
ONE_OF_EACH = {
    "wheel.show", "wheel.edit", "joint.show", "joint.edit_item", "filing.show", "filing.prepare_minutes", "publicity.item",
    "publicity.minutes", "outreach.show", "outreach.edit", "outreach.show_list", "outreach.edit_list", "visits.show", "visits.new_plan",
    "yearbook.show", "gains.show", "checkup.show", "checkup.new_task", "selfreview.show",
}  # fmt: skip
# A piece that a page asks for by itself, and pages that come only from somewhere: in the midst of a log-in, from a measure, from the shelf.
NO_PAGES = {
    "departure.status", "frames.agreement_file", "security.second_step_form", "security.passkey_form", "oidc.choice",
    "practice.new", "templates.offer", "yearbook.book_status",
}  # fmt: skip
# What one opens without an account, and what the editor of the national centre opens.
OUTSIDE = [
    "/", "/logg-inn", "/logg-inn/passnokkel", "/glemt-passord", "/tilgjengelighet", "/personvern", "/sikkerhet", "/registrer",
    "/registrer/kommune", "/registrer/kommune?sok=sand", "/registrer/kommune?sok=qwerty", "/registrer/kommune/4601",
    "/registrer/kommune/9901", "/registrer/kommune/9901/tilgang", "/registrer/kommune/9901/tilgang/sendt",
    "/informasjonskapsler", "/finn", "/finn?q=nordvk", "/finn?q=Nordvik", "/finn?q=Skarholmen", "/apen/nordvik", "/apen/nordvik/folg",
    "/apen/nordvik/innebygd", "/hjelp", "/hjelp?q=referat", "/hjelp/moter", "/hjelp/om-modellen", "/hjelp/ordliste", "/omvisning",
    "/omvisning/koordinator", "/omvisning/koordinator?steg=3",
]  # fmt: skip
OUTSIDE_IN_NYNORSK = ["/finn?q=Hamnes&sprak=nn", "/apen/hamnes", "/apen/hamnes/folg", "/apen/hamnes/innebygd", "/tilgjengelighet?sprak=nn"]
CENTRE = [
    "/senter", "/senter/utgivelser", "/senter/maler", "/senter/maler/ny", "/senter/erfaringsbank", "/fagnettverk", "/fagnettverk/nytt",
    "/senter/soknader", "/senter/kommuner", "/senter/kommuner/etterfolgere", "/meg",
]  # fmt: skip
DEAD = ["/invitasjon/tull", "/passord/tull", "/registrer/stadfest/tull"]
# Buttons in the colour that says «this one»; in a list each row may offer the same.
PRIMARY = """() => new Set([...document.querySelectorAll("main .ds-button:is([data-variant=primary], :not([data-variant]))")]
  .filter(button => button.checkVisibility()).map(button => button.textContent.trim())).size"""


class Office(Stroll):
    """Looks as a stroll does, on the pages that need no id and what they lead to, and counts the primary buttons."""

    def __init__(self, service, page, slug, features):
        super().__init__(service, page, slug)
        rules = [
            rule for rule in service.app.url_map.iter_rules() if "GET" in rule.methods and not FILES.search(rule.rule)
        ]
        self.rules = {
            rule.endpoint: rule
            for rule in rules
            if rule.endpoint.split(".")[0] in features and rule.endpoint not in NO_PAGES
        }

    def look(self, href, language):
        super().look(href, language)
        if (count := self.page.evaluate(PRIMARY)) > 1:
            self.faults.append(f"{href}: {count} primary buttons")

    def visit(self, addresses, language="nb"):
        """Look at each of these."""
        for href in addresses:
            self.look(href, language)
        return self


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("slug", "language"), [("nordvik", "nb"), ("hamnes", "nn")])
def test_the_coordinators_pages(service, walker, slug, language, width):
    page = walker(width)
    log_in(page, COORDINATOR)
    stroll = Office(service, page, slug, OF_A_KOMMUNE | (OF_A_PERSON if slug == "nordvik" else set()))
    stroll.start_with(stroll.lists())
    assert {"access.index", "frames.index", "feeds.index", "departure.index", "handover.index"} <= set(stroll.seen)
    assert stroll.go(language, follow=width == 360).faults == []
    if width == 360:
        assert {"access.show_member", "frames.show_agreement", "frames.show_mandate", "frames.edit_anchoring"} <= set(
            stroll.seen
        )


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("slug", "language"), [("nordvik", "nb"), ("hamnes", "nn")])
def test_the_pages_of_the_year(service, walker, slug, language, width):
    page = walker(width)
    log_in(page, COORDINATOR)
    stroll = Office(service, page, slug, OF_THE_YEAR)
    stroll.start_with(stroll.lists())
    assert {"wheel.index", "joint.new", "filing.edit_settings", "visits.office_days", "checkup.index", "face.preview"} <= set(stroll.seen)
    assert stroll.go(language, follow=width == 360).faults == []
    assert stroll.visit([f"/k/{slug}/sok/?q=torget"], language).visit(["/mine/varsler"]).faults == []
    if width == 360 and slug == "nordvik":
        assert ONE_OF_EACH - set(stroll.seen) == set(), "a page that no page leads to"
    if slug == "hamnes":
        # What three kommuner share is written once, in the language of the one that wrote it.
        assert {href for href in stroll.bokmål() if "/moter/felles/" not in href} == set()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_one_opens_without_an_account(service, walker, width):
    page = walker(width)
    stroll = Office(service, page, "", set())
    assert stroll.visit(OUTSIDE).visit(OUTSIDE_IN_NYNORSK, "nn").faults == []
    page.goto("/apen/nordvik")
    minutes = page.get_by_role("link", name="Offentlig referat").first.get_attribute("href")
    assert stroll.visit([minutes]).faults == []
    assert stroll.visit(DEAD).faults == [f"{href}: 404" for href in DEAD]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_editors_pages(service, walker, width):
    page = walker(width)
    log_in(page, "redaktor@senter.example")
    stroll = Office(service, page, "", {"applications"})
    assert stroll.visit(CENTRE).faults == []
    for href in CENTRE:
        page.goto(href)
        for found in page.eval_on_selector_all("main a[href]", "links => links.map(link => link.getAttribute('href'))"):
            stroll.note(found)
    assert "applications.place" in stroll.seen
    assert stroll.go("nb", follow=False).faults == []


def test_the_chief_executives_and_the_officers_pages(service, walker):
    for who, led_to in (
        ("kommunedirektor@nordvik.example", "access.index"),
        ("personvern@fjordvest.example", "frames.index"),
    ):
        page = walker(360)
        log_in(page, who)
        stroll = Office(service, page, "nordvik", OF_A_KOMMUNE)
        page.goto("/k/nordvik/")
        for found in page.eval_on_selector_all(
            "main a[href], nav a[href]", "links => links.map(l => l.getAttribute('href'))"
        ):
            stroll.note(found)
        stroll.start_with({"frames.index", "handover.index", "departure.index"})
        assert stroll.go("nb").faults == []
        assert led_to in stroll.seen
