"""The list that infra plugs in, in the order a year unfolds; a menu shows them in the order a day does."""

from tenants.bti import views as bti
from tenants.coverage import views as coverage
from tenants.evaluation import views as evaluation
from tenants.findings import views as findings
from tenants.funding import views as funding
from tenants.goals import views as goals
from tenants.groups import views as groups
from tenants.indicators import views as indicators
from tenants.letters import views as letters
from tenants.lifting import views as lifting
from tenants.mapping import views as mapping
from tenants.measures import views as measures
from tenants.meetings import views as meetings
from tenants.minutes import views as minutes
from tenants.network import views as network
from tenants.overview import views as overview
from tenants.plans import views as plans
from tenants.resources import views as resources
from tenants.rounds import views as rounds
from tenants.sight import views as sight
from tenants.signals import views as signals
from tenants.situation import views as situation
from tenants.tasks import views as tasks

FEATURES = [
    overview.FEATURE,
    meetings.FEATURE,
    minutes.FEATURE,
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
    lifting.FEATURE,
    funding.FEATURE,
    bti.FEATURE,
    groups.FEATURE,
    network.FEATURE,
    letters.FEATURE,
]
