"""Addresses of the room `enterprises`."""

from __future__ import annotations

from django.urls import path

from enterprises import views

urlpatterns = [
    path("public/recalls/", views.recalls, name="recalls"),
    path("public/recalls/<int:pk>/", views.recall, name="recall"),
]
