"""Addresses of the examination page."""

from django.urls import path

from radicular.workbench.examine import views

urlpatterns = [
    path("<uuid:key>/", views.examine, name="examine"),
    path("<uuid:key>/enter", views.enter_finding, name="enter"),
    path("<uuid:key>/header", views.enter_header, name="header"),
    path("<uuid:key>/reasons", views.reasons, name="reasons"),
]
