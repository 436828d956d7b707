"""Every page from finding to effect, as a browser shows it: in bokmål and nynorsk, on a desk and on a phone, to each role."""

import re
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.walks.conftest import assert_accessible, log_in

COORDINATOR = "koordinator@fjordvest.example"
FEATURES = {
    "bti", "coverage", "evaluation", "findings", "funding", "goals", "indicators", "lifting", "mapping", "measures",
    "mine", "overview", "plans", "resources", "rounds", "sight", "signals", "situation",
}  # fmt: skip
# Not opened by address: a goal is begun by the steering group, a series is chosen by its code.
BY_LINK = {"goals.new", "indicators.series"}
# Of these there are several sorts, and the first is not the one with most on it.
SEVERAL = {"plans.show": 2, "measures.show": 2, "rounds.show": 2}
# Pages of other features, walked elsewhere, that lead to ours: minutes, and the meeting that was held.
ON_THE_WAY = {"minutes.show", "minutes.write"}
# What the coordinator of the demo has no way to: the steering group's own, a round not sent, a sheet not frozen, the answer
# to a sak that was sent to another group.
NOT_NOW = {"goals.new", "goals.edit", "lifting.answering", "plans.decision", "rounds.edit", "situation.show"}
FILES = re.compile(r"(pdf|docx|csv|png|<ending>)$")
# What the code calls things, or what a page says that did not find its words.
RAW = re.compile(r"\b(None|True|False|undefined|nan)\b|%\(\w+\)s|\{\{|\b[a-z]+_[a-z_]+\b|\.(tenants|saas)\b")
BOKMÅL = re.compile(r"\b(ikke|hvem|hva|hvor|hvordan|fra|noen|mye|uke|uker|gjøres|Oppgaver|Referater|Møter i)\b")

WORDS = """() => {
  const body = document.body.cloneNode(true);
  body.querySelectorAll("select[name=indikator]").forEach(one => one.remove());
  return body.textContent;
}"""
HIDDEN_TAB = """async () => {
  await document.fonts.ready;
  const tab = document.querySelector(".tab-bar [aria-current]")?.getBoundingClientRect();
  return tab && (tab.left < 0 || tab.right > document.documentElement.clientWidth);
}"""


class Stroll:
    """Goes to pages, looks for what is wrong, and takes the first link it sees to each kind of page it has not seen."""

    def __init__(self, service, page, slug):
        self.page, self.slug = page, slug
        self.doors = service.app.url_map.bind("127.0.0.1")
        rules = [rule for rule in service.app.url_map.iter_rules() if "GET" in rule.methods]
        self.rules = {r.endpoint: r for r in rules if r.endpoint.split(".")[0] in FEATURES and not FILES.search(r.rule)}
        self.waiting, self.seen, self.texts, self.faults = [], {}, {}, []

    def lists(self):
        """The pages that need no id."""
        return {name for name, rule in self.rules.items() if rule.arguments <= {"kommune"}} - BY_LINK

    def start_with(self, endpoints):
        for name in sorted(endpoints):
            values = {"kommune": self.slug} if self.rules[name].arguments else {}
            self.note(self.doors.build(name, values, force_external=False))

    def note(self, href):
        """Wait for the first address of each kind, of this kommune or of none."""
        address = urlsplit(href)
        try:
            endpoint, values = self.doors.match(address.path, "GET")
        except (HTTPException, RequestRedirect):
            return
        if endpoint not in self.rules.keys() | ON_THE_WAY or values.get("kommune", self.slug) != self.slug:
            return
        known = self.seen.setdefault(endpoint, set())
        if address.path not in known and len(known) < SEVERAL.get(endpoint, 1):
            known.add(address.path)
            self.waiting.append((endpoint, address.path + (f"?{address.query}" if address.query else "")))
        if endpoint == "lifting.lifting":
            self.note(href.replace("/loft", "/vei"))

    def go(self, language, *, follow=True):
        """Visit all that waits, and with follow what it leads to."""
        while self.waiting:
            endpoint, href = self.waiting.pop(0)
            if endpoint in ON_THE_WAY:
                self.page.goto(href.replace("/referater/skriv/", "/moter/"))
            else:
                self.look(href, language if href.startswith("/k/") else "nb")
            links = "links => links.map(link => link.getAttribute('href'))"
            for found in self.page.eval_on_selector_all("main a[href], nav a[href]", links) if follow else []:
                self.note(found)
        return self

    def look(self, href, language):
        answer = self.page.goto(href)
        if answer.status != 200:
            self.faults.append(f"{href}: {answer.status}")
        if (said := self.page.locator("html").get_attribute("lang")) != language:
            self.faults.append(f"{href}: lang={said}")
        try:
            assert_accessible(self.page)
        except AssertionError as fault:
            self.faults.append(str(fault).splitlines()[0])
        if self.page.evaluate(HIDDEN_TAB):
            self.faults.append(f"{href}: the page's own tab is out of sight")
        self.texts[href] = self.page.evaluate(WORDS)
        # A template's fields are shown as they are written: {{kommune}}.
        if raw := RAW.search(re.sub(r"\{\{\w+\}\}", "", self.texts[href])):
            self.faults.append(f"{href}: «{raw[0]}»")

    def bokmål(self):
        """Bokmål words on nynorsk pages. What a questionnaire calls its questions is its own, and is not translated."""
        found = {href: sorted(set(BOKMÅL.findall(text))) for href, text in self.texts.items() if href.startswith("/k/")}
        return {href: words for href, words in found.items() if words}


@pytest.mark.parametrize(("slug", "language"), [("nordvik", "nb"), ("hamnes", "nn")])
def test_every_page_is_accessible_on_a_phone(service, walker, slug, language):
    page = walker(360)
    log_in(page, COORDINATOR)
    stroll = Stroll(service, page, slug)
    stroll.start_with(stroll.lists())
    assert stroll.go(language).faults == []
    if slug == "nordvik":
        unseen = set(stroll.rules) - set(stroll.seen)
        assert unseen == NOT_NOW, "a page that no page leads to, or one that is now led to"
    else:
        assert stroll.bokmål() == {}


def test_every_list_is_accessible_on_a_desk(service, walker):
    page = walker(1280)
    log_in(page, COORDINATOR)
    for slug, language in (("nordvik", "nb"), ("hamnes", "nn")):
        stroll = Stroll(service, page, slug)
        stroll.start_with(stroll.lists())
        assert stroll.go(language, follow=False).faults == []


def test_every_page_that_a_role_is_shown_the_way_to_is_there(service, walker):
    for who, led_to in (("leder", "goals.edit"), ("medlem", "findings.show"), ("utforende", "measures.show")):
        page = walker(360)
        log_in(page, f"{who}@nordvik.example")
        stroll = Stroll(service, page, "nordvik")
        stroll.start_with({"overview.show"})
        assert stroll.go("nb").faults == []
        assert led_to in stroll.seen
