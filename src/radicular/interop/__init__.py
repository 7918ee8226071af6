"""Exchange with other systems: FHIR R4B and GA4GH Phenopackets."""
