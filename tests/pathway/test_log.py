"""The log on disk: whole entries or none, one writer at a time, no silent change."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radicular.errors import InputError
from radicular.pathway.event import Event
from radicular.pathway.log import EpisodeLog
from tests.pathway.courses import DAY, NOW, WHO, opened

WRITER = """
import sys
from radicular.pathway.folder import EpisodeFolder
place = EpisodeFolder(sys.argv[1])
for number in range(15):
    place.add("note", {"text": f"{sys.argv[2]} {number}"}, by="x", on="2026-03-02")
"""


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "e"), name])  # noqa: S603
        for name in ("first", "second")
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    events = place.read().events
    assert [event.number for event in events] == list(range(1, 33))
    for name in ("first", "second"):
        texts = [e.data["text"] for e in events if e.kind == "note" and name in e.data["text"]]
        assert texts == [f"{name} {number}" for number in range(15)]


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_crash_leaves_the_entries_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    place = opened(tmp_path / "e")
    before = sorted(path.read_bytes() for path in (tmp_path / "e" / "entries").iterdir())

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, call, crash)
        with pytest.raises(KeyboardInterrupt):
            place.add("note", {"text": "lost"}, by=WHO, on=DAY)
    assert sorted(p.read_bytes() for p in (tmp_path / "e" / "entries").iterdir()) == before
    assert place.add("note", {"text": "kept"}, by=WHO, on=DAY).number == 3


def test_what_a_killed_writer_leaves_is_no_entry(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    (tmp_path / "e" / "entries" / ".new-abc").write_text(
        "radicular_entry: 1\nnum", encoding="utf-8"
    )
    assert len(place.read().events) == 2


def test_a_full_disk_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = opened(tmp_path / "e")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(InputError, match="No space left"):
            place.add("note", {"text": "lost"}, by=WHO, on=DAY)
    assert len(place.read().events) == 2


def test_a_changed_entry_shows(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    place.add("note", {"text": "seen"}, by=WHO, on=DAY)
    entry = tmp_path / "e" / "entries" / "0002.yaml"
    entry.write_text(entry.read_text(encoding="utf-8").replace("right", "left"), encoding="utf-8")
    with pytest.raises(InputError, match=r"0003\.yaml"):
        place.read()


def test_a_missing_entry_shows(tmp_path: Path) -> None:
    place = opened(tmp_path / "e")
    place.add("note", {"text": "seen"}, by=WHO, on=DAY)
    (tmp_path / "e" / "entries" / "0002.yaml").unlink()
    with pytest.raises(InputError, match=r"0002\.yaml"):
        place.read()


@pytest.mark.parametrize(
    "text",
    ["", "- a", "radicular_entry: 2", "radicular_entry: 1\nkind: note", "radicular_entry: 1\nx: 1"],
)
def test_a_file_that_is_no_entry_is_refused(tmp_path: Path, text: str) -> None:
    place = opened(tmp_path / "e")
    (tmp_path / "e" / "entries" / "0003.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"0003\.yaml"):
        place.read()


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "mine").touch()
    with pytest.raises(InputError, match="does not exist yet"):
        opened(tmp_path / "e")
    assert list((tmp_path / "e").iterdir()) == [tmp_path / "e" / "mine"]


def test_no_episode_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder of an episode"):
        EpisodeLog(tmp_path).read()


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
_VALUES = st.one_of(
    _WORDS, st.integers(-1000, 1000), st.floats(-10, 10), st.lists(_WORDS, max_size=3)
)


@settings(max_examples=60)
@given(by=_WORDS, data=st.dictionaries(_WORDS, _VALUES, max_size=4))
def test_an_entry_comes_back_as_it_went(by: str, data: dict[str, object]) -> None:
    event = Event(1, "note", DAY, by, recorded=NOW.isoformat(), data=data)
    again = Event.from_yaml(event.to_yaml(), "entry")
    assert again == event
    assert again.hash == event.hash
