"""What the page shows is what lies handed over, and what lies handed over is what a release used."""

import csv
from io import StringIO
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from saas.db import db
from tenants.sharing import handed, preview, service
from tests.tenants.overview.test_statements import Counted
from tests.tenants.sharing import scene
from tests.tenants.sharing.conftest import HOME, decide, text
from tests.world import log_in


def rows_of(answer):
    """The rows of a file, {(indicator, codes): number}."""
    content = answer.get_data().decode("utf-8-sig")
    return {(row["indikator"], row["koder"]): float(row["tall"]) for row in csv.DictReader(StringIO(content), delimiter=";")}


def test_off_shows_what_would_be_shared_and_hands_over_nothing(peopled, coordinator, lying):
    page = text(coordinator.get(HOME))
    assert "Disse tallene ville gått til de nasjonale tallene" in page and "Ingenting er overlevert." in page
    assert "2. tertial 2026" in page and "Rusmidler, salg og skjenking · Vedtatt eller i gang · Universell · Ikke vurdert ennå" in page
    assert "Vestland" in page and "10 000–19 999" in page
    assert rows_of(coordinator.get(f"{HOME}tall.csv")) == scene.NORDVIK_LAST
    assert lying() == {}


def test_the_preview_is_what_lies_there_and_what_the_release_used(peopled, chair, coordinator, lying, publish, inside):
    decide(chair, "ja")
    page = text(coordinator.get(HOME))
    assert "Disse tallene går til de nasjonale tallene" in page and "Talt og overlevert 22. november 2026 kl. 09.30." in page
    release = publish("nordvik")
    with inside("nordvik"):
        shown = preview.of(scene.LAST).numbers
        assert shown == handed.numbers_of(scene.LAST)
        (used,) = handed.used_in_releases()
        assert used.numbers == shown and used.id == release and used.state == "active"
        # Afterwards more is entered and handed over again; what the release used stays as it was.
        scene.more(peopled["nordvik"], 3)
        assert preview.of(scene.LAST).numbers == shown, "the page shows what lies there, not what would be counted now"
        service.hand_over_all()
    assert lying() != scene.NORDVIK_LAST
    assert rows_of(coordinator.get(f"{HOME}tall.csv?utgivelse={release}")) == scene.NORDVIK_LAST
    assert rows_of(coordinator.get(f"{HOME}tall.csv?periode={scene.LAST}")) == lying()
    page = text(coordinator.get(HOME))
    assert "2. tertial 2026, gitt ut" in page and "Kommunen er med i alle tallene." in page


def test_every_row_that_leaves_stands_on_the_page(peopled, chair, coordinator):
    decide(chair, "ja")
    page = text(coordinator.get(f"{HOME}?periode={scene.LAST}&alle=1"))
    before = page.split("Dette følger med tallene")[0].split("Disse tallene går")[1]
    assert before.count('class="share-figure"') == 12, "one for each indicator"
    assert before.count("<dd>") == len([codes for _, codes in scene.NORDVIK_LAST if codes])
    assert before.count('class="share-value"') == len([codes for _, codes in scene.NORDVIK_LAST if not codes])
    assert before.count("Definisjon nr. 1.") == 12


def test_with_more_than_seven_lines_the_rest_is_behind_a_link(peopled, inside, coordinator):
    with inside():
        group = db.session.query(scene.Group).filter(scene.Group.level == "COORDINATING").one()
        for number, theme in enumerate(("violence", "digital", "extremism", "mental_health"), 30):
            scene.measure(group, number, theme, "proposed", "indicated")
    assert "Vis alle (9)" in text(coordinator.get(HOME))
    assert "Vis alle" not in text(coordinator.get(f"{HOME}?alle=1"))


def test_the_running_period_can_be_looked_at_and_no_other(peopled, coordinator):
    assert rows_of(coordinator.get(f"{HOME}tall.csv?periode={scene.RUNNING}")) == scene.NORDVIK_RUNNING
    assert "3. tertial 2026" in text(coordinator.get(f"{HOME}?periode={scene.RUNNING}"))
    for wrong in ("2025T2", "2027T1", "2026", "x", ""):
        assert coordinator.get(f"{HOME}?periode={wrong}").status_code == 404
        assert coordinator.get(f"{HOME}tall.csv?periode={wrong}").status_code == 404


def test_after_a_release_the_page_opens_on_the_running_period(peopled, chair, coordinator, publish):
    decide(chair, "ja")
    publish("nordvik")
    assert rows_of(coordinator.get(f"{HOME}tall.csv")) == scene.NORDVIK_RUNNING


def test_another_kommunes_rows_of_a_release_do_not_exist(peopled, chair, house, publish, inside, coordinator):
    decide(chair, "ja")
    release = publish("nordvik")
    other = log_in(house, "chair@hamnes.example")
    assert other.get(f"/k/hamnes/deles/tall.csv?utgivelse={release}").status_code == 404
    for wrong in (uuid4(), "x", ""):
        assert coordinator.get(f"{HOME}tall.csv?utgivelse={wrong}").status_code == 404
    page = text(other.get("/k/hamnes/deles/"))
    assert "Inga utgjeving har brukt tal frå Hamnes enno." in page
    with inside("hamnes", read_only=True):
        assert handed.used_in_releases() == []
    assert other.get(f"{HOME}tall.csv?utgivelse={release}").status_code == 404


def test_the_kommunes_role_reaches_no_number_behind_the_releases(peopled, inside):
    """What the function gives is all there is: neither another's contributions nor what lies behind a release."""
    from sqlalchemy.exc import ProgrammingError

    from saas.centre.models import CountedNumber

    with inside("hamnes"):
        service.hand_over_all()
        with pytest.raises(ProgrammingError, match="permission denied"), db.session.begin_nested():
            db.session.execute(select(func.count()).select_from(CountedNumber))


def test_no_free_text_of_the_kommune_stands_on_the_page_or_in_the_file(peopled, chair, coordinator):
    decide(chair, "ja")
    for address in ("?alle=1", "tall.csv"):
        assert scene.CANARY not in text(coordinator.get(HOME + address))


def test_a_page_takes_as_many_statements_with_thirty_as_with_three(peopled, inside, coordinator, house):
    def sent_by(number):
        with inside():
            scene.more(peopled["nordvik"], number)
        with Counted(house) as sent:
            assert coordinator.get(HOME).status_code == 200
        return len(sent)

    assert sent_by(3) == sent_by(30)


MEDIANS = [
    ("meetings_held-median-band", 0, "meetings_held#median|band=10000", {"band": "10000"}, 6.0, "", 14),
    ("meetings_held-median-band", 1, "meetings_held#median|band=2000", {"band": "2000"}, 99.0, "", 12),
    ("days_to_minutes-median-band", 0, "days_to_minutes#median|band=10000", {"band": "10000"}, None, ":", None),
]


def test_the_own_value_stands_beside_the_median_of_its_size(peopled, chair, coordinator, publish):
    decide(chair, "ja")
    publish("nordvik", "hamnes", cells=MEDIANS)
    page = text(coordinator.get(f"{HOME}sammenlignet"))
    assert "Gruppen er kommuner med 10 000–19 999 innbyggere. Tallene gjelder 2. tertial 2026." in page
    chart = page.split("Holdte møter: kommunen i midten", 1)[1].split("Dager fra møte til referat: kommunen i midten", 1)[0]
    table = chart.split("<tbody>")[1].split("</tbody>")[0]
    assert "Nordvik" in table and ">4" in table and ">6" in table and "14 kommuner står bak" in chart
    # The other size's median and the hidden one stand nowhere, and no other kommune is named.
    assert "99" not in chart and "Hamnes" not in page.split("<main", 1)[1]
    hidden = page.split("Dager fra møte til referat: kommunen i midten", 1)[1]
    assert "Vises ikke – gruppen er for liten" in hidden and "7 dager" in hidden


def test_a_median_of_too_few_is_not_shown_even_where_it_was_released(peopled, chair, coordinator, publish):
    """Nordvik and five others is enough; Nordvik and four others is not."""
    decide(chair, "ja")
    for units, is_shown in ((5, False), (6, True)):
        publish("nordvik", period=f"202{units}T2", cells=[(*MEDIANS[0][:4], 77.0, "", units)])
        assert ("77" in text(coordinator.get(f"{HOME}sammenlignet")).split("<main", 1)[1]) is is_shown


def test_without_a_release_the_pages_say_so(coordinator, world):
    for address in ("sammenlignet", "nasjonale-tall"):
        assert "Ingen tall er gitt ut ennå" in text(coordinator.get(HOME + address))


NATIONAL = [
    ("plan_adopted-region", 0, "plan_adopted", {}, 11.0, "", 14),
    ("plan_adopted-region", 1, "plan_adopted|region=R08", {"region": "R08"}, 5.0, "", 6),
    ("meetings_held-region", 0, "meetings_held", {}, None, ":", None),
    ("measures-region-theme", 0, "measures", {}, 1234.0, "", 14),
]


def test_the_country_stands_as_it_was_released(coordinator, publish, world):
    publish(cells=NATIONAL)
    page = text(coordinator.get(f"{HOME}nasjonale-tall"))
    assert "14 av 17 kommuner deler tall. Tallene gjelder 2. tertial 2026 og ble låst søndag 20. september 2026." in page
    plan = page.split("Vedtatt handlingsplan")[1].split("<details")[0]
    assert ">11<" in plan and "79 % av 14 kommuner" in plan
    assert "1 234 tiltak" in page and "Skjult – bygger på for få" in page.split("Holdte møter")[1].split("<details")[0]
    assert "Møterytme holdt" not in page, "what is not released is not there"


def test_a_corrected_release_gives_way_to_its_correction(peopled, chair, coordinator, publish):
    decide(chair, "ja")
    first = publish("nordvik", cells=NATIONAL)
    publish("nordvik", cells=[("plan_adopted-region", 0, "plan_adopted", {}, 12.0, "", 14)], corrects=first)
    assert ">12<" in text(coordinator.get(f"{HOME}nasjonale-tall"))
    assert "(retting)" in text(coordinator.get(HOME))
