"""One cluster a session, always two kommuner, real PostgreSQL, real queue, real mail; see world.py for the people."""

from tests.world import *  # noqa: F403
