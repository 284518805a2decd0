"""Addresses of filing."""

from __future__ import annotations

from django.urls import path

from complaints.views import aids, filing

urlpatterns = [
    path("file/aid/categories/", aids.aid_categories, name="aid_categories"),
    path("file/aid/item/", aids.aid_item, name="aid_item"),
    path("file/", filing.complaint_new, name="complaint_file"),
    path("file/<str:number>/done/", filing.complaint_filed, name="complaint_filed"),
]
