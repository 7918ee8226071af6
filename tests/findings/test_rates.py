"""The table of rates by site, and the prior over sites."""

from collections import defaultdict
from collections.abc import Mapping

import pytest

from radicular.anatomy.sites import load_sites
from radicular.anatomy.sources import load_sources
from radicular.findings.catalog import load_catalog
from radicular.tables import read_csv

CATALOG = load_catalog()
SITES = load_sites()
FAMILIES = {site.family for site in SITES.values()}
RATES = read_csv("radicular.findings", "tables/rates.csv")
PRIORS = read_csv("radicular.hypotheses", "tables/priors.csv")
SOURCES = set(load_sources())
TABLE: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
for entry in RATES:
    TABLE[entry["finding"]][entry["target"]][entry["grade"]] = float(entry["probability"])
OWN_DOMAINS = {"history", "context", "vascular", "joint"}
SETTINGS = ("primary_care", "spine_clinic", "emg_laboratory")

# What a clinician thinks of first when this is told or found, apart from how common the site is.
MOST_TELLING = {
    "leg_crossing": {"common_fibular"},
    "squatting_or_kneeling": {"common_fibular"},
    "knee_or_fibula_trauma": {"common_fibular", "tibial_popliteal", "compartment"},
    "hip_dislocation_or_fracture": {"sciatic"},
    "gluteal_injection": {"sciatic"},
    "surgery_hip": {"superior_gluteal"},
    "groin_catheter_or_vascular_surgery": {"femoral"},
    "anticoagulation_or_bleeding": {"lumbar_plexus"},
    "hip_held_flexed": {"lumbar_plexus"},
    "weight_loss": {"radiculoplexus"},
    "diabetes": {"radiculoplexus"},
    "weakness_after_pain": {"radiculoplexus"},
    "radiotherapy_pelvis": {"lumbosacral_plexus"},
    "emg_myokymia": {"lumbosacral_plexus"},
    "cancer_known": {"sacral_plexus", "lumbosacral_plexus"},
    "childbirth": {"lumbosacral_trunk"},
    "surgery_pelvic": {"obturator"},
    "tight_belt_or_clothes": {"lfcn"},
    "better_toilet_seat": {"pudendal"},
    "infection_before": {"acute_polyradiculoneuropathy"},
    "fasciculations_widespread": {"motor_neuron_disease"},
    "sensory_level": {"spinal_cord"},
    "heard_pop": {"achilles_tendon"},
    "calf_squeeze_abnormal": {"achilles_tendon"},
    "sij_provocation_three": {"sacroiliac"},
    "osteoporosis": {"sacral_bone"},
    "vertebral_percussion_tender": {"vertebral_body"},
    "hip_internal_rotation_limited": {"hip_joint"},
    "trochanter_tender": {"trochanter"},
    "pulses_reduced": {"vascular"},
    "leg_swelling": {"deep_vein_thrombosis"},
    "leg_compartment_tense": {"compartment"},
    "worse_first_steps": {"plantar_fascia"},
    "ischial_tender": {"hamstring_origin"},
}


def rates_of(finding: str) -> Mapping[str, Mapping[str, float]]:
    """Return target to grade to probability."""
    return TABLE[finding]


def rate(finding: str, site: str, grade: str = "present") -> float:
    """Return the rate that counts for a site: its own, that of its family, or the rest."""
    table = rates_of(finding)
    targets = (site, f"family:{SITES[site].family}", "*")
    return next(table[target][grade] for target in targets if target in table)


def test_every_rate_names_a_finding_grade_and_target_that_exist() -> None:
    for row in RATES:
        finding = CATALOG[row["finding"]]
        assert row["grade"] in finding.scale.abnormal, row
        family = row["target"].removeprefix("family:")
        assert row["target"] in {"*", *SITES} or family in FAMILIES, row


def test_rates_are_probabilities_short_of_certainty() -> None:
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in RATES:
        probability = float(row["probability"])
        assert 0.001 < probability < 0.985, row
        totals[row["finding"], row["target"]] += probability
    assert max(totals.values()) < 0.985


def test_no_rate_stands_twice() -> None:
    keys = [(row["finding"], row["grade"], row["target"]) for row in RATES]
    assert len(keys) == len(set(keys))


def test_every_finding_by_table_has_a_rate_for_all_other_patients() -> None:
    covered = {row["finding"] for row in RATES if row["target"] == "*"}
    assert {finding.id for finding in CATALOG if finding.kind == "table"} <= covered


def test_every_grade_of_a_finding_by_table_can_occur() -> None:
    for finding in CATALOG:
        if finding.kind == "table":
            for target, grades in rates_of(finding.id).items():
                assert set(grades) == finding.scale.abnormal, (finding.id, target)


@pytest.mark.parametrize("table", [RATES, PRIORS], ids=["rates", "priors"])
def test_every_number_has_a_source_or_a_reason(table: list[dict[str, str]]) -> None:
    for row in table:
        assert row["provenance"] in {"found", "recalled", "derived", "assumed"}, row
        assert row["note"], row
        if row["provenance"] == "assumed":
            assert not row["source_key"], row
        else:
            assert row["source_key"] in SOURCES, row


@pytest.mark.parametrize("finding", MOST_TELLING)
def test_context_speaks_most_for_the_site_it_is_known_for(finding: str) -> None:
    best = max(SITES, key=lambda site: rate(finding, site))
    assert best in MOST_TELLING[finding]


def test_a_sign_of_a_mimic_is_rarer_in_root_disease() -> None:
    for finding, sites in MOST_TELLING.items():
        mimic = next(iter(sites))
        assert rate(finding, mimic) > 2 * rate(finding, "root_S1"), finding


def test_back_pain_goes_with_the_spine_not_with_nerves_of_the_leg() -> None:
    spine = ("root_L5", "root_S1", "cauda_equina", "mechanical_back", "vertebral_body")
    leg = ("common_fibular", "tibial_tarsal_tunnel", "sciatic", "achilles_tendon", "vascular")
    least = min(rate("pain_low_back", site) for site in spine)
    assert least > 3 * max(rate("pain_low_back", site) for site in leg)


def test_own_findings_say_how_they_are_asked_or_tested() -> None:
    own = [finding for finding in CATALOG if finding.domain in OWN_DOMAINS]
    assert len(own) >= 150
    for finding in own:
        assert finding.kind in {"table", "painless", "bilateral", "functional"}, finding.id
        assert finding.how
        assert len(finding.synonyms) >= 2, finding.id


@pytest.mark.parametrize("setting", SETTINGS)
def test_prior_covers_every_site_once_and_sums_to_one(setting: str) -> None:
    rows = [row for row in PRIORS if row["setting"] == setting]
    assert [row["site"] for row in rows] == list(SITES)
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1.0, abs=1e-6)
    assert min(float(row["weight"]) for row in rows) >= 0.0005
    for row in rows:
        shares = [float(row[side]) for side in ("left", "right", "both")]
        assert sum(shares) == pytest.approx(1.0)
        assert min(shares) >= 0


def test_prior_settings_differ_as_referral_does() -> None:
    weight = {(row["setting"], row["site"]): float(row["weight"]) for row in PRIORS}
    order = {
        "mechanical_back": SETTINGS,
        "polyneuropathy": ("emg_laboratory", "primary_care"),
        "motor_neuron_disease": ("emg_laboratory", "spine_clinic", "primary_care"),
        "common_fibular": ("emg_laboratory", "spine_clinic", "primary_care"),
        "root_S1": ("spine_clinic", "primary_care", "emg_laboratory"),
    }
    for site, settings in order.items():
        shares = [weight[setting, site] for setting in settings]
        assert shares == sorted(shares, reverse=True), site
