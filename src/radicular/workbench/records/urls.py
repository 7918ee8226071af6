"""Addresses of patients and their examinations."""

from django.urls import path

from radicular.workbench.records import head_views, owner_views, take_in_views, views

urlpatterns = [
    path("", views.patients, name="patients"),
    path("new", views.new_patient, name="new_patient"),
    path("take-in", take_in_views.take_in_patient, name="take_in"),
    path("deletions", owner_views.deletions, name="deletions"),
    path("<uuid:key>/edit", head_views.edit_patient, name="edit_patient"),
    path("<uuid:key>/sharing", owner_views.sharing, name="sharing"),
    path("<uuid:key>/archive", owner_views.give_out, name="give_out"),
    path("<uuid:key>/delete", owner_views.delete, name="delete_patient"),
    path("<uuid:key>/", views.patient, name="patient"),
    path("<uuid:key>/examine", views.new_examination, name="new_examination"),
    path("examinations/<uuid:key>/sign", views.sign, name="sign"),
    path("examinations/<uuid:key>/amend", views.amend_examination, name="amend"),
]
