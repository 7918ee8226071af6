"""The needle over time: which muscle fibrillates when."""

from radicular.electrophysiology.studies.needle_emg import needle_emg
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for weeks in (0, 2, 4, 8, 52):
    lesion = Lesion.parse(f"left S1 root, severe, axon loss, {weeks} weeks")
    study = needle_emg(person, "left", [lesion])
    grades = {item.finding.removeprefix("emg_"): item.value for item in study.findings}
    print(f"week {weeks}:", grades)
