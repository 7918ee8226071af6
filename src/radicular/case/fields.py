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
    "findings",
)
PATIENT_FIELDS = ("age", "sex", "height_cm")
FINDING_FIELDS = ("finding", "side", "value", "level", "modality", "stage", "note")
SETTINGS = ("spine_clinic", "primary_care", "emg_laboratory")
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
LEVEL_DOMAINS = frozenset({"imaging", "block", "needle_emg"})
TOLD_DOMAINS = frozenset({"history", "pain"})
