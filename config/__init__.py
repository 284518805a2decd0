"""The whole: settings, addresses, background work."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
