"""Motor conduction: the response falls only when cut axons have degenerated."""

from radicular.electrophysiology.studies.motor_conduction import motor_conduction
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for days in (0, 3, 5, 10):
    lesion = Lesion.parse(f"left S1 root, severe, axon loss, {days} days")
    study = motor_conduction(person, "left", [lesion])
    print(f"day {days}: soleus {study.value('soleus_amplitude'):.1f} mV")
