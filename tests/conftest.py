"""The budgets of the property tests: HYPOTHESIS_PROFILE names one; `default` finds the same cases every time."""

from __future__ import annotations

import os

import textual._wait
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    max_examples=2000,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

#: How often a pilot looks whether the app is at rest: Textual's own 20 ms are most of what a key costs in a test. Every
#: test waits for what it asserts, so looking more often changes nothing but the time (there is no public setting).
textual._wait.SLEEP_GRANULARITY = 1 / 250
textual._wait.SLEEP_IDLE = textual._wait.SLEEP_GRANULARITY / 10
