"""Addresses of sockets. Anything else is refused quietly; a router without an answer would log each as an error."""

from __future__ import annotations

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.urls import URLPattern, path, re_path

from notifications.consumers import LiveConsumer

live: Any = LiveConsumer.as_asgi()
nowhere: Any = WebsocketDenier.as_asgi()

websocket_urlpatterns: list[URLPattern] = [
    path("ws/live/", live, name="live"),
    re_path(r"", nowhere),
]
