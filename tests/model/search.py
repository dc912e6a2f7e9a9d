"""How long the model tests search: HYPOTHESIS_PROFILE=campaign searches long."""

import os

from hypothesis import HealthCheck, settings

CAMPAIGN = os.environ.get("HYPOTHESIS_PROFILE") == "campaign"


def search(examples: int, *, steps: int = 50) -> settings:
    """Search in so many examples in the suite; a campaign takes a hundred times as many."""
    return settings(
        max_examples=examples * (100 if CAMPAIGN else 1),
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
