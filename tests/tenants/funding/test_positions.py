"""A post through the door: its shares are whole every day, and a voucher is one party's alone."""

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from saas.db import db
from tenants.funding.models import Position, PositionShare
from tests.tenants.funding.conftest import flat, text

PAGE = "/k/nordvik/okonomi/"
LIST = f"{PAGE}stilling/"
GOOD = {"tittel": "SLT-koordinator", "ar": "2026", "kostnad": "812 000", "prosent": "100"}
YEAR = ("2026-01-01", "2026-12-31")


def rows(*lines):
    """(party, percent, from, to) as the form sends them."""
    return {
        f"andeler-{n}-{name}": value
        for n, line in enumerate(lines)
        for name, value in zip(("part", "andel", "fra", "til"), line, strict=True)
    }


EVEN = rows(("Nordvik", "60", *YEAR), ("Hamnes", "40", "2026-01-01", "2026-06-30"), ("Solbygda", "40", "2026-07-01", "2026-12-31"))


@pytest.fixture
def post(coordinator, ground):
    """A post in 2026; its address."""
    return coordinator.post(LIST, GOOD).location.removesuffix("/andeler")


@pytest.fixture
def shares(inside):
    def look(slug="nordvik"):
        with inside(slug):
            found = db.session.query(PositionShare).order_by(PositionShare.party, PositionShare.from_on).all()
            return [(s.party, str(s.share), s.id) for s in found]

    return look


def words_of(answer):
    return "\n".join(p.extract_text() for p in PdfReader(BytesIO(answer.data)).pages).replace("\u00a0", " ")


def test_a_post_is_split_by_the_day_and_each_party_has_its_voucher(coordinator, chair, post, shares):
    assert "Skriv hvem som betaler" in text(coordinator.get(post))
    assert coordinator.post(f"{post}/andeler", {**EVEN, "versjon": "1"}).status_code == 303
    page = flat(chair.get(post))
    assert "1. januar–31. desember: 365 av 365 dager × 60 % = 487 200 kr" in page
    assert "1. januar–30. juni: 181 av 365 dager × 40 % = 161 065,21 kr" in page
    assert "1. juli–31. desember: 184 av 365 dager × 40 % = 163 734,79 kr" in page and "812 000 kr" in page
    (_, _, hamnes), *_others = shares()
    words = words_of(chair.get(f"{post}/bilag/{hamnes}.pdf"))
    assert "Bilag til refusjonskrav 2026: Hamnes" in words and "161 065,21" in words
    assert "181 av 365 dager × 40 % av 812 000 kr = 161 065,21 kr" in " ".join(words.split())
    for theirs in ("Solbygda", "163 734", "487 200", "60 %"):
        assert theirs not in words


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("Nordvik", "60", *YEAR)], "Se 1. januar–31. desember: 60 %."),
        ([("Nordvik", "60", *YEAR), ("Hamnes", "50", *YEAR)], "Se 1. januar–31. desember: 110 %."),
        ([("Nordvik", "60", *YEAR), ("Hamnes", "40", "2026-02-01", "2026-12-30")], "Se 1. januar–31. januar: 60 %; 31. desember: 60 %."),
        ([("Nordvik", "33,333", *YEAR), ("Hamnes", "66,666", *YEAR)], "31. desember: 99,999 %."),
        ([("Nordvik", "100", *YEAR), ("nordvik", "100", *YEAR)], "står to ganger 1. januar."),
        ([("Nordvik", "100", "2025-01-01", "2026-12-31")], "Datoene for Nordvik skal være i 2026."),
        ([("Nordvik", "100", "2026-12-31", "2026-01-01")], "Til-datoen for Nordvik er før fra-datoen."),
        ([("Nordvik", "0", *YEAR)], "skal være over 0 og høyst 100 %"),
        ([("Nordvik", "-5", *YEAR)], "skal være over 0 og høyst 100 %"),
        ([("Nordvik", "33,33333", *YEAR)], "med høyst 4 desimaler"),
        ([("Nordvik", "mye", *YEAR)], "Skriv et tall, for eksempel 12,5."),
        ([("Nordvik", "", *YEAR)], "Fyll ut, eller tøm hele linjen."),
        ([("", "100", *YEAR)], "Fyll ut, eller tøm hele linjen."),
        ([("Nordvik", "100", "", "2026-12-31")], "Fyll ut, eller tøm hele linjen."),
        ([("Nordvik", "100", "snart", "2026-12-31")], "Skriv datoen som 15.09.2026."),
        ([("a" * 101, "100", *YEAR)], "høyst 100 tegn"),
        ([("Kevin Berg i 9B", "100", *YEAR)], "part__behold"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_refused_with_days_and_sum(coordinator, post, shares, lines, said):
    answer = coordinator.post(f"{post}/andeler", {**rows(*lines), "versjon": "1"})
    assert answer.status_code == 422 and said in flat(answer), flat(answer).split("error-summary", 1)[-1][:600]
    assert shares() == []


def test_an_address_of_a_voucher_outlives_a_change_of_percent(coordinator, post, shares):
    coordinator.post(f"{post}/andeler", {**EVEN, "versjon": "1"})
    before = {party: share_id for party, _percent, share_id in shares()}
    changed = rows(("Nordvik", "50", *YEAR), ("Hamnes", "50", *YEAR), ("", "", *YEAR))
    assert coordinator.post(f"{post}/andeler", {**changed, "versjon": "2"}).status_code == 303
    after = {party: share_id for party, _percent, share_id in shares()}
    assert after == {party: before[party] for party in ("Nordvik", "Hamnes")}
    assert coordinator.get(f"{post}/bilag/{before['Solbygda']}.pdf").status_code == 404
    late = coordinator.post(f"{post}/andeler", {**EVEN, "versjon": "2"})
    assert late.status_code == 409 and "Solbygda" in text(late) and len(shares()) == 2


def test_a_party_keeps_to_itself_also_when_it_stands_on_two_lines(coordinator, post, shares):
    two = rows(("Hamnes", "100", "2026-01-01", "2026-06-30"), ("Hamnes", "25", "2026-07-01", "2026-12-31"),
               ("Nordvik", "75", "2026-07-01", "2026-12-31"))  # fmt: skip
    coordinator.post(f"{post}/andeler", {**two, "versjon": "1"})
    words = words_of(coordinator.get(f"{post}/bilag/{shares()[0][2]}.pdf"))
    assert "100 %" in words and "25 %" in words and "75 %" not in words


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tittel": ""}, "Skriv hva stillingen heter."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"tittel": "Koordinator 15017012398"}, "peke ut en person"),
        ({"ar": "1999"}, "Skriv et årstall"),
        ({"ar": "x"}, "Skriv et helt tall."),
        ({"kostnad": ""}, "Skriv hva stillingen koster."),
        ({"kostnad": " "}, "Skriv hva stillingen koster."),
        ({"kostnad": "dyr"}, "Skriv beløpet i kroner"),
        ({"prosent": "0"}, "over 0 og høyst 100"),
        ({"prosent": "100,5"}, "over 0 og høyst 100"),
        ({"prosent": ""}, "Skriv stillingsprosenten."),
    ],
)
def test_a_bad_post_is_told_at_its_field_and_writes_nothing(coordinator, ground, inside, wrong, said):
    answer = coordinator.post(LIST, {**GOOD, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert db.session.query(Position).count() == 0


def test_a_post_is_there_once_a_year_and_changes_by_version(coordinator, post, inside):
    again = coordinator.post(LIST, GOOD)
    assert again.status_code == 422 and "SLT-koordinator står allerede i 2026." in text(again)
    form = {**GOOD, "kostnad": "900 000,50", "versjon": "1"}
    assert coordinator.get(f"{post}/endring").status_code == 200
    assert coordinator.post(f"{post}/endring", form).status_code == 303
    assert coordinator.post(f"{post}/endring", form).status_code == 409
    once = {**GOOD, "ar": "2027", "en_gang": str(uuid4())}
    assert coordinator.post(LIST, once).location == coordinator.post(LIST, once).location
    with inside():
        found = [(p.year, p.cost, p.version) for p in db.session.query(Position).order_by(Position.year)]
    assert found == [(2026, 90_000_050, 2), (2027, 81_200_000, 1)]


def test_the_money_is_held_against_this_kommunes_own_part(coordinator, post):
    coordinator.post(f"{post}/andeler", {**EVEN, "versjon": "1"})
    form = {"versjon": "2", "kilder-0-kilde": "Eget budsjett", "kilder-0-belop": "400 000", "kilder-1-kilde": "", "kilder-1-belop": ""}
    assert coordinator.post(f"{post}/kilder", form).status_code == 303
    assert "Det mangler 87 200 kr: 400 000 kr av 487 200 kr er dekket (andelen til Nordvik)." in flat(coordinator.get(post))
    form = {**form, "versjon": "3", "kilder-1-kilde": "SLT-tilskudd", "kilder-1-belop": "87 200"}
    assert coordinator.post(f"{post}/kilder", form).status_code == 303
    assert "Pengene går opp med andelen til Nordvik: 487 200 kr." in flat(coordinator.get(post))
    bad = [("belop", "x"), ("belop", ""), ("kilde", ""), ("kilde", "a" * 201), ("kilde", "Fra 15017012398")]
    for wrong in ({f"kilder-0-{name}": value} for name, value in bad):
        assert coordinator.post(f"{post}/kilder", {**form, "versjon": "4", **wrong}).status_code == 422, wrong
    assert coordinator.post(f"{post}/kilder", form).status_code == 409


def test_only_the_coordinator_writes_and_a_member_does_not_see_it(member, chair, post):
    assert chair.get(post).status_code == 200 and member.get(post).status_code == 403
    for part in ("endring", "andeler", "kilder"):
        assert chair.get(f"{post}/{part}").status_code == 403
        assert chair.post(f"{post}/{part}", {**EVEN, "versjon": "1"}).status_code == 403
    assert chair.get(f"{LIST}ny").status_code == chair.post(LIST, GOOD).status_code == 403


def test_another_kommunes_posts_and_vouchers_are_not_there(coordinator, stranger, post, shares):
    coordinator.post(f"{post}/andeler", {**EVEN, "versjon": "1"})
    theirs = coordinator.post("/k/hamnes/okonomi/stilling/", {**GOOD, "tittel": "Øvingsleder"}).location.removesuffix("/andeler")
    coordinator.post(f"{theirs}/andeler", {**EVEN, "versjon": "1"})
    foreign, own = theirs.rsplit("/", 1)[1], shares("nordvik")[0][2]
    voucher = shares("hamnes")[0][2]
    assert "Øvingsleder" not in text(coordinator.get(PAGE))
    for part in ("", "/endring", "/andeler", "/kilder", f"/bilag/{voucher}.pdf", f"/bilag/{own}.pdf"):
        assert coordinator.get(f"{LIST}{foreign}{part}").status_code == 404
    for part in ("endring", "andeler", "kilder"):
        assert coordinator.post(f"{LIST}{foreign}/{part}", {**GOOD, **EVEN, "versjon": "2"}).status_code == 404
    assert coordinator.get(f"{post}/bilag/{voucher}.pdf").status_code == 404
    for address in (post, f"{post}/bilag/{own}.pdf"):
        assert stranger.get(address).status_code == 404
    assert len(shares("hamnes")) == 3
