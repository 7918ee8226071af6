"""Teaching: the lesion stays hidden until it is named, and what was answered wrong comes back."""

import itertools
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from radicular.case import Case
from radicular.findings.catalog import load_catalog
from radicular.patient import draw_hidden, draw_lesion, drawn_with, seeds_of
from radicular.workbench.accounts.models import User
from radicular.workbench.teaching.code import CaseCode
from radicular.workbench.teaching.flags import flags_of, missed_of
from radicular.workbench.teaching.groups import weaknesses
from radicular.workbench.teaching.models import Attempt, CaseSet, Named
from radicular.workbench.teaching.patients import complaints, patient_of, record, sections
from radicular.workbench.teaching.schedule import case_like, schedule
from radicular.workbench.teaching.scoring import Facts, nearness, score_of, scored

pytestmark = pytest.mark.django_db

#: A left S1 root, severe and painless, in the lateral recess.
CODE = CaseCode("common", 1)
RIGHT = Facts("root_S1", "left", 0.8, "root_S1", "left")


def begun(client: Client, code: CaseCode = CODE) -> Attempt:
    client.post(f"/teaching/case/{code}")
    return Attempt.objects.latest("id")


def ask(client: Client, attempt: Attempt, test: str) -> int:
    return client.post(f"/teaching/attempts/{attempt.key}/ask", {"test": test}).status_code


def name(client: Client, attempt: Attempt, site: str = "root_S1", side: str = "left") -> int:
    fields = {"site": site, "side": side, "confidence": "80"}
    return client.post(f"/teaching/attempts/{attempt.key}/answer", fields).status_code


def seen(client: Client, address: str) -> str:
    """Return a page without what differs from one request to the next."""
    text = client.get(address).content.decode()
    text = re.sub(r'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"\d\d:\d\d:\d\d", "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(common|any)-\d+", "", text)


def answered(site: str, true_site: str, *, day: int = 0) -> Named:
    at = timezone.make_aware(datetime(2026, 3, 2)) + timedelta(day)  # noqa: DTZ001
    return Named(site=site, side="left", true_site=true_site, true_side="left", at=at)


def test_the_same_code_is_the_same_patient() -> None:
    assert draw_hidden(5, "any", record()) == draw_hidden(5, "any", record())
    assert {draw_lesion(seed, "common").site for seed in range(40)} > {"root_S1", "root_L5"}
    assert str(draw_lesion(1, "common")).startswith("left S1 root")


@pytest.mark.parametrize(
    ("site", "longest"), [("compartment", 0.7), ("acute_polyradiculoneuropathy", 4)]
)
def test_what_is_acute_by_nature_is_not_drawn_for_longer(site: str, longest: float) -> None:
    seeds = itertools.islice(seeds_of(site, "any", itertools.count()), 12)
    weeks = {draw_lesion(seed, "any").weeks for seed in seeds}
    assert max(one for one in weeks if one is not None) == longest
    assert draw_lesion(4711, "common").weeks == 0.7


def test_every_test_can_be_found_in_a_section() -> None:
    shown = {finding.id for section in sections().values() for finding in section.findings}
    assert shown == {finding for finding, _ in record()}


def test_nothing_before_the_answer_tells_the_lesion_apart(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two patients with the same values and other lesions have the same pages."""
    attempt = begun(signed_in)
    ask(signed_in, attempt, "reflex_achilles|left")
    pages = [
        f"/teaching/case/{CODE}",
        *(f"/teaching/attempts/{attempt.key}/?section={key}" for key in sections()),
        "/teaching/",
    ]
    before = [seen(signed_in, page) for page in pages]
    hidden = patient_of(CODE)
    other = SimpleNamespace(case=hidden.case, lesion=SimpleNamespace(weeks=hidden.lesion.weeks))
    monkeypatch.setattr("radicular.workbench.teaching.patients.patient_of", lambda _code: other)
    assert [seen(signed_in, page) for page in pages] == before


def test_only_what_was_asked_is_sent(signed_in: Client) -> None:
    attempt = begun(signed_in)
    known = len(complaints(CODE))
    page = seen(signed_in, f"/teaching/attempts/{attempt.key}/?section=reflex")
    assert page.count('class="value"') == 0
    ask(signed_in, attempt, "reflex_achilles|left")
    after = seen(signed_in, f"/teaching/attempts/{attempt.key}/?section=reflex")
    assert after.count('class="value"') == 1
    assert attempt.asked.count() == known + 1


def test_uncovered_values_are_those_of_a_fresh_draw(signed_in: Client) -> None:
    attempt = begun(signed_in)
    for finding, side in record()[::9]:
        ask(signed_in, attempt, f"{finding}|{side}")
    drawn = draw_hidden(CODE.seed, CODE.spread, record()).case.observations
    values = {(one.finding, one.side): one.value.text for one in drawn}
    asked = list(attempt.asked.all())
    assert len(asked) > 20
    assert all(values[one.finding, one.side] == one.value for one in asked)


@pytest.mark.parametrize("test", ["", "ankle|left", "reflex_achilles|midline", "block_hip|left"])
def test_what_is_no_test_is_refused(signed_in: Client, test: str) -> None:
    attempt = begun(signed_in)
    assert ask(signed_in, attempt, test) == 422


def test_a_test_that_is_asked_twice_counts_once(signed_in: Client) -> None:
    attempt = begun(signed_in)
    before = attempt.asked.count()
    for _ in range(2):
        ask(signed_in, attempt, "reflex_achilles|left")
    assert attempt.asked.count() == before + 1


def test_an_answer_is_scored_and_never_changed(signed_in: Client) -> None:
    attempt = begun(signed_in)
    for test in ("bladder_symptoms|midline", "saddle_numbness|left", "reflex_achilles|left"):
        ask(signed_in, attempt, test)
    assert name(signed_in, attempt) == 302
    named = Named.objects.get(attempt=attempt)
    assert named.right
    assert named.score == 99
    assert name(signed_in, attempt, "root_L5") == 422
    assert ask(signed_in, attempt, "reflex_achilles|right") == 422
    for change in (
        lambda: Named.objects.filter(pk=named.pk).update(score=100),
        lambda: Named.objects.filter(pk=named.pk).delete(),
        lambda: attempt.asked.update(value="normal"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_safety_questions_that_were_left_out_cost_their_points(signed_in: Client) -> None:
    attempt = begun(signed_in)
    ask(signed_in, attempt, "saddle_numbness|left")
    name(signed_in, attempt)
    (line,) = [one for one in Named.objects.get().lines if "Safety" in one["what"]]
    assert (line["points"], line["most"]) == (7.5, 15)
    assert "bladder" in line["what"].lower()


def test_a_red_flag_that_is_there_by_chance_is_told_and_said_to_be() -> None:
    hidden = patient_of(CaseCode("common", 10))  # an acute polyneuropathy
    chance = {flag.finding.partition(":")[0]: flag.by_chance for flag in flags_of(Case(), hidden)}
    bladder = load_catalog()["bladder_symptoms"]
    assert not chance[bladder.name]
    assert chance[load_catalog()["anal_tone"].name]
    assert list(missed_of([bladder], hidden)) == [bladder.name]
    other = patient_of(CaseCode("common", 9))  # a common fibular nerve
    assert list(missed_of([bladder], other)) == [
        f"{bladder.name} (likely by chance, not from the lesion)"
    ]


def test_what_belongs_to_both_sides_is_not_by_chance() -> None:
    hidden = patient_of(CaseCode("common", 14))  # a plexus neuropathy on both sides
    chances = {flag.finding.partition(":")[0]: flag.by_chance for flag in flags_of(Case(), hidden)}
    assert not chances[load_catalog()["bilateral_symptoms"].name]


@pytest.mark.parametrize("field", ["site", "side", "confidence"])
def test_an_answer_without_a_part_is_refused_with_its_field(signed_in: Client, field: str) -> None:
    attempt = begun(signed_in)
    fields = {"site": "root_S1", "side": "left", "confidence": "80"}
    answer = signed_in.post(
        f"/teaching/attempts/{attempt.key}/answer", fields | {field: "everywhere"}
    )
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Named.objects.exists()


def test_afterwards_the_truth_and_what_each_test_told_are_shown(signed_in: Client) -> None:
    attempt = begun(signed_in)
    ask(signed_in, attempt, "reflex_achilles|left")
    name(signed_in, attempt, "root_L5")
    answer = signed_in.get(f"/teaching/attempts/{attempt.key}/")
    page = answer.content.decode()
    assert "The lesion: <strong>left S1 root</strong>" in page
    steps = answer.context["debrief"].steps
    reflex = steps[-1]
    assert "Ankle reflex" in reflex.text
    # Bits of all tests lead from the first probability to the last one.
    before = answer.context["debrief"].before
    assert before * 2 ** sum(step.bits for step in steps) == pytest.approx(reflex.after)
    expected = [one.expected for one in answer.context["debrief"].untold]
    assert expected == sorted(expected, reverse=True)
    assert expected[0] > 0.05


@pytest.mark.parametrize(
    ("site", "true_site", "rule"),
    [
        ("root_S1", "root_S1", "site_right"),
        ("roots_L5_S1", "root_S1", "shares_root"),
        ("root_L5", "root_S1", "neighboring_root"),
        ("root_L3", "root_S1", "same_family"),
        ("sural", "common_fibular", "same_family"),
        ("sciatic", "root_S1", ""),
    ],
)
def test_a_near_miss_is_worth_something(site: str, true_site: str, rule: str) -> None:
    assert nearness(site, true_site) == rule


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, 99),
        ({"confidence": 1.0}, 100),
        ({"side": "right"}, 72),
        ({"site": "root_L5"}, 52),
        ({"safety_open": ("Saddle numbness told",)}, 92),
        ({"safety_open": ("a", "b"), "missed": ("a",)}, 69),
        ({"needless": ("a",) * 9}, 89),
        ({"helped": True}, 89),
    ],
)
def test_the_score_follows_its_table(changed: dict[str, Any], points: int) -> None:
    facts = Facts(**{**RIGHT.__dict__, **changed})
    assert score_of(scored(facts)) == points


def test_who_says_what_they_believe_expects_the_best_score() -> None:
    def expected(said: float, believed: float) -> float:
        right = scored(Facts("root_S1", "left", said, "root_S1", "left"))[2].points
        wrong = scored(Facts("root_S1", "left", said, "sural", "left"))[2].points
        return believed * right + (1 - believed) * wrong

    said = [number / 10 for number in range(11)]
    assert max(said, key=lambda one: expected(one, 0.7)) == 0.7


def test_wrong_places_come_back_at_growing_distances() -> None:
    wrong = answered("root_L5", "root_S1")
    assert [(due.site, due.box) for due in schedule([wrong])] == [("root_L5", 1), ("root_S1", 1)]
    rights = [answered("root_S1", "root_S1", day=day) for day in (1, 4, 11, 32, 92)]
    boxes = []
    for count in range(1, 6):
        due = [one for one in schedule([wrong, *rights[:count]]) if one.site == "root_S1"]
        boxes += [(one.box, one.on.isoformat()) for one in due]
    assert boxes == [
        (2, "2026-03-06"),
        (3, "2026-03-13"),
        (4, "2026-04-03"),
        (5, "2026-06-02"),
    ]
    again = schedule([wrong, *rights[:2], answered("sural", "root_S1", day=5)])
    assert {one.site: one.box for one in again}["root_S1"] == 1


@pytest.mark.parametrize("site", ["root_S1", "superior_cluneal"])
def test_a_place_comes_back_with_a_new_patient(site: str) -> None:
    code = case_like(site)
    assert draw_lesion(code.seed, code.spread).site == site


def test_a_case_that_is_due_is_begun(signed_in: Client, clinician: User) -> None:
    attempt = begun(signed_in)
    name(signed_in, attempt, "root_L5")
    assert signed_in.post("/teaching/due").headers["Location"] == "/teaching/"
    attempt = Attempt.objects.create(person=clinician, case="common-1", drawn_with="00000000")
    week = timezone.now() - timedelta(7)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.utils.timezone.now", lambda: week)
        named = answered("sciatic", "femoral")
        named.attempt, named.confidence, named.score, named.lines = attempt, 50, 0, []
        named.save()
    signed_in.post("/teaching/due")
    newest = CaseCode.parse(Attempt.objects.latest("id").case)
    assert draw_lesion(newest.seed, newest.spread).site == "femoral"


def test_a_link_restores_the_case_and_tells_another_version(signed_in: Client) -> None:
    same = signed_in.get(f"/teaching/case/{CODE}/{drawn_with()}")
    assert "another version" not in same.content.decode()
    other = signed_in.get(f"/teaching/case/{CODE}/00000000")
    assert "another version" in other.content.decode()
    assert same.context["story"] == other.context["story"]
    for wrong in ("rare-1", "common-1x", "common--1", "common-1000000000", "common-٣"):
        assert signed_in.get(f"/teaching/case/{wrong}").status_code == 404


def test_attempts_of_others_do_not_exist(
    signed_in: Client, client: Client, trainee: User, teacher: User
) -> None:
    attempt = begun(signed_in)
    name(signed_in, attempt)
    for other in (trainee, teacher):
        client.force_login(other)
        assert client.get(f"/teaching/attempts/{attempt.key}/").status_code == 404
        assert ask(client, attempt, "reflex_achilles|left") == 404
        assert name(client, attempt) == 404


@pytest.fixture
def case_set(teacher: User, trainee: User) -> CaseSet:
    made = CaseSet.objects.create(title="Roots", teacher=teacher, cases=[str(CODE), "any-3"])
    made.members.add(trainee)
    return made


def test_only_teachers_hand_out(client: Client, trainee: User, teacher: User) -> None:
    fields = {"title": "Roots", "spread": "common", "count": "3", "codes": "any-7 common-1"}
    client.force_login(trainee)
    assert client.post("/teaching/sets/new", fields).status_code == 403
    client.force_login(teacher)
    refused = client.post("/teaching/sets/new", fields | {"codes": "any-x"})
    assert refused.status_code == 422
    assert "any-x" in refused.content.decode()
    client.post("/teaching/sets/new", fields | {"members": str(trainee.pk)})
    made = CaseSet.objects.get()
    assert made.cases[:2] == ["any-7", "common-1"]
    assert len(made.cases) == 5
    assert list(made.members.all()) == [trainee]


def test_a_set_is_tried_once_and_its_teacher_sees_the_group(
    client: Client, case_set: CaseSet, trainee: User, teacher: User
) -> None:
    client.force_login(trainee)
    for _ in range(2):
        client.post(f"/teaching/sets/{case_set.key}/1")
    attempt = Attempt.objects.get(case_set=case_set)
    name(client, attempt, "root_L5", "right")
    own = client.get(f"/teaching/sets/{case_set.key}/").content.decode()
    assert "Weak places" not in own
    client.force_login(teacher)
    group = client.get(f"/teaching/sets/{case_set.key}/").content.decode()
    assert "100 % of 1" in group
    assert "L5 root (1)" in group
    assert client.get(f"/teaching/attempts/{attempt.key}/").status_code == 200


def test_a_student_sees_the_code_of_a_case_in_a_set_only_after_the_answer(
    client: Client, case_set: CaseSet, trainee: User
) -> None:
    client.force_login(trainee)
    client.post(f"/teaching/sets/{case_set.key}/1")
    attempt = Attempt.objects.get(case_set=case_set)
    pages = (
        f"/teaching/sets/{case_set.key}/",
        f"/teaching/attempts/{attempt.key}/",
        "/teaching/",
    )
    before = [client.get(page).content.decode() for page in pages]
    assert not any(str(CODE) in text for text in before)
    assert all("Case 1 of Roots" in text for text in before[1:])
    name(client, attempt)
    assert all(str(CODE) in client.get(page).content.decode() for page in pages)


def test_a_teacher_sees_who_had_answered_a_case_before(
    client: Client, case_set: CaseSet, trainee: User, teacher: User
) -> None:
    client.force_login(trainee)
    name(client, begun(client))
    for number in (1, 2):
        client.post(f"/teaching/sets/{case_set.key}/{number}")
        name(client, Attempt.objects.latest("id"))
    client.force_login(teacher)
    group = client.get(f"/teaching/sets/{case_set.key}/").content.decode()
    assert group.count('<span class="faint">seen before</span>') == 1


def test_a_set_is_joined_by_its_link(signed_in: Client, case_set: CaseSet) -> None:
    assert signed_in.get(f"/teaching/sets/{case_set.key}/").status_code == 404
    assert signed_in.get("/teaching/sets/join/guessed").status_code == 404
    assert signed_in.get(f"/teaching/sets/join/{case_set.token}").status_code == 200
    signed_in.post(f"/teaching/sets/join/{case_set.token}")
    assert signed_in.get(f"/teaching/sets/{case_set.key}/").status_code == 200


def test_an_open_attempt_is_not_shown_to_the_teacher(
    client: Client, case_set: CaseSet, trainee: User, teacher: User
) -> None:
    client.force_login(trainee)
    client.post(f"/teaching/sets/{case_set.key}/2")
    client.force_login(teacher)
    attempt = Attempt.objects.get(case_set=case_set)
    assert client.get(f"/teaching/attempts/{attempt.key}/").status_code == 404


def test_weak_places_come_first() -> None:
    given = [
        answered("root_S1", "root_S1"),
        answered("root_L5", "root_S1"),
        answered("sciatic", "common_fibular"),
    ]
    first, second = weaknesses(given)
    assert (first.place, first.missed) == ("common fibular nerve at the fibular head", 100)
    assert (second.missed, second.taken_for) == (50, (("L5 root", 1),))


def test_training_wheels_show_places_and_are_marked(signed_in: Client) -> None:
    attempt = begun(signed_in)
    address = f"/teaching/attempts/{attempt.key}/"
    assert signed_in.get(address).context["places"] is None
    signed_in.post(f"{address}help")
    assert signed_in.get(address).context["places"]
    name(signed_in, attempt)
    assert "Training wheels" in signed_in.get(address).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_case_is_examined_and_named_by_keyboard(page: Page) -> None:
    page.goto(f"/teaching/case/{CODE}")
    page.get_by_role("button", name="Examine").press("Enter")
    page.get_by_role("link", name="Reflexes").press("Enter")
    page.get_by_role("button", name="Ankle reflex, right").focus()
    for count in (1, 2, 3):
        page.keyboard.press("Enter")
        page.locator("#tests .value").nth(count - 1).wait_for()
    values = page.locator("#tests .value").all_inner_texts()
    drawn = patient_of(CODE).case.observations
    reflex = next(o for o in drawn if (o.finding, o.side) == ("reflex_achilles", "right"))
    label = load_catalog()["reflex_achilles"].scale.labels[reflex.value.text]
    assert any(label in value for value in values)
    page.get_by_label("Side").select_option("left")
    page.get_by_label("Place").select_option("root_S1")
    page.get_by_label("Confidence in %").fill("80")
    page.keyboard.press("Enter")
    page.get_by_text("✓ Right").wait_for()
    assert Attempt.objects.get().asked.count() == len(complaints(CODE)) + 3
