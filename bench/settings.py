"""The site's settings for a bench: the same middleware and database, one address more."""

from __future__ import annotations

from config.settings import *  # noqa: F403 - the site's settings, whole

ROOT_URLCONF = "bench.urls"
