"""Pages of an account: the link that sets a password, once."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from radicular.workbench.accounts.models import OneTimeLink, User

__all__ = ["one_time_link"]


@login_not_required
@require_http_methods(["GET", "POST"])
def one_time_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of a link set a password and sign in; a second time it does not exist."""
    link = OneTimeLink.valid(token)
    if link is None:
        return render(request, "accounts/link_gone.html", status=404)
    form: SetPasswordForm[User] = SetPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        OneTimeLink.objects.filter(pk=link.pk).update(used=timezone.now())
        login(request, link.user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("home")
    context = {"form": form, "person": link.user}
    return render(request, "accounts/link.html", context, status=422 if form.errors else 200)
