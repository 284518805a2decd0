"""Every address of the site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from core import views as core_views
from core import views_files, views_verify
from mediation.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", core_views.healthz, name="healthz"),
    path("readyz", core_views.readyz, name="readyz"),
    path("outbox/", core_views.outbox, name="outbox"),
    path("", include("accounts.urls")),
    path("", include("supervision.urls")),
    path("", include("enterprises.urls")),
    path("", include("complaints.urls")),
    path("", include("mediation.urls")),
    path("api/v1/", api.urls),
    path("files/<slug:token>/", views_files.download, name="file"),
    path("files/<slug:token>/preview/", views_files.preview, name="file_preview"),
    path("verify/<slug:token>/", views_verify.verify, name="verify"),
]
