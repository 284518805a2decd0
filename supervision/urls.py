"""Addresses of the room `supervision`."""

from django.urls import path

from supervision import views

urlpatterns = [path("", views.home, name="home")]
