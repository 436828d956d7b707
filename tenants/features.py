"""The list that infra plugs in, in the order a year unfolds; a menu shows them in the order a day does."""

from tenants.groups import views as groups
from tenants.letters import views as letters
from tenants.meetings import views as meetings
from tenants.minutes import views as minutes
from tenants.network import views as network
from tenants.overview import views as overview
from tenants.tasks import views as tasks

FEATURES = [
    overview.FEATURE,
    meetings.FEATURE,
    minutes.FEATURE,
    tasks.FEATURE,
    groups.FEATURE,
    network.FEATURE,
    letters.FEATURE,
]
