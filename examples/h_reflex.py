"""The H reflex of soleus, healthy and with a lesion of the S1 root."""

from radicular.electrophysiology.studies.h_reflex import h_reflex
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical(age=52, sex="female", height=168)
lesion = Lesion.parse("left S1 root, mild, block, 2 weeks")

for name, lesions in (("healthy", []), (str(lesion), [lesion])):
    study = h_reflex(person, "left", lesions)
    print(name)
    for key in ("h_latency", "h_amplitude", "m_amplitude", "h_threshold"):
        measure = study.measure(key)
        print(f"  {measure.name}: {measure.value} {measure.unit} ({measure.verdict})")
