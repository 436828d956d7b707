import json
from datetime import date
from pathlib import Path
from uuid import uuid4
from saas import clock
from tests.tenants.minutes.steps import *
from tests.tenants.minutes.test_two_browsers import address, browser, visit
OUT = Path("/tmp/mshots"); OUT.mkdir(exist_ok=True)
AXE = Path("/tmp/e-npm/node_modules/axe-core/axe.min.js")
def shoot(browser, base, where, name, email="koordinator@fjordvest.example"):
    page = visit(browser, base, email, where)
    logs=[]
    page.on("console", lambda m: logs.append(m.text) if m.type=="error" else None)
    page.reload()
    for w in (1280, 360):
        page.set_viewport_size({"width": w, "height": 900})
        page.screenshot(path=str(OUT / f"{name}-{w}.png"), full_page=True)
        over = page.evaluate("document.documentElement.scrollWidth")
        if over > w: print("OVERFLOW", name, w, over)
    if AXE.exists():
        s = AXE.read_text()
        page.context.close()
        ctx = browser.new_context(bypass_csp=True); p = ctx.new_page()
        p.goto(f"{base}/logg-inn"); p.fill("[name=epost]", email); p.fill("[name=passord]", "et-langt-passord-for-tester"); p.press("[name=passord]", "Enter")
        p.wait_for_url(lambda u: "logg-inn" not in u); p.goto(base+where); p.add_script_tag(content=s)
        r = p.evaluate("axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})")
        for v in r["violations"]:
            print("AXE", name, v["id"], v["impact"], [n["html"][:150] for n in v["nodes"]][:3])
        ctx.close()
    else: print("no axe")
    for l in logs: print("LOG", name, l)

def test_shots(house, coordinator, leader, member, held, inside, address, browser):
    write(coordinator, held, held.first, "Politiet orienterte om flere hendelser ved Torget fredag kveld. Skolen kjenner seg igjen.\n\n- belysningen er dårlig\n- lite voksne ute\n\nNAV har ikke sett det samme.", "Koordineringsgruppen ber kulturetaten åpne hallen fredager fram til jul, og følger saken på neste møte.")
    add_action(coordinator, held, held.first, "Tilby åpen hall fredager 20–23", who=held.people["Yusuf"], due="2026-10-02")
    add_action(coordinator, held, held.second, "Spør teknisk etat om lys", who=held.people["Kari"])
    seen = version_on(coordinator, held, held.second)
    write(coordinator, held, held.second, "Først ute", "", seen); write(leader, held, held.second, "For sent ute, men likevel viktig", "", seen)
    shoot(browser, address, held.path(f"skriv/{held.meeting}?sak={held.first}"), "write")
    shoot(browser, address, held.path(f"skriv/{held.meeting}?sak={held.second}"), "conflict")
    shoot(browser, address, held.path(f"kontroll/{held.meeting}"), "check")
    shoot(browser, address, held.path(f"skjerm/{held.meeting}?sak={held.first}"), "screen")
    p = coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.second}")).get_data(as_text=True)
    a = p.split('id="konflikter" action="')[1].split('"')[0]; v = p.split('name="sett_versjon" value="')[1].split('"')[0]
    coordinator.post(a, {"losning": "naa", "sett_versjon": v})
    coordinator.post(held.path(f"kontroll/{held.meeting}/overstyring"), {"begrunnelse": "Fristen avklares med kommunedirektøren denne uken."})
    print(send(coordinator, held).status_code)
    mid = minutes_of(inside, held)[0]
    member.post(held.path(f"{mid}/merknader"), {"merknad": "Vedtaket gjaldt ut året.", "en_gang": str(uuid4())})
    shoot(browser, address, held.path(str(mid)), "show")
    shoot(browser, address, held.path(str(mid)), "show-member", "member@nordvik.example")
    shoot(browser, address, held.path(), "index")
    shoot(browser, address, held.path("vedtak"), "decisions")
    from tests.tenants.minutes.test_comments import comments
    from saas.db import db
    from tenants.minutes.models import MinutesComment
    with inside(): cid = db.session.query(MinutesComment.id).scalar()
    coordinator.post(held.path(f"{mid}/merknader/{cid}/svar"), {"svar": "Rettet."})
    write(coordinator, held, held.first, "Politiet orienterte om flere hendelser ved Torget fredag kveld.", "Hallen åpnes ut året.")
    clock.move_to(clock.at(date(2026, 9, 21), 9))
    shoot(browser, address, held.path(str(mid)), "show-approve")
    coordinator.post(held.path(f"{mid}/godkjenning"), {"versjon": minutes_of(inside, held)[3]})
    shoot(browser, address, held.path(f"{mid}/versjoner/2"), "version")
    with inside():
        from saas.accounts import links
        url = links.make("minutes.comment", mid, held.people["Are"]).split("bindeledd.test")[1]
    clock.move_to(clock.at(date(2026, 9, 17), 9))
    from tenants.minutes.models import Minutes
    with inside(): db.session.query(Minutes).one().stage = "for_comment"
    shoot(browser, address, url, "guest")
