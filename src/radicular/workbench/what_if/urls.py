"""Addresses of a lesion put on the map."""

from django.urls import path

from radicular.workbench.what_if import views, why_views

urlpatterns = [
    path("<uuid:key>/what-if", views.what_if, name="what_if"),
    path("<uuid:key>/what-if/h-reflex", views.h_reflex, name="h_reflex"),
    path("<uuid:key>/what-if/h-reflex/recording", views.recording, name="h_reflex_recording"),
    path("<uuid:key>/path", views.way, name="way"),
    path("<uuid:key>/why", why_views.why, name="why"),
]
