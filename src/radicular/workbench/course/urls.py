"""Addresses of the course of a case."""

from django.urls import path

from radicular.workbench.course import import_views, views

urlpatterns = [
    path("new/<uuid:key>", views.new_episode, name="new_episode"),
    path("import/<uuid:key>", import_views.import_episode, name="import_episode"),
    path("<uuid:key>/", views.episode, name="episode"),
    path("<uuid:key>/add/<slug:kind>", views.add, name="add_entry"),
    path("<uuid:key>/documents/<slug:kind>", views.document, name="document"),
    path("<uuid:key>/documents/<slug:kind>.<slug:form>", views.document, name="document_file"),
    path("<uuid:key>/export/<slug:form>", views.export, name="export_episode"),
]
