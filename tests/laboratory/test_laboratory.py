"""The whole laboratory: side against side, as a case, and as a file."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from radicular.case import Case
from radicular.electrophysiology.studies.registry import load_studies
from radicular.electrophysiology.subject import Subject
from radicular.errors import InputError
from radicular.laboratory import (
    LaboratoryReport,
    examine,
    load_recordings,
    recording_file,
    save_recordings,
)
from radicular.lesion import Lesion
from radicular.localize.localizer import load_localizer

LESION = Lesion.parse("left S1 root, severe, 6 weeks")


@pytest.fixture(scope="module")
def report() -> LaboratoryReport:
    told: list[str] = []
    found = examine(Subject.typical(), [LESION], progress=told.append)
    assert len(told) == 2 * len(load_studies())
    return found


def test_the_laboratory_finds_the_root(report: LaboratoryReport) -> None:
    case = report.to_case()
    again = Case.from_text(case.to_yaml())
    assert [(o.finding, o.side, o.grades) for o in again.observations] == [
        (o.finding, o.side, o.grades) for o in case.observations
    ]
    answer = load_localizer("emg_laboratory").locate(again)
    assert answer.ranked[0].site == "root_S1"
    assert answer.ranked[0].side == "left"


def test_sides_are_compared(report: LaboratoryReport) -> None:
    beside = {item.id: item for item in report.comparisons}
    assert beside["h_amplitude_ratio"].value == 0
    assert beside["h_amplitude_ratio"].verdict == "abnormal"
    assert beside["snap_side_ratio"].verdict == "normal"


def test_health_gives_no_abnormal_finding() -> None:
    found = examine(Subject.typical()).to_case()
    abnormal = [
        (item.finding, sorted(item.grades))
        for item in found.observations
        if not item.grades & {"normal", "5", "absent", "negative"}
    ]
    assert abnormal == []


def test_a_file_gives_back_what_was_saved(report: LaboratoryReport, tmp_path: Path) -> None:
    path = tmp_path / "lab.h5"
    save_recordings(report.results, path)
    loaded = load_recordings(path)
    assert len(loaded) == len(report.results)
    for saved, read in zip(report.results, loaded, strict=True):
        assert read.to_dict(traces=False) == saved.to_dict(traces=False)
        for trace in saved.traces:
            other = read.trace(trace.id)
            assert np.array_equal(other.y, trace.y)
            assert (other.x_unit, other.y_unit, other.panel) == (
                trace.x_unit,
                trace.y_unit,
                trace.panel,
            )
            assert other.marks == pytest.approx(dict(trace.marks))
    save_recordings(report.results[:1], path)
    assert len(load_recordings(path)) == 1


def test_another_file_is_left_alone(report: LaboratoryReport, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("dear colleague", encoding="utf-8")
    with pytest.raises(InputError, match="left as is"):
        save_recordings(report.results[:1], path)
    assert path.read_text(encoding="utf-8") == "dear colleague"
    with pytest.raises(InputError, match="recordings"):
        load_recordings(path)


def test_a_full_disk_leaves_nothing_behind(
    report: LaboratoryReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab.h5"
    save_recordings(report.results[:1], path)
    before = path.read_bytes()

    def full(file: h5py.File, results: object) -> None:
        file.attrs["half"] = str(results)[:10]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording_file, "_write", full)
    with pytest.raises(InputError, match="No space left"):
        save_recordings(report.results, path)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["lab.h5"]
