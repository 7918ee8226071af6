"""Touch, temperature and pinprick fail apart when a lesion picks fibers by size."""

from radicular.electrophysiology.studies.quantitative_sensory import quantitative_sensory
from radicular.electrophysiology.subject import Subject
from radicular.lesion import Lesion

person = Subject.typical()
for caliber in ("large fibers", "small fibers"):
    lesion = Lesion.parse(f"left S1 root, severe, {caliber}")
    study = quantitative_sensory(person, "left", [lesion], patch="heel_lateral")
    lost = [item.name for item in study if item.verdict in ("abnormal", "absent")]
    print(caliber, lost)
