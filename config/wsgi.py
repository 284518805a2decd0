"""Pages and API in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Only after the apps are loaded.
from config.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
