"""Pages of accounts: who may sign in, in which role, and the link that sets a password, once."""

from collections.abc import Callable
from functools import wraps

from auditlog.models import LogEntry
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from radicular.errors import InputError
from radicular.workbench.accounts.audit import SET_BY_LINK, last_set_by_link, note
from radicular.workbench.accounts.forms import AccountForm
from radicular.workbench.accounts.history import told
from radicular.workbench.accounts.keeping import change_role, close, reopen
from radicular.workbench.accounts.models import OneTimeLink, Role, User
from radicular.workbench.accounts.person import person_of

__all__ = [
    "account",
    "accounts",
    "change_password",
    "close_account",
    "new_account",
    "new_link",
    "one_time_link",
    "reopen_account",
    "set_role",
]

BACKEND = "django.contrib.auth.backends.ModelBackend"
LISTED = 50


def for_keepers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those see a page who keep accounts; for others it does not exist."""

    @wraps(view)
    def kept(request: HttpRequest, **address: int) -> HttpResponse:
        if not person_of(request).keeps_accounts:
            raise Http404
        return view(request, **address)

    return kept


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_time_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the owner of a link set a password and sign in; a second time it does not exist."""
    link = OneTimeLink.valid(token)
    if link is None:
        return render(request, "accounts/link_gone.html", status=404)
    form: SetPasswordForm[User] = SetPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _set_password(form, link):
            return render(request, "accounts/link_gone.html", status=404)
        _tell_of_the_last(request, link.user)
        note(SET_BY_LINK, link.user, link.user, request)
        login(request, link.user, backend=BACKEND)
        return redirect("home")
    context = {"form": form, "person": link.user}
    return render(request, "accounts/link.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Let people change their own password, who know the one before."""
    person = person_of(request)
    form = PasswordChangeForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, person)
        note("password changed", person, person, request)
        return render(request, "accounts/password_changed.html")
    status = 422 if form.errors else 200
    return render(request, "accounts/password.html", {"form": form}, status=status)


@require_safe
@for_keepers
def accounts(request: HttpRequest) -> HttpResponse:
    """List everybody who has an account."""
    return render(request, "accounts/accounts.html", {"people": User.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account, and show the link with which its owner sets a password."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.set_unusable_password()
        made.save()
        return _show_link(request, made)
    context = {"form": form}
    return render(request, "accounts/new.html", context, status=422 if form.errors else 200)


@require_safe
@for_keepers
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account, what can be done with it and what happened to it."""
    return _show_account(request, get_object_or_404(User, pk=number))


@require_POST
@for_keepers
def new_link(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link for somebody who lost theirs, or the password."""
    return _show_link(request, get_object_or_404(User, pk=number, is_active=True))


@require_POST
@for_keepers
def set_role(request: HttpRequest, number: int) -> HttpResponse:
    """Give somebody another role."""
    role, keeps = request.POST.get("role", ""), "is_superuser" in request.POST
    return _changed(request, number, lambda user: change_role(user, role, also_keeps=keeps))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def close_account(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, and let somebody in no longer."""
    if request.method == "POST":
        return _changed(request, number, lambda user: close(user, by=person_of(request)))
    user = get_object_or_404(User, pk=number, is_active=True)
    return render(request, "accounts/close.html", {"account": user})


@require_POST
@for_keepers
def reopen_account(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in again."""
    return _changed(request, number, reopen)


def _tell_of_the_last(request: HttpRequest, user: User) -> None:
    last = last_set_by_link(user)
    if last is not None:
        on = f"{timezone.localtime(last.timestamp):%Y-%m-%d %H:%M}"
        told = f"Before, the password of this account was set by a link on {on}."
        messages.warning(
            request, f"{told} If that was not you, somebody else was signed in as you."
        )


def _set_password(form: "SetPasswordForm[User]", link: OneTimeLink) -> bool:
    with transaction.atomic():
        if not link.claim():
            return False
        # Of the account nothing else is written: it may have been closed this moment.
        form.save(commit=False).save(update_fields=["password"])
    return True


def _changed(request: HttpRequest, number: int, change: Callable[[User], None]) -> HttpResponse:
    user = get_object_or_404(User, pk=number)
    try:
        change(user)
    except InputError as error:
        return _show_account(request, get_object_or_404(User, pk=number), str(error))
    return redirect("account", number)


def _show_account(request: HttpRequest, user: User, refused: str = "") -> HttpResponse:
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=user.pk
    ).select_related("actor")
    page = Paginator(entries, LISTED).get_page(request.GET.get("page"))
    context = {
        "account": user,
        "roles": Role.choices,
        "entries": page,
        "told": told(page),
        "refused": refused,
    }
    return render(request, "accounts/account.html", context, status=422 if refused else 200)


def _show_link(request: HttpRequest, user: User) -> HttpResponse:
    link = request.build_absolute_uri(reverse("link", args=[OneTimeLink.make(user)]))
    note("link made", user, person_of(request), request)
    return render(request, "accounts/link_made.html", {"account": user, "link": link})
