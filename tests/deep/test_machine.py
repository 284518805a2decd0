"""The same random hands as in the suite, for much longer and differently each time."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.cast import Cast
from tests.complaints.test_machine import hands_on_complaints
from tests.core.machine import QUICK

LONG = settings(QUICK, derandomize=False, max_examples=150, stateful_step_count=40)


@pytest.mark.django_db
def test_a_complaint_under_many_hands_for_long(cast: Cast) -> None:
    run_state_machine_as_test(hands_on_complaints(cast), settings=LONG)
