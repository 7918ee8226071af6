"""The addresses of the workbench."""

from django.urls import include, path

from radicular.workbench.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("radicular.workbench.accounts.urls")),
    path("examinations/", include("radicular.workbench.examine.urls")),
    path("examinations/", include("radicular.workbench.drawing.urls")),
    path("examinations/", include("radicular.workbench.leaflet.urls")),
    path("examinations/", include("radicular.workbench.what_if.urls")),
    path("episodes/", include("radicular.workbench.course.urls")),
    path("patients/", include("radicular.workbench.records.urls")),
    path("teaching/", include("radicular.workbench.teaching.urls")),
]
