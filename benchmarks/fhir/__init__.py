"""What others say of the FHIR that is written, and a server that has to take it."""
