"""Addresses of filing."""

from __future__ import annotations

from django.urls import path

from complaints.views import filing

urlpatterns = [
    path("file/", filing.complaint_new, name="complaint_file"),
    path("file/<str:number>/done/", filing.complaint_filed, name="complaint_filed"),
]
