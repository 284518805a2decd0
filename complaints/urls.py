"""Addresses of filing."""

from __future__ import annotations

from django.urls import path

from complaints.views import filed, filing

urlpatterns = [
    path("file/", filing.complaint_new, name="complaint_file"),
    path("file/<str:number>/done/", filed.complaint_filed, name="complaint_filed"),
    path("file/<str:number>/register/", filed.complaint_register, name="complaint_register"),
    path("file/<str:number>/calendar.ics", filed.complaint_calendar, name="complaint_calendar"),
]
