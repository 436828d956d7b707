"""The list that infra plugs in, in the order a year unfolds; a menu shows them in the order a day does."""

from tenants.access import views as access
from tenants.bti import views as bti
from tenants.checkup import views as checkup
from tenants.control import views as control
from tenants.coverage import views as coverage
from tenants.departure import views as departure
from tenants.evaluation import views as evaluation
from tenants.face import views as face
from tenants.feeds import views as feeds
from tenants.filing import views as filing
from tenants.findings import views as findings
from tenants.frames import views as frames
from tenants.funding import views as funding
from tenants.gains import views as gains
from tenants.goals import views as goals
from tenants.groups import views as groups
from tenants.handover import views as handover
from tenants.indicators import views as indicators
from tenants.joint import views as joint
from tenants.letters import views as letters
from tenants.lifting import views as lifting
from tenants.mapping import views as mapping
from tenants.measures import views as measures
from tenants.meetings import views as meetings
from tenants.minutes import views as minutes
from tenants.network import views as network
from tenants.notices import views as notices
from tenants.onboarding import views as onboarding
from tenants.outreach import views as outreach
from tenants.overview import views as overview
from tenants.plans import views as plans
from tenants.practice import views as practice
from tenants.publicity import views as publicity
from tenants.resources import views as resources
from tenants.rounds import views as rounds
from tenants.search import views as search
from tenants.selfreview import views as selfreview
from tenants.sharing import views as sharing
from tenants.sight import views as sight
from tenants.signals import views as signals
from tenants.situation import views as situation
from tenants.tasks import views as tasks
from tenants.templates import views as templates
from tenants.visits import views as visits
from tenants.wheel import views as wheel
from tenants.yearbook import views as yearbook

FEATURES = [
    overview.FEATURE,
    wheel.FEATURE,
    meetings.FEATURE,
    minutes.FEATURE,
    joint.FEATURE,
    publicity.FEATURE,
    tasks.FEATURE,
    mapping.FEATURE,
    findings.FEATURE,
    rounds.FEATURE,
    signals.FEATURE,
    indicators.FEATURE,
    coverage.FEATURE,
    resources.FEATURE,
    situation.FEATURE,
    goals.FEATURE,
    plans.FEATURE,
    measures.FEATURE,
    evaluation.FEATURE,
    sight.FEATURE,
    practice.FEATURE,
    lifting.FEATURE,
    funding.FEATURE,
    bti.FEATURE,
    yearbook.FEATURE,
    gains.FEATURE,
    checkup.FEATURE,
    selfreview.FEATURE,
    groups.FEATURE,
    network.FEATURE,
    visits.FEATURE,
    templates.FEATURE,
    access.FEATURE,
    frames.FEATURE,
    onboarding.FEATURE,
    handover.FEATURE,
    control.FEATURE,
    sharing.FEATURE,
    face.FEATURE,
    filing.FEATURE,
    departure.FEATURE,
    feeds.FEATURE,
    notices.FEATURE,
    search.FEATURE,
    letters.FEATURE,
    outreach.FEATURE,
]
