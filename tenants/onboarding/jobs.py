"""The round of the guide, asked for by the clock in each kommune."""

from saas import jobs
from tenants.onboarding import requests


@jobs.job("onboarding.welcome")
def welcome() -> None:
    """A coordinator who has said yes is made welcome in the network, and the kommune is told."""
    requests.welcome()
