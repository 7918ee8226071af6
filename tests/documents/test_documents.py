"""Seven documents from one source: the same facts in all, as page, PDF and text."""

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from benchmarks.episode.carry import PUBLISHED, carry, course_of
from radicular.documents.document import Document, document_of, load_documents
from radicular.documents.facts import facts_of
from radicular.documents.page import document_page
from radicular.documents.pdf import document_pdf
from radicular.documents.text import document_lines
from radicular.pathway.review import EpisodeReview
from radicular.tables import read_csv
from tests.pathway.courses import NOW, opened

KINDS = tuple(load_documents())


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> EpisodeReview:
    return carry(course_of(PUBLISHED), tmp_path_factory.mktemp("d") / "e", NOW).review()


@pytest.fixture(scope="module")
def documents(review: EpisodeReview) -> dict[str, Document]:
    return {kind: document_of(review, kind) for kind in KINDS}


class _Words(HTMLParser):
    """The text of a page, without style and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.hidden += tag in ("style", "svg")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "svg")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def squeezed(text: str) -> str:
    """The text without blanks, breaks and the hyphens of a broken line."""
    return re.sub(r"[\s\N{SOFT HYPHEN}-]+", "", text)


def page_text(document: Document) -> str:
    parser = _Words()
    parser.feed(document_page(document))
    return squeezed("".join(parser.words))


def pdf_text(document: Document) -> str:
    reader = pypdf.PdfReader(io.BytesIO(document_pdf(document)))
    # The note at the foot of a page may stand in the middle of a fact.
    note = squeezed(f"{document.to_dict()['note']} Made with {document.made_with}.")
    count = len(reader.pages)
    texts = [
        squeezed(page.extract_text()).replace(f"{note}{number}/{count}", "")
        for number, page in enumerate(reader.pages, start=1)
    ]
    return "".join(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_page_pdf_and_text_tell_every_fact(documents: dict[str, Document], kind: str) -> None:
    document = documents[kind]
    page, pdf = page_text(document), pdf_text(document)
    plain = squeezed("".join(line.text for line in document_lines(document)))
    assert list(document.facts)
    for fact in document.facts:
        for line in fact.lines:
            assert squeezed(line) in page, line
            assert squeezed(line) in pdf, line
            assert squeezed(line) in plain, line


def test_a_fact_reads_the_same_in_every_document(documents: dict[str, Document]) -> None:
    told: dict[str, set[tuple[str, ...]]] = {}
    for document in documents.values():
        for fact in document.facts:
            told.setdefault(fact.id, set()).add(fact.lines)
    assert all(len(versions) == 1 for versions in told.values())
    shared = [
        name
        for name in told
        if sum(name in {f.id for f in d.facts} for d in documents.values()) > 1
    ]
    assert {"problem", "place", "numbering", "plan", "intervention"} & set(shared)


def test_side_and_level_are_the_same_for_everybody(documents: dict[str, Document]) -> None:
    for document in documents.values():
        text = page_text(document)
        assert "right" in text
        assert "leftS1root" not in text
    for kind in ("clinic_note", "level_confirmation", "therapy_referral", "patient_letter"):
        assert squeezed("discectomy, L5-S1 disc level, right") in page_text(documents[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_level_is_named_with_its_meaning(documents: dict[str, Document], kind: str) -> None:
    assert "S1 root: S1 nerve root (clinical)" in documents[kind].levels
    assert "L5-S1: L5-S1 disc level" in documents[kind].levels
    text = page_text(documents[kind])
    assert all(squeezed(level) in text for level in documents[kind].levels)


@pytest.mark.parametrize("kind", KINDS)
def test_each_says_what_it_was_made_with_and_that_it_orders_nothing(
    documents: dict[str, Document], kind: str
) -> None:
    text = page_text(documents[kind])
    assert squeezed("a clinician decides. No treatment is proposed.") in text
    for part in ("tables", "episode case_048", "gate_rules 2026.1"):
        assert squeezed(part) in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_needs_nothing_from_outside(documents: dict[str, Document], kind: str) -> None:
    page = document_page(documents[kind])
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", page)


def test_the_course_is_drawn_in_page_and_pdf(documents: dict[str, Document]) -> None:
    page = document_page(documents["clinic_note"])
    assert "own scores on the published course" in page
    reader = pypdf.PdfReader(io.BytesIO(document_pdf(documents["clinic_note"])))
    root = str(reader.trailer["/Root"].get_object())
    assert "'/Marked': True" in root  # tagged, so that it can be read aloud
    assert "/Lang" in root


def test_the_patient_is_told_in_plain_words(documents: dict[str, Document]) -> None:
    letter = documents["patient_letter"]
    told = " ".join(line for fact in letter.facts for line in fact.lines)
    for question in ("bone, a nerve or a disc", "always sciatica", "drive and work", "cost"):
        assert question in told
    assert "Is the injection a test" not in told  # nothing was injected
    assert "bits" not in told
    assert "Come back at once" in told


def test_every_fact_of_the_table_is_made(review: EpisodeReview) -> None:
    known = facts_of(review)
    for row in read_csv("radicular.documents", "tables/sections.csv"):
        assert set(row["facts"].split(";")) <= set(known)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_episode_makes_a_document_too(tmp_path: Path, kind: str) -> None:
    document = document_of(opened(tmp_path / "e").review(), kind)
    assert document_page(document)
    assert document_pdf(document).startswith(b"%PDF")


def test_signs_of_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    label = 'pain <b>&amp; #strong[*x*] $y$ @z "q"'
    place.add("problem", {"id": "p2", "label": label, "side": "left"}, by="x", on="2026-03-02")
    document = document_of(place.review("p2"), "clinic_note")
    assert squeezed(label) in page_text(document)
    assert squeezed(label) in pdf_text(document)
