"""The worksheet holds every claim, loads nothing, and its marks can be read back."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from radicular.anatomy import read_marks, write_worksheet
from radicular.anatomy.review import load_claims
from radicular.anatomy.sources import load_sources
from radicular.errors import InputError
from tests.anatomy.table_schema import rows_of

CLAIM = "muscle_root:soleus:S1"


def saved(path: Path, marks: object, **fields: object) -> Path:
    """Write a marks file as the page saves it."""
    data = {"radicular_marks": 1, "version": "0", "reviewer": "A. B.", "marks": marks, **fields}
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def mark(claim: str = CLAIM, kind: str = "wrong", **fields: str) -> dict[str, Any]:
    """Return one mark as the page saves it."""
    text = load_claims()[claim].text if claim in load_claims() else ""
    return {"claim": claim, "text": text, "mark": kind, "comment": "", **fields}


@pytest.mark.parametrize(
    ("table", "kind", "columns"),
    [
        ("muscle_roots", "muscle_root", ("muscle", "root")),
        ("patch_roots", "patch_root", ("patch", "root")),
        ("reflex_roots", "reflex_root", ("reflex", "root")),
        ("effector_roots", "effector_root", ("effector", "root")),
        ("nerve_roots", "nerve_root", ("nerve", "root")),
        ("patch_nerves", "patch_nerve", ("patch", "nerve")),
        ("edges", "way", ("parent", "child")),
        ("disc_zones", "disc_zone", ("level", "zone", "root")),
        ("structures", "course", ("structure",)),
        ("variants", "variant", ("variant",)),
    ],
)
def test_every_row_is_a_claim(table: str, kind: str, columns: tuple[str, ...]) -> None:
    rows = {":".join((kind, *(row[name] for name in columns))) for row in rows_of(table)}
    assert rows == {name for name in load_claims() if name.startswith(f"{kind}:")}


def test_every_claim_has_a_source_or_is_called_assumed() -> None:
    for claim in load_claims().values():
        assert claim.provenance == "assumed" or claim.source_keys, claim.id
        assert set(claim.source_keys) <= set(load_sources())


def test_the_page_holds_every_claim_and_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "worksheet.html"
    assert write_worksheet(path) == len(load_claims())
    page = path.read_text(encoding="utf-8")
    assert set(re.findall(r'data-claim="([^"]+)"', page)) == set(load_claims())
    assert page.count('type="radio"') == 3 * len(load_claims())
    assert not re.search(r"""\bsrc=|<link\b|@import|\burl\(|\bfetch\(|XMLHttpRequest""", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_marks_come_back(tmp_path: Path) -> None:
    other = "reflex_root:achilles:S1"
    marks = read_marks(saved(tmp_path / "marks.json", [mark(comment="less"), mark(other, "right")]))
    assert marks.reviewer == "A. B."
    assert dict(marks.counts) == {
        "right": 1,
        "wrong": 1,
        "unsure": 0,
        "not marked": len(load_claims()) - 2,
    }
    assert [found.claim.id for found in marks.disagreements] == [CLAIM]
    assert not marks.disagreements[0].outdated
    assert "comment: less" in str(marks)
    assert json.loads(json.dumps(marks.to_dict()))["counts"]["wrong"] == 1


def test_a_claim_that_changed_since_is_said_so(tmp_path: Path) -> None:
    marks = read_marks(saved(tmp_path / "marks.json", [mark(text="Soleus: all of it is S1.")]))
    assert marks.disagreements[0].outdated
    assert "the map now says" in str(marks)


@pytest.mark.parametrize(
    ("marks", "field"),
    [
        ([mark("muscle_root:soleus:L1")], "marks[0].claim"),
        ([mark(), mark()], "marks[1].claim"),
        ([mark(kind="maybe")], "marks[0].mark"),
        ([{**mark(), "comment": 3}], "marks[0].comment"),
        (["wrong"], "marks[0]"),
        ({"claim": CLAIM}, "marks"),
    ],
)
def test_marks_that_cannot_be_used(tmp_path: Path, marks: object, field: str) -> None:
    with pytest.raises(InputError) as caught:
        read_marks(saved(tmp_path / "marks.json", marks))
    assert caught.value.field == field


@pytest.mark.parametrize("text", ["", "not JSON", "[]", "{}", '{"radicular_marks": 2}', "\x00"])
def test_files_that_are_no_marks(tmp_path: Path, text: str) -> None:
    path = tmp_path / "marks.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_marks(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="readable file"):
        read_marks(tmp_path / "nothing.json")


def test_a_file_that_is_far_too_large(tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_bytes(b" " * 6_000_000)
    with pytest.raises(InputError, match="at most"):
        read_marks(path)
