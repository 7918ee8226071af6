"""Address of the page for the patient."""

from django.urls import path

from radicular.workbench.leaflet import views

urlpatterns = [path("<uuid:key>/patient", views.leaflet, name="leaflet")]
