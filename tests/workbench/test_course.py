"""The course of a case on pages: seven steps, gates, and a log to which can only be added."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from radicular.errors import InputError
from radicular.interop.fhir_check import check_resource
from radicular.interop.fhir_words import EVENT, encoded
from radicular.interop.phenopacket import case_of_packet
from radicular.pathway.admission import admitted
from radicular.pathway.episode import Episode as EpisodeRead
from radicular.pathway.event import Event, read_event
from radicular.pathway.fields import load_kinds
from radicular.pathway.folder import EpisodeFolder
from radicular.workbench.accounts.models import User
from radicular.workbench.course.access import keeper_of
from radicular.workbench.course.log import DatabaseLog
from radicular.workbench.course.models import Episode, EpisodeEvent
from radicular.workbench.examine.posting import read_posted
from radicular.workbench.records.entering import enter
from radicular.workbench.records.models import Examination, Patient, Status
from tests.pathway.courses import BLOCK, DISCECTOMY, FACTS, of_published

pytestmark = pytest.mark.django_db

DAY, NEXT_DAY, LATER = "2026-03-02", "2026-03-03", "2026-04-14"
OPENED = {
    "label": "right leg pain, S1 root in question",
    "side": "right",
    "sex": "female",
    "context": "surgical",
    "title": "Right sciatica",
    "date": DAY,
}
TIME_OUT = {"operator": "Dr. S", "target": "L5-S1 disc", "side": "right", "agreed": "yes"}
DONE = {"procedure": "discectomy", "target": "L5-S1 disc", "side": "right", "operator": "Dr. S"}


@pytest.fixture
def episode(signed_in: Client, patient: Patient) -> Episode:
    answer = signed_in.post(f"/episodes/new/{patient.key}", OPENED)
    assert answer.status_code == 302
    return Episode.objects.get()


def add(client: Client, episode: Episode, kind: str, fields: Mapping[str, object]) -> int:
    posted = {"date": DAY, **fields}
    return client.post(f"/episodes/{episode.key}/add/{kind}", posted).status_code


def page_of(client: Client, episode: Episode, query: str = "") -> str:
    return client.get(f"/episodes/{episode.key}/{query}").content.decode()


def lines(kind: str) -> dict[str, object]:
    """Return the data of a kind in the published course as a form sends it."""
    merged: dict[str, object] = {}
    findings = []
    for data in of_published(kind):
        for name, value in data.items():
            if name == "findings":
                findings += [
                    ", ".join(str(item[key]) for key in ("finding", "side", "value") if key in item)
                    for item in value
                ]
            elif isinstance(value, Mapping):
                merged |= {f"{name}.{key}": part for key, part in value.items()}
            else:
                merged[name] = "yes" if value is True else "no" if value is False else value
    return merged | ({"findings": "\n".join(findings)} if findings else {})


def answers(given: Mapping[str, object] = FACTS) -> dict[str, object]:
    listed = ("anticoagulants", "earlier_steroids")
    return {f"facts.{k}.none" if k in listed else f"facts.{k}": v for k, v in given.items()}


def found_before(client: Client, episode: Episode) -> None:
    for kind in ("history", "scores", "examination", "imaging", "numbering"):
        assert add(client, episode, kind, lines(kind)) == 302, kind


def whole(client: Client, episode: Episode) -> None:
    """Carry an episode through all seven steps."""
    found_before(client, episode)
    assert add(client, episode, "plan", DISCECTOMY) == 302
    assert add(client, episode, "facts", answers() | {"date": NEXT_DAY}) == 302
    assert add(client, episode, "time_out", TIME_OUT | {"date": NEXT_DAY}) == 302
    assert add(client, episode, "intervention", DONE | {"date": NEXT_DAY}) == 302
    check = lines("immediate_check") | {"date": NEXT_DAY}
    assert add(client, episode, "immediate_check", check) == 302
    visit = {"findings": "ankle jerk, right, absent", "scores.nrs_leg": "2", "date": LATER}
    assert add(client, episode, "visit", visit) == 302


def test_a_course_goes_through_seven_steps(signed_in: Client, episode: Episode) -> None:
    whole(signed_in, episode)
    shown = page_of(signed_in, episode)
    assert shown.count('class="step done"') == 6
    assert 'class="step current" aria-current="step"' in shown
    assert "Every gate passes or is overridden" in shown
    assert "<polyline" in shown
    assert "Leg pain 0-10" in shown
    end = {"outcome": "improved", "reason": "back at work", "date": LATER}
    assert add(signed_in, episode, "closed", end) == 302
    assert add(signed_in, episode, "visit", {"scores.nrs_leg": "1", "date": LATER}) == 422


def test_a_gate_closes_tells_why_and_opens(signed_in: Client, episode: Episode) -> None:
    found_before(signed_in, episode)
    assert add(signed_in, episode, "plan", DISCECTOMY) == 302
    without = {name: value for name, value in FACTS.items() if name != "consent"}
    assert add(signed_in, episode, "facts", answers(without) | {"date": NEXT_DAY}) == 302
    shown = page_of(signed_in, episode)
    assert "blocked by: Consent" in shown
    assert "consent signed: not on record <a" in shown
    refused = signed_in.post(f"/episodes/{episode.key}/add/time_out", TIME_OUT | {"date": NEXT_DAY})
    assert refused.status_code == 422
    assert "Gate: Consent" in refused.content.decode()
    assert "add it with" not in refused.content.decode()
    before = episode.entries.count()
    fields = {"facts.consent": "yes", "date": NEXT_DAY}
    assert add(signed_in, episode, "facts", fields) == 302
    assert "blocked by: Consent" not in page_of(signed_in, episode)
    assert add(signed_in, episode, "time_out", TIME_OUT | {"date": NEXT_DAY}) == 302
    assert episode.entries.count() == before + 2


def test_a_gate_is_passed_by_a_clinician_with_a_reason(
    signed_in: Client, episode: Episode, trainee: User, patient: Patient
) -> None:
    found_before(signed_in, episode)
    add(signed_in, episode, "plan", DISCECTOMY)
    assert add(signed_in, episode, "override", {"gate": "images"}) == 422
    fields = {"gate": "images", "reason": "seen on the other system"}
    patient.accesses.create(user=trainee, level="write")
    learner = Client()
    learner.force_login(trainee)
    assert add(learner, episode, "override", fields) == 403
    assert add(signed_in, episode, "override", fields) == 302
    assert "seen on the other system" in page_of(signed_in, episode)


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("history", {"findings": "pain leg, upper, present"}, "side"),
        ("history", {"findings": "pain"}, "Findings"),
        ("history", {}, "Findings"),
        ("history", {"findings": "pain_leg, right, present", "date": "2999-01-01"}, "Date"),
        ("scores", {"scores.odi": "101"}, "Oswestry Disability Index"),
        ("scores", {"scores.odi": "nan"}, "Oswestry Disability Index"),
        ("numbering", {"count": "five", "counted_by": "whole spine"}, "Count"),
        ("plan", {**DISCECTOMY, "target": "S1"}, "Target"),
        ("note", {"text": "a\0b"}, "Text"),
        ("note", {"text": "seen", "problem": "p9"}, "Problem"),
        ("facts", {"facts.anticoagulants.none": "none", "facts.anticoagulants.1.drug": "warfarin"},
         "with the time of the last dose; none if none"),
        ("visit", {"scores.odi": "10"}, "Entry"),
        ("correction", {"number": "2", "reason": "wrong"}, "Number"),
        ("history", {"examination": "x"}, "Examination"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_kept(
    signed_in: Client, episode: Episode, kind: str, fields: Mapping[str, str], field: str
) -> None:
    answer = signed_in.post(f"/episodes/{episode.key}/add/{kind}", {"date": DAY, **fields})
    assert answer.status_code == 422
    assert f"{field}</strong>" in answer.content.decode()
    assert episode.entries.count() == 2


def test_pages_speak_in_words_not_in_keys(signed_in: Client, patient: Patient) -> None:
    untitled = {name: value for name, value in OPENED.items() if name != "title"}
    signed_in.post(f"/episodes/new/{patient.key}", untitled | {"setting": "spine_clinic"})
    episode = Episode.objects.get()
    found_before(signed_in, episode)
    add(signed_in, episode, "plan", DISCECTOMY)
    add(signed_in, episode, "facts", {"facts.consent": "yes"})
    shown = page_of(signed_in, episode)
    for words in ("setting: spine clinic", "Consent signed? yes", "procedure: discectomy"):
        assert words in shown
    for key in ("id: p1", f"id: {episode.key}", "spine_clinic", "consent: yes"):
        assert key not in shown
    visit = {"date": DAY, "scores.odi": "10"}
    early = signed_in.post(f"/episodes/{episode.key}/add/visit", visit).content.decode()
    assert "<strong>Entry</strong>: Visit" in early
    assert "immediate_checks" not in early
    document = signed_in.get(f"/episodes/{episode.key}/documents/level_confirmation")
    assert f'<p class="lead">{OPENED["label"]}, right</p>' in document.content.decode()
    assert "add it with" not in document.content.decode()


def test_a_level_without_its_meaning_leads_to_its_entry(
    signed_in: Client, episode: Episode
) -> None:
    add(signed_in, episode, "note", {"text": "S1 looks affected"})
    shown = page_of(signed_in, episode)
    assert "which S1 is meant" in shown
    assert '<a href="#entry-3">Entry 3</a> leaves it open.' in shown
    assert "number=3" in shown.partition("Entry 3")[2].partition("</p>")[0]
    add(signed_in, episode, "correction", {"number": "3", "reason": "level not said"})
    assert "which S1 is meant" not in page_of(signed_in, episode)


@pytest.mark.parametrize(
    ("name", "value"), [("label", ""), ("context", "magic"), ("age", "200"), ("date", "soon")]
)
def test_an_episode_that_cannot_be_is_not_opened(
    signed_in: Client, patient: Patient, name: str, value: str
) -> None:
    answer = signed_in.post(f"/episodes/new/{patient.key}", OPENED | {name: value})
    assert answer.status_code == 422
    assert f"{name.capitalize()}</strong>" in answer.content.decode()
    assert not Episode.objects.exists()
    assert not patient.events.exists()


@pytest.mark.parametrize("kind", [kind for kind in load_kinds() if kind != "opened"])
def test_every_kind_of_entry_has_a_form_with_all_its_fields(
    signed_in: Client, episode: Episode, kind: str
) -> None:
    shown = signed_in.get(f"/episodes/{episode.key}/add/{kind}").content.decode()
    for name in load_kinds()[kind].fields:
        assert f'name="{name}' in shown


def test_a_drug_without_its_hour_is_no_pause(signed_in: Client, episode: Episode) -> None:
    assert add(signed_in, episode, "facts", {"facts.anticoagulants.1.drug": "warfarin"}) == 422
    found_before(signed_in, episode)
    assert add(signed_in, episode, "facts", {"facts.anticoagulants.1.drug": "warfarin"}) == 302
    last = keeper_of(episode, episode.created_by).read().events[-1]
    assert last.data["facts"]["anticoagulants"] == [{"drug": "warfarin", "last_dose": "unknown"}]


def test_a_block_is_recorded_with_its_relief(signed_in: Client, patient: Patient) -> None:
    signed_in.post(f"/episodes/new/{patient.key}", OPENED | {"context": "interventional"})
    episode = Episode.objects.get()
    found_before(signed_in, episode)
    assert add(signed_in, episode, "plan", BLOCK) == 302
    facts = answers() | {"date": NEXT_DAY}
    assert add(signed_in, episode, "facts", facts) == 302
    held = TIME_OUT | {"target": "S1 root", "date": NEXT_DAY}
    assert add(signed_in, episode, "time_out", held) == 302
    done = {name: BLOCK[name] for name in ("procedure", "target", "side")} | {"date": NEXT_DAY}
    assert add(signed_in, episode, "intervention", done) == 302
    fields = {
        "target": "S1 root", "side": "right", "intent": "diagnostic", "anesthetic": "lidocaine",
        "volume_ml": "0.4", "pain_before": "8", "control": "none", "relief.1.minutes": "30",
        "relief.1.pain": "1", "date": NEXT_DAY,
    }  # fmt: skip
    assert add(signed_in, episode, "block", fields) == 302
    assert "minutes 30" in page_of(signed_in, episode) or "30 1" in page_of(signed_in, episode)


def test_a_correction_withdraws_and_overwrites_nothing(signed_in: Client, episode: Episode) -> None:
    add(signed_in, episode, "note", {"text": "left by mistake"})
    kept = list(EpisodeEvent.objects.values_list("text", flat=True))
    assert add(signed_in, episode, "correction", {"number": "3", "reason": "wrong patient"}) == 302
    shown = page_of(signed_in, episode)
    assert "wrong patient" in shown
    assert "left by mistake" in shown
    assert list(EpisodeEvent.objects.values_list("text", flat=True))[:3] == kept


def test_a_signed_examination_is_taken_over(
    signed_in: Client, episode: Episode, examination: Examination, clinician: User
) -> None:
    posted = {"finding": "reflex_achilles", "side": "right", "value": "absent", "seen": "0"}
    enter(
        examination,
        read_posted(posted | {"token": str(uuid4())}).wanted,
        by=clinician,
        seen=0,
    )
    add(signed_in, episode, "history", lines("history"))
    form = f"/episodes/{episode.key}/add/examination"
    fields = {"examination": str(examination.key)}
    assert add(signed_in, episode, "examination", fields) == 422
    Examination.objects.filter(pk=examination.pk).update(status=Status.SIGNED)
    assert str(examination.key) in signed_in.get(form).content.decode()
    assert add(signed_in, episode, "examination", fields) == 302
    (found,) = keeper_of(episode, clinician).read().events[-1].data["findings"]
    assert (found["finding"], found["value"]) == ("reflex_achilles", "absent")


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_lets_no_entry_be_changed(episode: Episode, change: str) -> None:
    entries = EpisodeEvent.objects.filter(episode=episode)
    with pytest.raises(DatabaseError), transaction.atomic():
        entries.update(text="") if change == "update" else entries.delete()
    assert entries.exclude(text="").count() == 2


def test_deleting_a_patient_deletes_the_episodes(episode: Episode) -> None:
    Patient.objects.update(deleting=True)
    episode.patient.delete()
    assert not EpisodeEvent.objects.exists()


def note(text: str, clinician: User) -> Event:
    return read_event("note", {"text": text}, by=str(clinician), on=DAY, today=timezone.localdate())


def test_two_who_add_at_once_lose_nothing(episode: Episode, clinician: User) -> None:
    now = timezone.localtime()
    first, second = DatabaseLog(episode, clinician, now), DatabaseLog(episode, clinician, now)
    asked = 0

    def while_the_other_adds(before: tuple[Event, ...]) -> Event:
        nonlocal asked
        asked += 1
        if asked == 1:
            second.append(lambda _: note("the other", clinician), now)
        return admitted(EpisodeRead(before), note("the first", clinician), lambda *_: None)

    first.append(while_the_other_adds, now)
    events = first.read()
    assert [event.data.get("text") for event in events[2:]] == ["the other", "the first"]
    assert [event.number for event in events] == [1, 2, 3, 4]
    assert asked == 2


def test_a_changed_entry_shows(episode: Episode, clinician: User) -> None:
    log = DatabaseLog(episode, clinician, timezone.localtime())
    log.append(lambda _: note("seen", clinician), log.now)
    opened, second, last = log.read()
    text = second.to_yaml().replace("side: right", "side: left")
    other = Episode.objects.create(patient=episode.patient, title="changed", created_by=clinician)
    for number, entry in enumerate((opened.to_yaml(), text, last.to_yaml()), start=1):
        other.entries.create(number=number, text=entry, by=clinician, at=log.now)
    with pytest.raises(InputError, match="entry 3"):
        DatabaseLog(other, clinician, log.now).read()


def test_an_episode_is_shown_as_it_was(signed_in: Client, episode: Episode) -> None:
    moment = datetime(2026, 5, 1, 12, tzinfo=UTC)
    old = Episode.objects.create(
        patient=episode.patient, title="old", created_by=episode.created_by
    )
    keeper = keeper_of(episode, episode.created_by)
    DatabaseLog(old, episode.created_by, moment).restore(keeper.read().events)
    add(signed_in, old, "note", {"text": "only known now"})
    assert "only known now" in page_of(signed_in, old)
    then = page_of(signed_in, old, "?at=2026-05-02T12:00")
    assert "only known now" not in then
    assert "As it was on" in then
    assert "/add/" not in then
    before = signed_in.get(f"/episodes/{old.key}/?at=2026-04-01")
    assert before.status_code == 422
    assert signed_in.get(f"/episodes/{old.key}/?at=soon").status_code == 422


def test_a_reader_adds_nothing(episode: Episode, trainee: User, client: Client) -> None:
    episode.patient.accesses.create(user=trainee, level="read")
    client.force_login(trainee)
    assert "/add/" not in page_of(client, episode)
    assert add(client, episode, "note", {"text": "seen"}) == 404
    assert client.get(f"/episodes/new/{episode.patient.key}").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["", "add/note", "documents/clinic_note", "documents/clinic_note.pdf", "export/fhir"],
)
def test_episodes_of_others_do_not_exist(
    client: Client, episode: Episode, administrator: User, address: str
) -> None:
    client.force_login(administrator)
    assert client.get(f"/episodes/{episode.key}/{address}").status_code == 404
    for page in ("new", "import"):
        assert client.get(f"/episodes/{page}/{episode.patient.key}").status_code == 404


@pytest.mark.parametrize("kind", ["clinic_note", "level_confirmation", "patient_letter"])
def test_documents_are_pages_and_files(signed_in: Client, episode: Episode, kind: str) -> None:
    whole(signed_in, episode)
    answer = signed_in.get(f"/episodes/{episode.key}/documents/{kind}")
    shown = answer.content.decode()
    assert "from entries 1 to" in shown
    assert "radicular 0" in shown
    assert "style=" not in shown
    assert "<style" not in shown
    for form, start in (("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("txt", b"")):
        file = signed_in.get(f"/episodes/{episode.key}/documents/{kind}.{form}")
        assert file.status_code == 200
        assert file.content.startswith(start)
        assert "attachment" in file["Content-Disposition"]
    assert signed_in.get(f"/episodes/{episode.key}/documents/{kind}.exe").status_code == 404


def exported(client: Client, episode: Episode, form: str) -> bytes:
    answer = client.get(f"/episodes/{episode.key}/export/{form}")
    assert answer.status_code == 200
    return answer.content


def test_what_leaves_holds_before_the_checks(
    signed_in: Client, episode: Episode, tmp_path: Path
) -> None:
    whole(signed_in, episode)
    bundle = json.loads(exported(signed_in, episode, "fhir"))
    for entry in bundle["entry"]:
        assert not check_resource(entry["resource"])
    assert case_of_packet(json.loads(exported(signed_in, episode, "phenopacket"))).observations
    with zipfile.ZipFile(io.BytesIO(exported(signed_in, episode, "folder"))) as archive:
        archive.extractall(tmp_path)
    read = EpisodeFolder(tmp_path / str(episode.key)).read()
    assert read.events == keeper_of(episode, episode.created_by).read().events
    assert episode.patient.events.filter(kind="episode given out").count() == 3
    assert episode.patient.name not in json.dumps(bundle)


@pytest.mark.parametrize("form", ["fhir", "folder"])
def test_a_file_is_looked_at_and_then_kept(signed_in: Client, episode: Episode, form: str) -> None:
    whole(signed_in, episode)
    address = f"/episodes/import/{episode.patient.key}"
    file = SimpleUploadedFile("file", exported(signed_in, episode, form))
    looked = signed_in.post(address, {"file": file})
    assert looked.status_code == 200
    assert Episode.objects.count() == 1
    assert "Not taken" in looked.content.decode()
    content = looked.context["content"]
    assert signed_in.post(address, {"content": content, "keep": "yes"}).status_code == 302
    again = keeper_of(Episode.objects.first() or episode, episode.created_by).read()
    before = keeper_of(episode, episode.created_by).read()
    assert [(e.kind, e.on, e.data) for e in again.events] == [
        (e.kind, e.on, e.data) for e in before.events
    ]


def bad_files() -> Iterator[tuple[str, bytes]]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("e/entries/0001.yaml", "radicular_entry: 1\nx: 1")
    yield "x", file.getvalue()
    yield "file", b""
    yield "file", b"{}"
    yield "file", b"\xff\xfe"
    yield "file", b'{"resourceType": "Bundle", "entry": 3}'
    head = encoded(EVENT, {"number": "x"})
    yield "file", json.dumps({"resourceType": "Basic", "extension": [head]}).encode()


@pytest.mark.parametrize(("told", "content"), list(bad_files()))
def test_a_file_that_is_no_episode_is_refused(
    signed_in: Client, patient: Patient, told: str, content: bytes
) -> None:
    file = SimpleUploadedFile("file", content)
    answer = signed_in.post(f"/episodes/import/{patient.key}", {"file": file})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Episode.objects.exists()


def test_findings_of_another_system_are_shown_for_a_person_to_enter(
    signed_in: Client, episode: Episode
) -> None:
    told: list[dict[str, object]] = [
        {
            "code": {"text": "Achilles reflex"},
            "bodySite": {"text": "left"},
            "valueString": "absent",
        },
        {"code": {"text": "urinary retention"}, "valueString": "present"},
        {"code": {"text": "serum sodium"}, "valueString": "140"},
    ]
    entries = [
        {"resource": {"resourceType": "Observation", "id": str(number), "status": "final", **one}}
        for number, one in enumerate(told)
    ]
    content = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    file = SimpleUploadedFile("file", content.encode())
    answer = signed_in.post(f"/episodes/import/{episode.patient.key}", {"file": file})
    assert answer.status_code == 200
    assert "Observation/2 serum sodium" in answer.content.decode()
    assert Episode.objects.count() == 1
    findings = answer.context["foreign"].findings
    assert add(signed_in, episode, "history", {"findings": findings["history"]}) == 302
    assert add(signed_in, episode, "examination", {"findings": findings["examination"]}) == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_entry_is_made_by_keyboard(page: Page, patient: Patient) -> None:
    page.goto(f"/episodes/new/{patient.key}")
    page.get_by_label("Problem").focus()
    page.keyboard.type("right leg pain")
    page.keyboard.press("Tab")
    page.keyboard.type("right")
    page.get_by_label("Context").focus()
    page.keyboard.type("surgical")
    page.get_by_label("Context").press("Enter")
    page.get_by_role("button", name="Open the episode").press("Enter")
    page.get_by_role("link", name="+ History").press("Enter")
    page.get_by_label("And, or instead").focus()
    page.keyboard.type("pain leg, right, present")
    page.get_by_role("button", name="Add").press("Enter")
    page.locator(".step.current", has_text="Evaluation").wait_for()
    assert EpisodeEvent.objects.count() == 3
