"""Sign-ups nobody finished."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from accounts.tasks import forget_unproven
from core import time
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_sign_up_that_proved_nothing_is_gone_after_two_days(cast: Cast) -> None:
    left = User.objects.create(name="覃路过", phone="+8613977770000", date_joined=time.now())
    assert forget_unproven() == 0
    with time.at(time.now() + dt.timedelta(days=2, hours=1)):
        assert forget_unproven() == 1
    assert not User.objects.filter(pk=left.pk).exists()
    assert User.objects.filter(pk=cast.consumer.pk).exists()
