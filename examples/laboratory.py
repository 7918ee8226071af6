"""A whole laboratory, and where the lesion is by its findings."""

from radicular.electrophysiology.subject import Subject
from radicular.laboratory import examine
from radicular.lesion import Lesion
from radicular.localize.localizer import load_localizer

found = examine(Subject.draw(7), [Lesion.parse("left S1 root, severe, 6 weeks")])
for item in found.comparisons:
    print(item.name, item.value, item.verdict)
answer = load_localizer("emg_laboratory").locate(found.to_case())
print(answer.ranked[0].label, f"{answer.ranked[0].probability:.0%}")
