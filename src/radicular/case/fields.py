"""The fields of a case file and the words that may stand in them."""

VERSION = 1
OLDEST = 120
SHORTEST_CM, TALLEST_CM = 40, 250
CASE_FIELDS = (
    "radicular_case",
    "id",
    "title",
    "setting",
    "patient",
    "source",
    "truth",
    "note",
    "lumbar_vertebrae",
    "background",
    "findings",
)
PATIENT_FIELDS = ("age", "sex", "height_cm")
VERTEBRAE_FIELDS = ("count", "counted_by")
FINDING_FIELDS = (
    "finding",
    "side",
    "value",
    "level",
    "modality",
    "stage",
    "unrelated",
    "note",
)
SETTINGS = ("spine_clinic", "primary_care", "emg_laboratory", "surgical_series")
STAGES = ("history", "examination", "electrodiagnosis", "imaging", "block")
MODALITIES = ("touch", "pinprick", "temperature", "vibration", "proprioception")
SEXES = {
    "female": "female",
    "f": "female",
    "woman": "female",
    "male": "male",
    "m": "male",
    "man": "male",
    "other": "other",
    "unknown": "unknown",
}
SIDES = {
    "left": "left",
    "l": "left",
    "right": "right",
    "r": "right",
    "both": "both",
    "bilateral": "both",
    "unknown": "unknown",
    "midline": "midline",
}
VERTEBRAE_COUNTS = (4, 5, 6)
WHOLE_SPINE, OPERATION = "whole spine", "operation and imaging"
NOT_STATED = "not stated"
COUNTED_BY = {
    WHOLE_SPINE: WHOLE_SPINE,
    "whole spine localizer": WHOLE_SPINE,
    "whole spine imaging": WHOLE_SPINE,
    OPERATION: OPERATION,
    "fluoroscopy and imaging": OPERATION,
    "lumbar only": "lumbar only",
    "lumbar mri": "lumbar only",
    "lumbar imaging": "lumbar only",
    NOT_STATED: NOT_STATED,
    "unknown": NOT_STATED,
}
#: A count that reached the level by two ways, or from above, is no guess from the last vertebra.
CONFIRMING = frozenset({WHOLE_SPINE, OPERATION})
LEVEL_DOMAINS = frozenset({"imaging", "block", "needle_emg"})
TOLD_DOMAINS = frozenset({"history", "pain"})
