"""Live sockets in production; pages and sockets together in the one-process way to run."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

# Only after the apps are loaded: the rooms import models.
from config.checks import refuse_unsafe_start  # noqa: E402
from notifications.routing import websocket_urlpatterns  # noqa: E402

refuse_unsafe_start()
sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})
