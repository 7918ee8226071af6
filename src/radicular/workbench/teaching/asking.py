"""Beginning a case and uncovering it test by test."""

from django.db import transaction
from django.utils import timezone

from radicular.errors import InputError
from radicular.findings.catalog import load_catalog
from radicular.parameters import parameter
from radicular.patient import drawn_with
from radicular.workbench.accounts.models import User
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.models import Asked, Attempt, CaseSet, Named
from radicular.workbench.teaching.patients import complaints, value_of

__all__ = ["ask", "begin", "burden", "help_with", "still_open"]


def begin(person: User, code: CaseCode, case_set: CaseSet | None = None) -> Attempt:
    """Return a new attempt that holds what the patient brings up; in a set the one there is."""
    with transaction.atomic():
        if case_set is not None:
            User.objects.select_for_update().get(pk=person.pk)
            known = Attempt.objects.filter(person=person, case_set=case_set, case=str(code)).first()
            if known is not None:
                return known
        attempt = Attempt.objects.create(
            person=person, case=str(code), drawn_with=drawn_with(), case_set=case_set
        )
        Asked.objects.bulk_create(
            Asked(
                attempt=attempt,
                number=number,
                finding=item.finding,
                side=item.side,
                value=item.value.text,
                told=True,
            )
            for number, item in enumerate(complaints(code), start=1)
        )
    return attempt


def ask(attempt: Attempt, finding: str, side: str) -> None:
    """Uncover one value; a second time nothing changes.

    Raises:
        InputError: If it cannot be asked, or the place was named already.
    """
    item = value_of(CaseCode.parse(attempt.case), finding, side)
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        still_open(attempt)
        number = attempt.asked.count() + 1
        values = {"number": number, "value": item.value.text}
        attempt.asked.get_or_create(finding=finding, side=item.side, defaults=values)


def help_with(attempt: Attempt) -> None:
    """Show the model's probabilities from now on; the score tells it.

    Raises:
        InputError: If the place was named already.
    """
    still_open(attempt)
    Attempt.objects.filter(pk=attempt.pk, helped=None).update(helped=timezone.now())


def still_open(attempt: Attempt) -> None:
    """Refuse to go on with a case whose place was named.

    Raises:
        InputError: If it was.
    """
    if Named.objects.filter(attempt=attempt).exists():
        raise InputError("case", attempt.case, "a case that is not answered yet")


def burden(attempt: Attempt) -> float:
    """Return what all tests cost the patient, in simple questions; both sides are one test."""
    tests = {one.finding for one in attempt.asked.all() if not one.told}
    return sum(parameter(f"burden_{load_catalog()[name].burden}") for name in tests)
