"""One of everything on the line from finding to effect, for the crawler; every free text carries the given word."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """Rows in an order that their keys allow. `ids` maps table → id of what stands there already, and is filled."""
    for make in (_rounds, _knowledge, _effect, _resources, _money, _surroundings, _documents, _figures):
        for row in make(word, ids):
            row.id = row.id or uuid4()
            ids.setdefault(row.__tablename__, row.id)
            yield row


def _rounds(word, ids):
    from tenants.bti.models import BtiProgramme
    from tenants.rounds import models as r

    yield BtiProgramme(id=uuid4(), leader_id=ids["people"], guide_title=f"{word} veileder", note=word)
    challenge = r.Round(id=uuid4(), kind="challenge", group_id=ids["groups"], title=f"{word} runde", description=word,
                        theme="substances", item_id=ids["agenda_items"], due_on=clock.today(), state="sent",
                        sent_at=clock.now())
    yield challenge
    yield r.RoundQuestion(id=uuid4(), round_id=challenge.id, position=1, text=f"{word} spørsmål")
    yield r.RoundRecipient(id=uuid4(), round_id=challenge.id, person_id=ids["people"],
                           organisation_id=ids["organisations"], recognised="yes", shared="yes", words=f"{word} svar",
                           contribution=word, answered_at=clock.now())
    yield r.RoundAnswer(id=uuid4(), recipient_id=ids["round_recipients"], question_id=ids["round_questions"], text=word)


def _knowledge(word, ids):
    from tenants.findings import models as f
    from tenants.signals import models as s

    yield f.Source(id=uuid4(), title=f"{word} kilde", type="youth", owner=word, year=clock.today().year, note=word)
    yield f.Finding(id=uuid4(), title=f"{word} funn", description=word, kind="worry", theme="substances",
                    arena="public_space", age_group="13_15", heading="challenges", severity="high", spread="some",
                    trend="rising", noted_on=clock.today())
    yield f.FindingSource(id=uuid4(), finding_id=ids["findings"], source_id=ids["sources"])
    yield s.Area(id=uuid4(), name=f"{word} område", residents=400)
    today = clock.today()
    yield s.Signal(id=uuid4(), theme="substances", arena="public_space", age_group="13_15", area_id=ids["areas"],
                   week_on=today - timedelta(days=today.weekday()), size="6_10", sector="police", note=word, noted_by=word)


def _effect(word, ids):
    from tenants.evaluation.models import Evaluation
    from tenants.goals import models as g
    from tenants.measures import models as m

    yield g.Goal(id=uuid4(), group_id=ids["groups"], title=f"{word} mål", description=word, theme="substances",
                 from_year=2026, to_year=2029, rank=1, state="adopted", indicator=word, unit="%", baseline=Decimal(14),
                 target=Decimal(10), target_on=clock.today() + timedelta(days=900), item_id=ids["agenda_items"])
    yield g.GoalFinding(id=uuid4(), goal_id=ids["goals"], finding_id=ids["findings"])
    yield g.GoalReading(id=uuid4(), goal_id=ids["goals"], on_date=clock.today(), value=Decimal(13), note=word)
    yield g.GoalPlan(id=uuid4(), goal_id=ids["goals"], document=f"{word} plan", chapter=word)
    yield m.Measure(id=uuid4(), number=1, year=2026, title=f"{word} tiltak", description=word, theme="substances",
                    arena="leisure", age_group="13_15", type="leisure", prevention_level="universal",
                    goal_id=ids["goals"], round_id=ids["rounds"], group_id=ids["groups"], item_id=ids["agenda_items"],
                    decision=word, owner_id=ids["organisations"], responsible_id=ids["people"],
                    police_contribution=word, starts_on=clock.today(), state="started", status="on_track",
                    status_note=word, status_at=clock.now())
    # The next measure is number two: a counter that did not know of this one would give its number away once more.
    yield m.MeasureNumber(id=uuid4(), year=2026, last=1)
    yield m.MeasureFinding(id=uuid4(), measure_id=ids["measures"], finding_id=ids["findings"])
    yield m.MeasureStep(id=uuid4(), measure_id=ids["measures"], to_state="proposed", why=word, by=word)
    yield m.EvaluationPlan(id=uuid4(), measure_id=ids["measures"], type="participation", indicator=word, unit=word,
                           baseline=Decimal(0), target=Decimal(35), measure_on=clock.today(), responsible_id=ids["people"])
    yield m.Milestone(id=uuid4(), measure_id=ids["measures"], title=f"{word} milepæl", due_on=clock.today())
    yield Evaluation(id=uuid4(), measure_id=ids["measures"], type="participation", indicator=word, baseline=Decimal(0),
                     target=Decimal(35), result=Decimal(38), evaluated_on=clock.today(), verdict="works",
                     lesson=f"{word} lærdom", next="continue", strengths=["safety"], written_by=word)


def _resources(word, ids):
    from tenants.resources import models as r

    yield r.Need(id=uuid4(), title=f"{word} behov", description=word, kind="hours", amount=Decimal(4), unit="timer",
                 finding_id=ids["findings"])
    yield r.Capacity(id=uuid4(), organisation_id=ids["organisations"], kind="hours", unit="timer", year=2026,
                     amount=Decimal(40))
    yield r.ResourceLine(id=uuid4(), organisation_id=ids["organisations"], person_id=ids["people"], kind="hours",
                         description=f"{word} bidrag", amount=Decimal(2), unit="timer", leader_id=ids["people"],
                         recipient_id=ids["round_recipients"], need_id=ids["needs"], measure_id=ids["measures"])


def _money(word, ids):
    from tenants.funding import models as f

    yield f.Grant(id=uuid4(), name=f"{word} tilskudd", grantor=word, scheme="slt", first_year=2026, years=3,
                  conditions=word, results=word)
    yield f.GrantYear(id=uuid4(), grant_id=ids["grants"], year=2026, amount=40_000_000, own=8_000_000, spent=1)
    yield f.GrantMeasure(id=uuid4(), grant_id=ids["grants"], measure_id=ids["measures"])
    yield f.Position(id=uuid4(), title=f"{word} stilling", year=2026, cost=90_000_000, fte_percent=Decimal(100))
    yield f.PositionShare(id=uuid4(), position_id=ids["positions"], party=f"{word} part", share=Decimal(100),
                          from_on=clock.today().replace(month=1, day=1), until_on=clock.today().replace(month=12, day=31))
    yield f.PositionSource(id=uuid4(), position_id=ids["positions"], source=word, amount=90_000_000)
    yield f.WorkTerm(id=uuid4(), year=2026, fte_percent=Decimal(30), hours=Decimal(585))
    yield f.WorkHours(id=uuid4(), on_date=clock.today(), hours=Decimal(3), activity="meetings", note=word, noted_by=word)


def _surroundings(word, ids):
    from tenants.coverage import models as c

    yield c.Offer(id=uuid4(), organisation_id=ids["organisations"], title=f"{word} tilbud", theme="substances",
                  arena="leisure", age_group="13_15", note=word)
    yield c.Contact(id=uuid4(), organisation_id=ids["organisations"], on_date=clock.today(), kind="visit", topic=word,
                    noted_by=word)


def _documents(word, ids):
    from tenants.mapping import models as a
    from tenants.plans import models as p
    from tenants.situation import models as s

    yield a.Assessment(id=uuid4(), year=2026, title=f"{word} kartlegging", group_id=ids["groups"], summary=word,
                       opened_on=clock.today())
    for heading in ("offers", "works", "challenges", "cooperation", "development"):
        yield a.AssessmentSection(id=uuid4(), assessment_id=ids["assessments"], heading=heading, text=word,
                                  person_id=ids["people"])
    yield a.AssessmentFinding(id=uuid4(), assessment_id=ids["assessments"], finding_id=ids["findings"])
    yield p.ActionPlan(id=uuid4(), title=f"{word} handlingsplan", from_year=2027, to_year=2027, overall=word,
                       situation=word, offers=word, process=word, partners=word)
    yield p.PlanProposal(id=uuid4(), plan_id=ids["action_plans"], measure_id=ids["measures"], rank=1)
    yield s.SituationFigure(id=uuid4(), position=1, series="own:ungdata.977:lower_secondary")
    from tenants.situation import service

    yield s.SituationReport(id=uuid4(), on_date=clock.today(), content=service.build(), summary=word, item_id=ids["agenda_items"],
                            created_by=word, sha256="0")


def _figures(word, ids):
    from tenants.indicators import models as i

    yield i.IndicatorImport(id=uuid4(), filename=f"{word}.csv", format="csv", sha256="0", rows=1, added=1, changed=0,
                            by=word)
    yield i.IndicatorReading(id=uuid4(), code="ungdata.977", title=f"{word} tall", source=word, period="2025", year=2025,
                             level="lower_secondary", sex="", unit="%", value=Decimal(14), n=312,
                             import_id=ids["indicator_imports"])
