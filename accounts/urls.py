"""Addresses of sign-in, the account and the demonstration's people."""

from __future__ import annotations

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("accounts/settings/", views.account_settings, name="account_settings"),
    path("accounts/hat/", views.account_hat, name="account_hat"),
    path("accounts/", include("allauth.account.urls")),
    path("language/", views.language, name="set_language"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
]
