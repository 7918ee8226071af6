"""Maximal plantar flexion and heel raises, before and after sprouting."""

from radicular.electrophysiology.studies.strength import strength
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for time in ("4 weeks", "6 months"):
    lesion = Lesion.parse(f"left S1 root, moderate, axon loss, {time}")
    study = strength(person, "left", [lesion])
    print(time, f"{study.value('torque'):.0f} N m,", study.value("heel_raises"), "heel raises")
