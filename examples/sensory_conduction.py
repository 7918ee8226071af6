"""The sural potential tells a root from a nerve."""

from radicular.electrophysiology.studies.sensory_conduction import sensory_conduction
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for where in ("left S1 root", "left sciatic nerve"):
    lesion = Lesion.parse(f"{where}, moderate, axon loss, 6 weeks")
    study = sensory_conduction(person, "left", [lesion])
    print(where, study.value("sural_amplitude"), study.measure("sural_amplitude").verdict)
