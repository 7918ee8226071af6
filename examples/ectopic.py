"""Pain of an irritated root at rest, on cough and on raising the leg."""

from radicular.electrophysiology.studies.ectopic import ectopic
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person, lesion = Subject.typical(), Lesion.parse("left S1 root, mild, painful")
for maneuver in ("rest", "cough", "leg raise"):
    study = ectopic(person, "left", [lesion], maneuver=maneuver, angle=60)
    print(maneuver, study.value("intensity"), [item.name for item in study.measures[3:5]])
