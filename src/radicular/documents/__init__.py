"""Documents for clinic, radiology, therapy, procedure room and patient, from one episode."""
