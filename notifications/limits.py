"""How much one socket, one person and one process may take, and how often the live room looks again."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound of the live socket; seconds unless the name says otherwise. `settings.LIVE` overrides by name."""

    subscriptions: int = 50  # streams of one socket
    sockets_per_user: int = 20  # in this process
    sockets_anonymous: int = 100  # all of them together, in this process
    sockets_per_process: int = 1000
    frame_characters: int = 1024  # one frame of a client
    frames_at_once: int = 100  # a page that subscribes to all it may; then `frames_per_second`
    frames_per_second: float = 10.0
    outbox: int = 200  # frames waiting for a client before it counts as slow
    replay: int = 100  # missed entries sent one by one; beyond that only the newest

    recheck: float = 3.0  # permission and session are asked again
    idle: float = 10.0  # an anonymous socket without a stream
    send: float = 10.0  # one frame that the client does not take
    layer: float = 0.5  # one call of the channel layer
    audit: float = 5.0  # the database is asked what the layer may have lost
    refresh: float = 60.0  # group memberships are renewed; the layer forgets them after a day
    retry: float = 0.5  # first pause after the layer was lost; doubles
    retry_most: float = 5.0


def limits() -> Limits:
    """The bounds in force; raises TypeError for a name in `settings.LIVE` that is none."""
    return Limits(**getattr(settings, "LIVE", {}))
