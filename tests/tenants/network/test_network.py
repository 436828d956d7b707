"""The network through the door: organisations and people, found, changed, leaving; and whose address is shown."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas import clock


def words(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def post(coordinator):
    """Send a form as the coordinator, with a number of its own."""

    def send(address, data=None, browser=None):
        return (browser or coordinator).post(address, {"en_gang": str(uuid4()), **(data or {})})

    return send


@pytest.fixture
def school(inside):
    """An organisation with one person in it."""
    from tenants.network import service as network

    with inside():
        place = network.add_organisation("Nordvik ungdomsskole", "school")
        network.add_person("Hanne Dahl", place.id, title="rektor", email="hanne@nordvik.example", phone="00 00 00 10")
        return place.id


@pytest.fixture
def hanne(school, inside):
    """The person in it."""
    from tenants.network import service as network

    with inside(read_only=True):
        return network.people()[0].id


PERSON = {"navn": "Kari Moen", "tittel": "barnevernleder", "epost": "kari@nordvik.example", "telefon": "00 00 00 11"}
CHANGED = {"navn": "Hanne Dahl", "tittel": "rektor", "epost": "hanne@nordvik.example", "telefon": "00 00 00 10"}


def test_the_empty_network_says_what_to_do_first(coordinator, member):
    page = words(coordinator.get("/k/nordvik/nettverk/"))
    assert "Ingen i nettverket ennå" in page
    assert "Legg til organisasjon" in page
    assert "Legg til organisasjon" not in words(member.get("/k/nordvik/nettverk/"))


def test_an_organisation_and_its_people_are_added_and_found(coordinator, post):
    added = post("/k/nordvik/nettverk/organisasjoner/ny", {"navn": "Nordvik helsestasjon", "type": "health"})
    assert added.status_code == 303
    organisation_id = added.location.split("/")[-1]
    person = post("/k/nordvik/nettverk/personer/ny", {**PERSON, "organisasjon": organisation_id})
    assert person.status_code == 303
    page = words(coordinator.get("/k/nordvik/nettverk/"))
    assert "Nordvik helsestasjon" in page
    assert "Kari Moen" in page
    assert "1 organisasjon," in page
    assert "1 person" in page


@pytest.mark.parametrize(("query", "hits"), [
    ("sok=hanne", True), ("sok=REKTOR", True), ("sok=nordvik+dahl", True), ("sok=ungdomsskole", True),
    ("sok=politi", False), ("type=school", True), ("type=police", False), ("type=tull", False),
    ("type=school&sok=hanne", True), ("sok=%25", False),
])
def test_search_and_type_narrow_the_list(coordinator, hanne, query, hits):
    page = words(coordinator.get(f"/k/nordvik/nettverk/?{query}"))
    assert ("Hanne Dahl" in page) is hits
    assert ("Ingen treff." in page) is not hits


def test_at_most_seven_organisations_are_shown_at_first(coordinator, inside):
    from tenants.network import service as network

    with inside():
        for number in range(9):
            network.add_organisation(f"Forening {number}", "voluntary")
    page = words(coordinator.get("/k/nordvik/nettverk/"))
    assert "Forening 6" in page
    assert "Forening 7" not in page
    assert "Vis alle (9)" in page
    assert "Forening 8" in words(coordinator.get("/k/nordvik/nettverk/?alle=ja"))


@pytest.mark.parametrize(("more", "complaint"), [
    ({"navn": ""}, "Skriv navnet."),
    ({"navn": "x" * 121}, "Skriv høyst 120 tegn."),
    ({"navn": "018105 50003"}, "Teksten kan peke ut en person"),
    ({"tittel": "mor til Sivert Brattli i 9A"}, "Teksten kan peke ut en person"),
    ({"organisasjon": ""}, "Velg fra listen."),
    ({"organisasjon": "tull"}, "Velg fra listen."),
    ({"organisasjon": str(uuid4())}, "Velg fra listen."),
    ({"epost": "hanne(at)skole"}, "Skriv e-postadressen som navn@sted.no."),
    ({"epost": "a@b.no\nBcc: alle@nordvik.example"}, "Skriv e-postadressen som navn@sted.no."),
    ({"telefon": "ring meg"}, "Skriv telefonnummeret med bare tall"),
])
def test_a_person_that_cannot_be_is_refused_and_nothing_typed_is_lost(post, school, coordinator, more, complaint):
    answer = post("/k/nordvik/nettverk/personer/ny", {**PERSON, "organisasjon": str(school), **more})
    assert answer.status_code == 422
    assert complaint in words(answer)
    if "epost" not in more:
        assert 'value="kari@nordvik.example"' in words(answer)
    assert "Kari Moen" not in words(coordinator.get("/k/nordvik/nettverk/"))


def test_a_title_that_is_stopped_offers_no_way_to_keep_it(post, school):
    answer = post("/k/nordvik/nettverk/personer/ny",
                  {**PERSON, "organisasjon": str(school), "tittel": "mor til Sivert Brattli i 9A"})
    assert "tittel__behold" not in words(answer)


@pytest.mark.parametrize("title", [
    "rektor", "NAV-leder", "politistasjonssjef", "leder av helsestasjonen", "SLT-koordinator", "ordfører",
    "kommunalsjef oppvekst", "politikontakt", "miljøterapeut", "leder teknisk etat", "styreleder i Natteravnene",
])
def test_ordinary_titles_pass(post, school, title):
    answer = post("/k/nordvik/nettverk/personer/ny", {**PERSON, "organisasjon": str(school), "tittel": title})
    assert answer.status_code == 303


def test_nobody_is_added_twice_to_the_same_organisation(post, hanne, school):
    answer = post("/k/nordvik/nettverk/personer/ny", {**PERSON, "navn": "hanne  dahl", "organisasjon": str(school)})
    assert answer.status_code == 422
    assert "hanne dahl står allerede i nettverket hos denne organisasjonen." in words(answer)


def test_two_organisations_cannot_have_the_same_name(post, school):
    answer = post("/k/nordvik/nettverk/organisasjoner/ny", {"navn": "NORDVIK ungdomsskole", "type": "school"})
    assert answer.status_code == 422
    assert "står allerede i nettverket" in words(answer)


@pytest.mark.parametrize(("more", "complaint"), [
    ({"navn": " "}, "Skriv navnet."), ({"type": ""}, "Velg fra listen."), ({"type": "mafia"}, "Velg fra listen."),
])
def test_an_organisation_that_cannot_be_is_refused(post, more, complaint):
    answer = post("/k/nordvik/nettverk/organisasjoner/ny", {"navn": "Røde Kors Nordvik", "type": "voluntary", **more})
    assert answer.status_code == 422
    assert complaint in words(answer)


def test_a_double_click_adds_one_person(coordinator, school):
    form = {**PERSON, "organisasjon": str(school), "en_gang": str(uuid4())}
    first = coordinator.post("/k/nordvik/nettverk/personer/ny", form)
    second = coordinator.post("/k/nordvik/nettverk/personer/ny", form)
    assert (first.status_code, second.status_code) == (303, 303)
    coordinator.get("/k/nordvik/nettverk/")  # The notices about what was done are shown once, here.
    assert words(coordinator.get("/k/nordvik/nettverk/")).count("Kari Moen") == 1


def test_a_form_without_its_token_changes_nothing(coordinator, hanne, school):
    answer = coordinator.client.post(f"/k/nordvik/nettverk/personer/{hanne}/endre",
                                     data={**CHANGED, "organisasjon": str(school), "navn": "Noen Andre", "versjon": "1"})
    assert answer.status_code == 400
    assert "Hanne Dahl" in words(coordinator.get("/k/nordvik/nettverk/"))


def test_a_stale_change_is_refused_with_what_was_typed_and_the_version_that_stands(coordinator, post, hanne, school):
    address = f"/k/nordvik/nettverk/personer/{hanne}/endre"
    fields = {**CHANGED, "organisasjon": str(school), "versjon": "1"}
    assert post(address, {**fields, "tittel": "rektor ved ungdomstrinnet"}).status_code == 303
    stale = post(address, {**fields, "tittel": "assisterende rektor"})
    assert stale.status_code == 409
    assert 'value="assisterende rektor"' in words(stale)
    assert 'name="versjon" value="2"' in words(stale)
    assert "rektor ved ungdomstrinnet" in words(coordinator.get(f"/k/nordvik/nettverk/personer/{hanne}"))


def test_somebody_leaves_and_comes_back(coordinator, post, hanne):
    page = f"/k/nordvik/nettverk/personer/{hanne}"
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert post(f"{page}/slutt", {"siste_dag": yesterday, "versjon": "1"}).status_code == 303
    assert "Siste dag i nettverket" in words(coordinator.get(page))
    assert "Hanne Dahl" not in words(coordinator.get("/k/nordvik/nettverk/"))
    assert post(f"{page}/slutt", {"siste_dag": yesterday, "versjon": "2"}).status_code == 409
    assert post(f"{page}/tilbake").status_code == 303
    assert "Hanne Dahl" in words(coordinator.get("/k/nordvik/nettverk/"))


def test_leaving_needs_a_date(post, hanne):
    answer = post(f"/k/nordvik/nettverk/personer/{hanne}/slutt", {"siste_dag": "snart", "versjon": "1"})
    assert answer.status_code == 422
    assert "Skriv datoen som 15.09.2026." in words(answer)


def test_addresses_are_shown_to_the_coordinator_and_to_oneself_only(coordinator, member, hanne, inside, world):
    from tenants.network import service as network

    for page in ("/k/nordvik/nettverk/", f"/k/nordvik/nettverk/personer/{hanne}"):
        assert "hanne@nordvik.example" in words(coordinator.get(page))
        assert "hanne@nordvik.example" not in words(member.get(page))
        assert "00 00 00 10" not in words(member.get(page))
    with inside():
        network.find_person(hanne).user_id = world["nordvik"].users["member"]
    assert "hanne@nordvik.example" in words(member.get(f"/k/nordvik/nettverk/personer/{hanne}"))


def test_i_am_the_person_tied_to_my_log_in_in_this_kommune_only(inside, hanne, world):
    from tenants.network import service as network

    with inside(read_only=True):
        assert network.me() is None
    with inside():
        network.find_person(hanne).user_id = world["nordvik"].users["coordinator"]
    with inside(read_only=True):
        assert network.me().name == "Hanne Dahl"
    with inside("hamnes", read_only=True):
        assert network.me() is None


@pytest.mark.parametrize("address", ["personer/ny", "organisasjoner/ny", "personer/{id}/endre"])
def test_a_member_may_read_but_not_write(member, hanne, address):
    address = f"/k/nordvik/nettverk/{address.format(id=hanne)}"
    assert member.get(address).status_code == 403
    assert member.post(address, PERSON).status_code == 403


def test_another_kommunes_people_cannot_be_seen_or_used(coordinator, stranger, post, hanne, school, inside):
    from tenants.network import service as network

    for browser, kommune in ((coordinator, "hamnes"), (stranger, "nordvik")):
        for address in (f"personer/{hanne}", f"personer/{hanne}/endre", f"organisasjoner/{school}"):
            assert browser.get(f"/k/{kommune}/nettverk/{address}").status_code == 404
    unknown = coordinator.get(f"/k/hamnes/nettverk/personer/{uuid4()}")
    assert coordinator.get(f"/k/hamnes/nettverk/personer/{hanne}").data == unknown.data
    assert post(f"/k/hamnes/nettverk/personer/{hanne}/slutt", {"siste_dag": "2026-01-01"}).status_code == 404
    assert post(f"/k/hamnes/nettverk/personer/{hanne}/tilbake").status_code == 404
    answer = post("/k/hamnes/nettverk/personer/ny", {**PERSON, "organisasjon": str(school)})
    assert answer.status_code == 422
    assert "Hanne" not in words(coordinator.get("/k/hamnes/nettverk/?sok=hanne")).replace('value="hanne"', "")
    with inside(read_only=True):
        assert network.find_person(hanne).left_on is None
    with inside("hamnes", read_only=True):
        assert network.people() == []
