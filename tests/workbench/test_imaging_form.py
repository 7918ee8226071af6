"""The form of imaging with four or six lumbar vertebrae: what it says is what the locator does."""

from uuid import uuid4

import pytest
from django.test import Client

from radicular.case import Case
from radicular.localize.localizer import Localizer
from radicular.workbench.records.models import Examination


def shown(client: Client, examination: Examination, **vertebrae: str) -> str:
    page = f"/examinations/{examination.key}/"
    client.post(f"{page}header", {**vertebrae, "token": str(uuid4()), "seen": "0"})
    return client.get(f"{page}?section=imaging").content.decode()


def s1_root(localizer: Localizer, counted_by: str, *discs: dict[str, str]) -> float:
    case = Case.from_dict(
        {
            "radicular_case": 1,
            "lumbar_vertebrae": {"count": 6, "counted_by": counted_by} if counted_by else None,
            "findings": [
                {"finding": "mri_subarticular", "side": "right", "value": "severe", **disc}
                for disc in discs
            ],
        }
    )
    return localizer.locate(case).posterior.sites()["root_S1"]


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "discs"), [("4", "L4-S1"), ("6", "L5-L6 and L6-S1")])
def test_four_and_six_vertebrae_have_discs_that_the_list_does_not_have(
    signed_in: Client, examination: Examination, count: str, discs: str
) -> None:
    text = shown(signed_in, examination, count=count, counted_by="whole spine")
    assert f"{count} lumbar vertebrae are on record. Name the levels by this count" in text
    assert f"For {discs}, which the list does not have" in text


@pytest.mark.django_db
def test_a_count_that_is_not_confirmed_leaves_the_names_to_the_report(
    signed_in: Client, examination: Examination
) -> None:
    text = shown(signed_in, examination, count="6", counted_by="lumbar only")
    assert "Name the levels as the report does: the count is not confirmed" in text


@pytest.mark.django_db
@pytest.mark.parametrize("count", ["", "5"])
def test_with_five_or_no_count_nothing_is_said(
    signed_in: Client, examination: Examination, count: str
) -> None:
    text = shown(signed_in, examination, count=count, counted_by="whole spine")
    assert "lumbar vertebrae are on record" not in text


def test_the_locator_does_with_the_names_what_the_form_says() -> None:
    localizer, named, unnamed = Localizer(), {"level": "L5-S1"}, dict[str, str]()
    as_reported = s1_root(localizer, "lumbar only", named)
    assert as_reported == pytest.approx(s1_root(localizer, "", named))
    assert s1_root(localizer, "whole spine", named) > as_reported
    without_level = s1_root(localizer, "whole spine", unnamed)
    assert s1_root(localizer, "whole spine") < without_level < as_reported
