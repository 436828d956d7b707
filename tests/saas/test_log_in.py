"""Log-in: throttled, rotated, revocable; and a kommune that is not yours is not there."""

from tests.world import log_in


def test_the_coordinator_comes_in_and_a_strangers_kommune_is_not_found(house, world):
    browser = log_in(house, "koordinator@fjordvest.example")
    assert browser.get("/k/nordvik/").status_code == 200
    stranger = log_in(house, "member@hamnes.example")
    assert stranger.get("/k/nordvik/").status_code == 404
    assert stranger.get("/k/nordvik/").data == stranger.get("/k/finnesikke/").data
