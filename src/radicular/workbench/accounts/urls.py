"""Addresses of signing in and out, and of accounts."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from radicular.workbench.accounts import views

urlpatterns = [
    path("login", LoginView.as_view(template_name="accounts/login.html"), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("link/<str:token>", views.one_time_link, name="link"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new", views.new_account, name="new_account"),
    path("accounts/password", views.change_password, name="change_password"),
    path("accounts/<int:number>/", views.account, name="account"),
    path("accounts/<int:number>/link", views.new_link, name="new_link"),
    path("accounts/<int:number>/role", views.set_role, name="set_role"),
    path("accounts/<int:number>/close", views.close_account, name="close_account"),
    path("accounts/<int:number>/reopen", views.reopen_account, name="reopen_account"),
]
