"""Background work: the tasks of every room, and when the beat wakes which. The schedule is code, not rows."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

WAKE_SECONDS = 5.0
SWEEP_SECONDS = 10.0
FORGET_SECONDS = 3600.0
FILES_SECONDS = 3600.0

app = Celery("zhiqiao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A run that found no worker in time is dropped: the next one does its work.
app.conf.beat_schedule = {
    "wake": {"task": "core.wake", "schedule": WAKE_SECONDS, "options": {"expires": WAKE_SECONDS}},
    "sweep": {"task": "core.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}},
    "forget": {"task": "accounts.forget_unproven", "schedule": FORGET_SECONDS, "options": {"expires": FORGET_SECONDS}},
    "counts": {"task": "core.forget_counts", "schedule": FORGET_SECONDS, "options": {"expires": FORGET_SECONDS}},
    "codes": {"task": "accounts.forget_codes", "schedule": FORGET_SECONDS, "options": {"expires": FORGET_SECONDS}},
    "sweep-files": {"task": "core.sweep_files", "schedule": FILES_SECONDS, "options": {"expires": FILES_SECONDS}},
    "drafts": {"task": "complaints.forget_drafts", "schedule": FORGET_SECONDS, "options": {"expires": FORGET_SECONDS}},
}
