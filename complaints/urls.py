"""Addresses of filing and of looking up."""

from __future__ import annotations

from django.urls import path

from complaints.views import aids, filed, filing, lookup, start, uploads, verify

urlpatterns = [
    path("file/aid/categories/", aids.aid_categories, name="aid_categories"),
    path("file/aid/item/", aids.aid_item, name="aid_item"),
    path("file/", start.complaint_start, name="complaint_file"),
    path("file/clear/", start.file_clear, name="file_clear"),
    path("file/verify/", verify.file_verify, name="file_verify"),
    path("file/evidence/upload/", uploads.file_upload, name="file_upload"),
    path("file/evidence/<slug:token>/", uploads.draft_file, name="draft_file"),
    path("file/<str:number>/done/", filed.complaint_filed, name="complaint_filed"),
    path("file/<str:number>/register/", filed.complaint_register, name="complaint_register"),
    path("file/<str:number>/calendar.ics", filed.complaint_calendar, name="complaint_calendar"),
    path("file/<slug:page>/", filing.file_page, name="file_page"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("lookup/contact/", lookup.lookup_contact, name="lookup_contact"),
    path("lookup/code/", lookup.lookup_code, name="lookup_code"),
    path("lookup/end/", lookup.lookup_end, name="lookup_end"),
]
