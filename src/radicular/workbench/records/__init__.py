"""Patients and their examinations: dated, signed, amended, never overwritten."""
