"""What the analyst sees: the overview with its questions and trends, what is hidden and why, and developments that break."""

import re

import psycopg
import pytest

from tests.saas.national import channels
from tests.saas.national.conftest import at_the_centre, page
from tests.saas.national.shelf import lay
from tests.world import log_in


def _words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _figures(html):
    """Title → the words of that figure on the overview."""
    listed = re.findall(r'<p class="nat-title">(.*?)</p>(.*?)<details', html, re.S)
    return {_words(title): _words(rest) for title, rest in listed}


@pytest.fixture
def two(database):
    """Two releases of the same kommuner, one after the other."""
    return lay(database, "2026T1"), lay(database, "2026T2")


def test_before_the_first_release_it_says_what_is_lacking(analyst):
    shown = page(analyst.get("/senter"))
    assert "Ingen tall er frigitt ennå" in shown and "Minst fem kommuner må dele tall" in shown


def test_the_overview_says_who_shares_and_when_it_was_taken(analyst, released):
    shown = _words(page(analyst.get("/senter")))
    assert "Nasjonal oversikt" in shown and "14 av 17 kommuner deler tall · Øyeblikksbilde tatt 15.9.2026" in shown
    for title in ("Vedtatt handlingsplan", "Har beskrevet situasjonen", "Møterytme holdt: styringsgruppen", "Holdte møter"):
        assert title in shown


def test_a_question_has_its_share_and_its_trend(analyst, two):
    before, now = (channels.stored(release, "plan_adopted-region")["{}"] for release in two)
    said = _figures(page(analyst.get("/senter")))["Vedtatt handlingsplan"]
    moved = now[0] - before[0]
    assert said.startswith(f"{now[0]:.0f} {100 * now[0] / now[2]:.0f} % av {now[2]} kommuner")
    assert moved and said.endswith(f"{'↑ opp' if moved > 0 else '↓ ned'} {abs(moved):.0f} siden 1. tertial 2026")


def test_no_trend_is_shown_when_other_kommuner_are_counted(analyst, database):
    lay(database, "2026T1")
    lay(database, "2026T2", joined=1)
    shown = page(analyst.get("/senter"))
    assert "Grunnlaget er endret (+1 kommune). Endringen vises ikke for små grupper." in shown
    assert all("siden" not in said for said in _figures(shown).values()) and "nat-trend" not in shown


def test_how_many_joined_is_not_told_where_the_release_does_not_tell(analyst, database):
    lay(database, "2026T1")
    late = lay(database, "2026T2", joined=2)
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE stat_pub.releases SET basis = '{\"joined\": null, \"left\": null, \"changed\": true}' WHERE id = %s", (late.id,)
        )
    assert "Grunnlaget er endret. Endringen vises ikke for små grupper." in page(analyst.get("/senter"))


def test_no_trend_is_shown_across_a_new_definition_or_another_number_of_kommuner(analyst, database):
    lay(database, "2026T1")
    now = lay(database, "2026T2", definition=2)
    assert "nat-trend" not in page(analyst.get("/senter"))
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE stat_pub.tables SET description = description || '{\"definition\": 1}'")
        assert "nat-trend" not in page(analyst.get("/senter"))
        connection.commit()
        assert "nat-trend" in page(analyst.get("/senter"))
        connection.execute("UPDATE stat_pub.cells SET units = 139 WHERE release_id = %s AND keys = '{}'", (now.id,))
        connection.commit()
    assert "nat-trend" not in page(analyst.get("/senter"))


def test_what_is_hidden_says_so_in_words_and_why(analyst, released):
    hidden = next(code for code, _ in released.cells if code.endswith("-region") and _hidden(released, code))
    for code in (hidden, "measures-region-theme"):
        shown = _words(page(analyst.get(f"/senter/utgivelser/{released.id}/tabeller/{code}")))
        many = _hidden(released, code)
        assert f"{many} tall er skjult (tegnet «:»). Et tall er skjult når det bygger på for få kommuner" in shown
        assert shown.count("Skjult – bygger på for få") >= many


def _hidden(released, code):
    return sum(1 for _, flag, _ in channels.stored(released, code).values() if flag == ":")


def test_a_choice_shows_the_chosen_cells_and_the_files_follow_it(analyst, released):
    address = f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme"
    shown = page(analyst.get(f"{address}?theme=places&region=R08"))
    rows = channels.tables_of(shown)[0]
    assert [row[0] for row in rows] == ["Region", "Vestland"] and rows[0][1:] == ["Møteplasser og fritid"]
    assert re.search(r'href="[^"]+\.csv\?[^"]*theme=places', shown)
    assert len(channels.of_csv(page(analyst.get(f"{address}.csv?theme=places&region=R08&region=_T")))) == 2
    assert analyst.get(f"{address}?theme=&region=&sorter=").status_code == 200


def test_a_published_release_tells_what_it_hides_and_how_it_was_made(analyst, released):
    shown = _words(page(analyst.get(f"/senter/utgivelser/{released.id}")))
    without = sum(1 for _, value, _, _ in released.cells.values() if value is None)
    assert f"{len(released.cells) - without} av {len(released.cells)} celler vises, {without} er skjult" in shown
    assert "Eli Strand, Sunniva Hegg" in shown and "f" * 64 in shown and "Koordinator, med egne tall kjent 95 0" in shown


def test_how_closely_a_figure_may_be_guessed_and_who_coordinates_is_nowhere(analyst, released):
    with_rules = page(analyst.get(f"/senter/utgivelser/{released.id}"))
    assert "Færrest kommuner bak et tall" in with_rules
    for told in (with_rules, page(analyst.get(f"/api/v1/utgivelser/{released.id}"))):
        assert not re.search(r"p_percent|width_min|pseudonym", told)


def test_a_correction_is_led_to_and_leads_back(analyst, database, released):
    new = lay(database, released.period, corrects=released.id, reason="Ett møte var talt to ganger.")
    old, current = (page(analyst.get(f"/senter/utgivelser/{one.id}")) for one in (released, new))
    assert "Denne utgivelsen er rettet." in old and f"/senter/utgivelser/{new.id}" in old
    assert "Ett møte var talt to ganger." in current and f"/senter/utgivelser/{released.id}" in current
    assert "Denne utgivelsen er rettet." in page(analyst.get(f"/senter/utgivelser/{released.id}/tabeller/plan_adopted-region"))
    assert f"/senter/utgivelser/{new.id}" in page(analyst.get("/senter"))
    assert str(released.id) not in page(analyst.get("/senter/utvikling/plan_adopted-region"))


def _lines(shown):
    return sum(path.count("L") for path in re.findall(r'class="chart-path" d="([^"]+)"', shown))


def test_a_development_is_one_line_while_the_same_kommuner_are_counted(analyst, two, database):
    lay(database, "2025T3")
    shown = page(analyst.get("/senter/utvikling/plan_adopted-region"))
    assert _lines(shown) == 2
    rows = channels.tables_of(shown)[-1][1:]
    assert [row[0] for row in rows] == ["2. tertial 2026", "1. tertial 2026", "3. tertial 2025"]
    assert [row[-1] for row in rows] == ["", "", ""]


def test_the_line_breaks_where_the_basis_changed_a_release_is_lacking_or_the_figure_is_hidden(analyst, database):
    lay(database, "2025T1")
    lay(database, "2025T3")
    lay(database, "2026T1", joined=1)
    last = lay(database, "2026T2")
    shown = page(analyst.get("/senter/utvikling/plan_adopted-region"))
    remarks = [row[-1] for row in channels.tables_of(shown)[-1][1:]]
    assert remarks[0] == "" and remarks[1].startswith("Grunnlaget er endret (+1 kommune).")
    assert remarks[2] == "Det mangler en utgivelse mellom." and _lines(shown) == 1
    assert "2025 til" not in _words(shown)
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE stat_pub.cells SET value = NULL, flag = ':', units = NULL WHERE release_id = %s AND cell = 'plan_adopted'", (last.id,)
        )
    hidden = page(analyst.get("/senter/utvikling/plan_adopted-region"))
    assert _lines(hidden) == 0 and "Skjult – bygger på for få" in hidden


def test_whole_years_are_set_up_against_whole_years(analyst, database):
    for period in ("2024T3", "2025T1", "2025T2", "2025T3"):
        lay(database, period)
    shown = page(analyst.get("/senter/utvikling/meetings_held-year-region"))
    rows = channels.tables_of(shown)[-1][1:]
    assert [(row[0], row[-1]) for row in rows] == [("2025", ""), ("2024", "")] and _lines(shown) == 1


def test_who_is_not_at_the_centre_finds_no_national_page(house, database, released, coordinator, guest):
    places = ["/senter", f"/senter/utgivelser/{released.id}", f"/senter/utgivelser/{released.id}/tabeller/plan_adopted-region",
              f"/senter/utgivelser/{released.id}/tabeller/plan_adopted-region.csv", "/senter/utvikling/plan_adopted-region"]  # fmt: skip
    editor = log_in(house, at_the_centre(database, "editor"))
    for place in places:
        assert editor.get(place).status_code == 200, place
        assert coordinator.get(place).status_code == 404, place
        assert guest.get(place).status_code == 303, place
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE centre_members SET valid_to = '2020-02-01'")
    assert editor.get("/senter").status_code == 404


def test_a_kommunes_own_room_may_ask_for_the_same_overview(inside, released):
    from saas.centre import published
    from saas.national import showing

    with inside("nordvik", read_only=True):
        shown = showing.overview(published.latest())
        assert shown.who == "14 av 17 kommuner deler tall" and len(shown.questions) == 7 and len(shown.work) == 3


def test_the_maps_shades_are_made_from_what_is_shown_and_shares_always_go_to_a_hundred():
    from saas.national import region_map

    assert region_map._scale("flow", 0, [1.0, 9.0]) == region_map.Scale(1.0, 9.0, 1, "")
    assert region_map._scale("yes_no", 0, [3.0]) == region_map.Scale(0, 100, 0, "%")
    assert set(region_map.PLACES) == set(region_map.REGIONS)


def test_a_region_that_is_hidden_has_its_own_pattern_and_its_words(house):
    from saas.national import region_map
    from saas.national.reading import Stored

    with house.test_request_context("/"):
        cells = {
            "R01": Stored("x", {}, 10.0, "", 10), "R02": Stored("x", {}, 90.0, "", 10), "R03": Stored("x", {}, None, ":", None),
        }  # fmt: skip
        drawn = region_map.draw("Holdte møter", "flow", "møter", 0, cells)
        shade = {tile.code: (tile.shade, tile.figure) for tile in drawn.tiles}
        assert shade["R01"] == (1, "1,0") and shade["R02"] == (4, "9,0") and shade["R03"] == (0, ":") and shade["R08"] == (0, "..")
        assert drawn.lines[2].value == "Skjult – bygger på for få" and drawn.lines[2].shown == ""
        assert [said for _, said in drawn.key] == ["under 3,0", "3,0 til under 5,0", "5,0 til under 7,0", "7,0 og over"]
