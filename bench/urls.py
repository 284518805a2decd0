"""The site's addresses, and the yardstick: a view that writes one row."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from config.urls import urlpatterns as site
from core.models import Stream


@csrf_exempt
def one_insert(request: HttpRequest) -> HttpResponse:
    """The least that a view which writes does."""
    Stream.objects.create(name=f"bench:{time.perf_counter_ns()}:{request.headers.get('X-Client', '')}")
    return HttpResponse("ok")


urlpatterns: list[URLPattern | URLResolver] = [path("bench/one/", one_insert), *site]
