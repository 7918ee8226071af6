"""A recorded case: who was examined, what was found, where and when in the work-up."""

from radicular.case.model import Case
from radicular.case.record import Observation, Patient, Vertebrae
from radicular.case.schema import case_schema

__all__ = ["Case", "Observation", "Patient", "Vertebrae", "case_schema"]
