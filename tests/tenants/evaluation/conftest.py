"""The same world as measures have."""

from tests.tenants.measures.conftest import (  # noqa: F401
    chair,
    make,
    october,
    other,
    post,
    practitioner,
    read,
    scene,
)  # fmt: skip
