"""Pushing off in gait with a weak calf."""

from radicular.electrophysiology.studies.push_off import push_off
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for lesions in ([], [Lesion.parse("left S1 root, severe, 6 weeks")]):
    study = push_off(person, "left", lesions)
    print(f"{study.value('peak_power'):.1f} W/kg, {study.value('push_off_work'):.2f} J/kg")
