"""F waves: slowing in the ventral root delays them, block makes them rare."""

from radicular.electrophysiology.studies.f_wave import f_wave
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for process in ("demyelination", "block"):
    lesion = Lesion.parse(f"left S1 root, severe, {process}")
    study = f_wave(person, "left", [lesion], shocks=20)
    print(process, study.value("f_mean"), "ms,", study.value("f_persistence"), "%")
