"""Addresses of the body map."""

from django.urls import path

from radicular.workbench.drawing import views

urlpatterns = [
    path("<uuid:key>/body", views.body, name="body"),
    path("<uuid:key>/body/stroke", views.enter_stroke, name="enter_stroke"),
    path("<uuid:key>/body/complete", views.enter_complete, name="enter_complete"),
    path("<uuid:key>/body/drawn", views.drawn, name="drawn"),
]
