"""Standing items: copied, changed, moved, and kept free of persons."""

from uuid import UUID, uuid4

import pytest

from saas.pages import LANGUAGES
from tenants.groups.library import agenda_of
from tenants.groups.models import ITEM_KINDS, LEVELS

NEW = {"tittel": "Status for samarbeidsavtalen", "type": "information", "minutter": "15"}


def words(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def items(group, inside):
    """The titles and ids of the group's standing items, read anew."""
    from tenants.groups import service as groups

    def read():
        with inside(read_only=True):
            return [(item.title, item.id) for item in groups.standing_items(groups.find(group.id))]

    return read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_an_agenda_in_both_languages(level, language):
    template = agenda_of(level, language)
    other = agenda_of(level, "nn" if language == "nb" else "nb")
    assert template.title
    assert template.source.endswith(" v1")
    assert [(item.kind, item.minutes) for item in template.items] == [(item.kind, item.minutes) for item in other.items]
    assert {item.kind for item in template.items} <= set(ITEM_KINDS)
    assert 60 <= sum(item.minutes for item in template.items) <= 120


def test_a_new_item_comes_last_and_can_be_changed_and_deleted(coordinator, post, group, items):
    base = f"/k/nordvik/grupper/{group.id}/faste-punkter"
    assert post(f"{base}/ny", NEW).status_code == 303
    title, item_id = items()[-1]
    assert title == "Status for samarbeidsavtalen"
    assert 'value="Status for samarbeidsavtalen"' in words(coordinator.get(f"{base}/{item_id}"))
    assert post(f"{base}/{item_id}", {**NEW, "tittel": "Avtalen med politiet"}).status_code == 303
    assert items()[-1][0] == "Avtalen med politiet"
    assert post(f"{base}/{item_id}/sletting").status_code == 303
    assert "Avtalen med politiet" not in [title for title, _ in items()]


def test_an_item_moves_one_step_by_button_and_stops_at_the_ends(post, group, items):
    base, before = f"/k/nordvik/grupper/{group.id}/faste-punkter", items()
    assert post(f"{base}/rekkefolge", {"flytt": f"opp:{before[1][1]}"}).status_code == 303
    assert [title for title, _ in items()][:2] == [before[1][0], before[0][0]]
    post(f"{base}/rekkefolge", {"flytt": f"opp:{before[1][1]}"})
    assert [title for title, _ in items()][:2] == [before[1][0], before[0][0]]
    post(f"{base}/rekkefolge", {"flytt": f"ned:{before[1][1]}"})
    assert items() == before


def test_the_whole_order_is_taken_from_the_pages_script(post, group, items):
    turned = list(reversed(items()))
    answer = post(f"/k/nordvik/grupper/{group.id}/faste-punkter/rekkefolge",
                  {"rekkefolge": [str(item_id) for _, item_id in turned]}, headers={"X-Requested-With": "sortable"})
    assert answer.status_code == 204
    assert items() == turned


@pytest.mark.parametrize("sent", [[], [str(uuid4())], ["tull"], None])
def test_an_order_that_is_not_the_groups_own_changes_nothing(post, group, items, sent):
    before = items()
    chosen = sent if sent is not None else [str(before[0][1])] * len(before)
    answer = post(f"/k/nordvik/grupper/{group.id}/faste-punkter/rekkefolge", {"rekkefolge": chosen})
    assert answer.status_code in (404, 422)
    assert items() == before


@pytest.mark.parametrize(("more", "complaint"), [
    ({"tittel": " "}, "Skriv hva punktet heter."),
    ({"tittel": "x" * 161}, "Skriv høyst 160 tegn."),
    ({"type": "gossip"}, "Velg fra listen."),
    ({"minutter": "0"}, "Skriv et antall minutter fra 1 til 480."),
    ({"minutter": "-5"}, "Skriv et helt tall."),
    ({"minutter": ""}, "Skriv et tall."),
])
def test_a_bad_item_is_refused_at_its_field(post, group, items, more, complaint):
    before = items()
    answer = post(f"/k/nordvik/grupper/{group.id}/faste-punkter/ny", {**NEW, **more})
    assert answer.status_code == 422
    assert complaint in words(answer)
    assert items() == before


def test_another_kommunes_item_is_not_found(post, gather, inside, group):
    from tenants.groups import service as groups

    foreign = gather("hamnes")
    with inside("hamnes", read_only=True):
        item_id = groups.standing_items(groups.find(foreign.id))[0].id
    base = f"/k/nordvik/grupper/{group.id}/faste-punkter"
    assert post(f"{base}/{item_id}", NEW).status_code == 404
    assert post(f"{base}/{item_id}/sletting").status_code == 404
    assert post(f"{base}/rekkefolge", {"flytt": f"ned:{item_id}"}).status_code == 404
    with inside("hamnes", read_only=True):
        assert len(groups.standing_items(groups.find(foreign.id))) == 8


def test_an_items_address_in_the_wrong_group_is_not_found(post, gather, group, inside):
    from tenants.groups import service as groups

    other = gather(name="Styringsgruppen", level="STEERING", cast=[])
    with inside(read_only=True):
        item_id: UUID = groups.standing_items(groups.find(other.id))[0].id
    assert post(f"/k/nordvik/grupper/{group.id}/faste-punkter/{item_id}/sletting").status_code == 404
