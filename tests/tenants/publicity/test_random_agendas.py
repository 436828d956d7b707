"""Whatever stands on an agenda, and however it is judged: the public minutes hold what is public, and nothing else at all."""

import json
from datetime import date
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.meetings.models import ATTENDANCE, PUBLICITY
from tenants.publicity import content as contents
from tenants.publicity.content import Edition, Wanted

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


@st.composite
def saker(draw):
    """(publicity, basis, public title, words) of one sak; now and then one that is no longer there."""
    publicity = draw(st.sampled_from([*PUBLICITY, "gone"]))
    return publicity, draw(st.sampled_from(["offl. § 13", "offl. § 24"])), draw(st.sampled_from(["", "Offentlig tittel"])), draw(TEXT)


def sak_of(number, publicity, basis, public_title):
    return SimpleNamespace(publicity=publicity, legal_basis=basis if publicity == "exempt" else "", public_title=public_title,
                           label=f"{number}/26", title=f"zqlive{number}zq")  # fmt: skip


def document_of(agenda, people):
    items = [
        {"entry_id": f"e{n}", "item_id": f"i{n}", "number": f"{n}/26", "title": f"zqtittel{n}zq {text}", "kind": "Beslutning",
         "presenter": f"zqnavn{n}zq", "text": f"zqtekst{n}zq", "notes": f"zqnotat{n}zq {text}", "decision": f"zqvedtak{n}zq {text}",
         "actions": [{"task_id": f"t{n}", "what": f"zqhandling{n}zq", "who": f"zqhvem{n}zq", "due": "2. oktober 2026"}],
         "papers": [f"zqfil{n}zq.pdf"]}
        for n, (_, _, _, text) in enumerate(agenda, start=1)
    ]  # fmt: skip
    return {"kind": "minutes", "language": "nb", "kommune": "Nordvik", "group": "Koordineringsgruppen", "title": "zqdokumentzq",
            "people": people, "items": items, "actions": [], "facts": [["Referent", "zqreferentzq"]], "footer": "zqbunnzq"}  # fmt: skip


def test_public_minutes_of_any_agenda(inside):
    with inside(read_only=True):

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(agenda=st.lists(saker(), max_size=8), attended=st.booleans(), discussion=st.booleans(),
               presence=st.lists(st.sampled_from(list(ATTENDANCE.values())), max_size=4))  # fmt: skip
        def holds(agenda, attended, discussion, presence):
            people = [{"name": f"zqperson{n}zq", "title": "Leder", "organisation": f"Virksomhet {n}", "status": how}
                      for n, how in enumerate(presence)]  # fmt: skip
            known = {f"e{n}": sak_of(n, *facts[:3]) for n, facts in enumerate(agenda, start=1) if facts[0] != "gone"}
            made = contents.build(document_of(agenda, people), known, [], Edition(1, 1, date(2026, 9, 15)), Wanted(attended, discussion))
            check(made, agenda, presence, attended, discussion)

        holds()


def check(made, agenda, presence, attended, discussion):
    said = json.dumps(made, ensure_ascii=False)
    assert set(made) == {"title", "group", "held_on", "number", "version", "language", "kommune", "attended", "items", "exempt",
                         "withheld", "notices", "corrected_on"}  # fmt: skip
    for number, (publicity, basis, public_title, _) in enumerate(agenda, start=1):
        inner = [f"zq{corner}{number}zq" for corner in ("live", "navn", "tekst", "hvem", "fil")]
        assert not [word for word in inner if word in said]
        shown = [f"zq{corner}{number}zq" for corner in ("vedtak", "handling", *(["notat"] if discussion else []))]
        hidden = [] if discussion else [f"zqnotat{number}zq"]
        if publicity != "public":
            hidden, shown = [*hidden, *shown, f"zqtittel{number}zq"], []
        assert not [word for word in hidden if word in said] and all(word in said for word in shown)
        listed = [item for item in made["items"] if item["label"] == f"{number}/26"]
        assert len(listed) == (publicity in ("public", "exempt"))
        if publicity == "exempt":
            assert listed[0] == {"exempt": True, "label": f"{number}/26", "basis": basis, "words": f"Sak unntatt offentlighet ({basis})"}
        if publicity == "public":
            assert listed[0]["title"] == public_title if public_title else f"zqtittel{number}zq" in listed[0]["title"]
    kinds = [publicity for publicity, *_ in agenda]
    assert made["exempt"] == kinds.count("exempt")
    assert made["exempt"] + made["withheld"] + kinds.count("public") == len(agenda)
    assert not [word for word in ("zqperson", "zqdokument", "zqreferent", "zqbunn") if word in said]
    assert len(made["attended"]) == (presence.count(ATTENDANCE["present"]) if attended else 0)
