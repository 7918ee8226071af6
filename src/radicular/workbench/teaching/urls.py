"""Addresses of teaching."""

from django.urls import path

from radicular.workbench.teaching import set_views, views

urlpatterns = [
    path("", views.practice, name="teaching"),
    path("due", views.next_due, name="next_due"),
    path("case/<str:code>", views.case, name="teaching_case"),
    path("case/<str:code>/<str:version>", views.case, name="teaching_case_as_drawn"),
    path("attempts/<uuid:key>/", views.attempt, name="attempt"),
    path("attempts/<uuid:key>/ask", views.ask_test, name="ask_test"),
    path("attempts/<uuid:key>/help", views.training_wheels, name="training_wheels"),
    path("attempts/<uuid:key>/answer", views.answer, name="answer"),
    path("sets/new", set_views.new_set, name="new_set"),
    path("sets/<uuid:key>/", set_views.case_set, name="case_set"),
    path("sets/<uuid:key>/<int:number>", set_views.start, name="start_case"),
    path("sets/join/<str:token>", set_views.join, name="join_set"),
]
