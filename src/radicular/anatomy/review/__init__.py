"""The map before a clinician: every claim on a page to mark, and the marks read back."""

from radicular.anatomy.review.claims import Claim, load_claims
from radicular.anatomy.review.marks import Mark, Marks, read_marks
from radicular.anatomy.review.worksheet import write_worksheet

__all__ = ["Claim", "Mark", "Marks", "load_claims", "read_marks", "write_worksheet"]
