"""Many examinations at once: the same rules on whole columns of codes."""

from radicular.isncsci.batch.classified import ClassifiedTable, classify_table
from radicular.isncsci.batch.columns import exams_of_columns
from radicular.isncsci.batch.exam_table import ExamTable

__all__ = ["ClassifiedTable", "ExamTable", "classify_table", "exams_of_columns"]
