"""A room for tests: a flow small enough to see through, so that the door is tested apart from complaints."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "tests.lab"
    label = "lab"
