"""A simulated laboratory: all studies of both sides, as a report, a case and a file."""

from radicular.laboratory.examination import LaboratoryReport, examine
from radicular.laboratory.recording_file import load_recordings, save_recordings

__all__ = ["LaboratoryReport", "examine", "load_recordings", "save_recordings"]
