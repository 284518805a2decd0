"""Addresses of filing."""

from __future__ import annotations

from django.urls import path

from complaints.views import aids, filed, filing, start, verify

urlpatterns = [
    path("file/aid/categories/", aids.aid_categories, name="aid_categories"),
    path("file/aid/item/", aids.aid_item, name="aid_item"),
    path("file/", start.complaint_start, name="complaint_file"),
    path("file/clear/", start.file_clear, name="file_clear"),
    path("file/verify/", verify.file_verify, name="file_verify"),
    path("file/<str:number>/done/", filed.complaint_filed, name="complaint_filed"),
    path("file/<slug:page>/", filing.file_page, name="file_page"),
]
