"""The room `notifications`."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from core import ledger, pending, streams
        from notifications import desks, live

        ledger.reader("live", hears=live.hears)
        pending.register("live", live.tell, outside=True)
        streams.extra_streams.append(desks.desks_of)
