"""The room `config`: checks that look at the whole site, and the server of the one-process way to run."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import checks

        checks.install()
