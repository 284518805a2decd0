"""Addresses of filing and of looking up."""

from __future__ import annotations

from django.urls import path

from complaints.views import filed, filing, lookup

urlpatterns = [
    path("file/", filing.complaint_new, name="complaint_file"),
    path("file/<str:number>/done/", filed.complaint_filed, name="complaint_filed"),
    path("file/<str:number>/register/", filed.complaint_register, name="complaint_register"),
    path("file/<str:number>/calendar.ics", filed.complaint_calendar, name="complaint_calendar"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("lookup/contact/", lookup.lookup_contact, name="lookup_contact"),
    path("lookup/code/", lookup.lookup_code, name="lookup_code"),
    path("lookup/end/", lookup.lookup_end, name="lookup_end"),
]
