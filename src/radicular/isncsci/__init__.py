"""The international standard examination after a cord injury (ISNCSCI 2019), classified."""

from radicular.isncsci.classification import Classification, classify
from radicular.isncsci.exam import Exam, SideExam
from radicular.isncsci.reading import CONVERSIONS, intact_exam, read_exam
from radicular.isncsci.score import Score

__all__ = [
    "CONVERSIONS",
    "Classification",
    "Exam",
    "Score",
    "SideExam",
    "classify",
    "intact_exam",
    "read_exam",
]
