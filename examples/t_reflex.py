"""The tendon reflex: block the dorsal roots in steps and watch it go."""

from radicular.electrophysiology.studies.t_reflex import t_reflex
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for severity in ("irritation", "mild", "moderate", "severe"):
    lesion = Lesion.parse(f"left S1 dorsal root, {severity}, block")
    study = t_reflex(person, "left", [lesion])
    print(severity, study.value("t_latency"), study.value("t_amplitude"))
