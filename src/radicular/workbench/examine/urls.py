"""Addresses of the examination page."""

from django.urls import path

from radicular.workbench.examine import file_views, views

urlpatterns = [
    path("<uuid:key>/", views.examine, name="examine"),
    path("<uuid:key>/enter", views.enter_finding, name="enter"),
    path("<uuid:key>/header", views.enter_header, name="header"),
    path("<uuid:key>/reasons", views.reasons, name="reasons"),
    path("<uuid:key>/text", file_views.as_text, name="as_text"),
    path("<uuid:key>/case", file_views.as_case, name="as_case"),
]
