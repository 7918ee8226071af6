"""``radicular findings``: what can be recorded, and how to write it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from radicular.anatomy.sites import site_of
from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines
from radicular.errors import InputError, NotationError, UnknownNameError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.names import plain_words
from radicular.report.lines import Line, heading, labeled, wrapped
from radicular.report.prediction_text import DOMAINS
from radicular.report.words import setting_words

if TYPE_CHECKING:
    from radicular.localize.ratios import SignRatio

__all__ = ["command"]

#: Up to so many findings are told in full, more as one line each.
IN_FULL = 8
#: So many names are offered for one that is not known, each with a part that is this much alike.
SUGGESTIONS, ALIKE = 4, 75
_ID_WIDTH, _NAME_WIDTH, _CUT_WIDTH = 36, 52, 38


@click.command(
    epilog=examples(
        "radicular findings ankle jerk",
        "radicular findings --domain provocation",
        "radicular findings numb foot --json",
        'radicular findings "ankle jerk" --ratios "S1 root"',
    )
)
@click.argument("words", nargs=-1, metavar="[WORDS]…")
@click.option("--domain", metavar="DOMAIN", help="Only one part of the record, such as reflex.")
@click.option(
    "--ratios",
    "targets",
    multiple=True,
    metavar="SITE",
    help="How well the finding tells SITE (such as 'S1 root') from all other patients, in every "
    "setting; several for any of them.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    words: tuple[str, ...], domain: str | None, targets: tuple[str, ...], as_json: bool
) -> None:
    """List what can be recorded, or search it by any name.

    Without WORDS every finding is listed. With WORDS those are told in full that bear the name or
    contain all the words: grades, sides, how it is tested, and other names that a case file may
    use.

    With --ratios WORDS name one finding. The same sign has another likelihood ratio in each
    setting, because lesions are milder or more severe there and other patients have other things.
    """
    if targets and (domain or not words):
        raise click.UsageError("With --ratios name one finding, and no --domain.")
    if targets:
        _tell_ratios(" ".join(words), targets, as_json=as_json)
        return
    found = _search(" ".join(words), _of_domain(domain))
    if as_json:
        echo_json([_plain(finding) for finding in found])
    else:
        echo_lines(_lines(found))


def _of_domain(domain: str | None) -> Sequence[Finding]:
    if domain is not None and domain not in DOMAINS:
        raise InputError("--domain", domain, ", ".join(DOMAINS))
    return [finding for finding in load_catalog() if domain in (None, finding.domain)]


def _search(text: str, findings: Sequence[Finding]) -> Sequence[Finding]:
    if not text:
        return findings
    exact: list[Finding] = []
    suggestions: tuple[str, ...] = ()
    try:
        exact = [load_catalog().resolve(text)]
    except UnknownNameError as error:
        suggestions = error.suggestions
    wanted = set(plain_words(text))
    near = [finding for finding in findings if finding not in exact and wanted <= _words(finding)]
    found = [*(finding for finding in exact if finding in findings), *near]
    if not found:
        raise UnknownNameError("finding", text, suggestions or _alike(text))
    return found


def _alike(text: str) -> tuple[str, ...]:
    """Return names of findings of which a part resembles a text, best first."""
    from rapidfuzz import fuzz, process

    names = {" ".join(plain_words(name)) for finding in load_catalog() for name in finding.names}
    best = process.extract(
        " ".join(plain_words(text)),
        sorted(names),
        scorer=fuzz.partial_ratio,
        limit=SUGGESTIONS,
        score_cutoff=ALIKE,
    )
    return tuple(name for name, _, _ in best)


def _words(finding: Finding) -> set[str]:
    names = (finding.id, finding.name, *finding.synonyms)
    return {word for name in names for word in plain_words(name)}


def _lines(findings: Sequence[Finding]) -> Iterator[Line]:
    for domain, title in DOMAINS.items():
        of_domain = [finding for finding in findings if finding.domain == domain]
        if of_domain:
            yield from heading(f"{title} ({domain})")
        for finding in of_domain:
            yield from _in_full(finding) if len(findings) <= IN_FULL else _in_short(finding)
    yield Line()
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    yield Line(f"{count}; any of these names can stand in a case file.", "quiet")


def _in_short(finding: Finding) -> Iterator[Line]:
    grades = " | ".join(finding.scale.grades)
    name = finding.name if len(finding.name) < _NAME_WIDTH else f"{finding.name[:49]}…"
    yield Line(f"   {finding.id:<{_ID_WIDTH}} {name:<{_NAME_WIDTH}} {grades}")


def _in_full(finding: Finding) -> Iterator[Line]:
    yield Line()
    yield Line(f"   {finding.name}", "title")
    side = "left, right, both or unknown" if finding.sided else "none, recorded once"
    facts: Mapping[str, str] = {
        "id": finding.id,
        "value": " | ".join(finding.scale.grades),
        "written": finding.scale.notation.examples,
        "side": side,
        "how": finding.how,
        "burden": finding.burden,
        "also": ", ".join(finding.synonyms),
        "codes": ", ".join(code.term for code in finding.codes),
    }
    for label, text in facts.items():
        if text:
            yield from labeled(label, text)


def _tell_ratios(text: str, targets: Sequence[str], *, as_json: bool) -> None:
    from radicular.hypotheses import SETTINGS
    from radicular.localize.ratios import sign_ratios

    finding = load_catalog().resolve(text)
    sites = [_site(target) for target in targets]
    by_setting = [sign_ratios(finding, sites, setting) for setting in SETTINGS]
    if as_json:
        echo_json([ratio.to_dict() for ratios in by_setting for ratio in ratios])
    else:
        echo_lines(_ratio_lines(finding, sites, by_setting))


def _site(text: str) -> str:
    from radicular.anatomy.sites import load_sites
    from radicular.lesion import Lesion

    try:
        lesion = Lesion.parse(f"both {text}")
    except NotationError as error:
        raise InputError("--ratios", text, f"{error.allowed}, without a side") from None
    if lesion != Lesion(lesion.site, "both") or lesion.site not in load_sites():
        allowed = "a site that can be the answer, without side, place or severity: S1 root"
        raise InputError("--ratios", text, allowed)
    return lesion.site


def _ratio_lines(
    finding: Finding, sites: Sequence[str], by_setting: "Sequence[Sequence[SignRatio]]"
) -> Iterator[Line]:
    named = " or ".join(site_of(site).label for site in sites)
    yield from heading(f"{finding.name}: {named} against all other patients")
    for ratios in zip(*by_setting, strict=True):
        yield Line()
        columns = "".join(f"{name:>13}" for name in ("sensitivity", "specificity", "LR+", "LR-"))
        yield Line(f"   {ratios[0].label:<{_CUT_WIDTH}}{columns}", "title")
        for ratio in ratios:
            rates = f"{ratio.sensitivity:>13.2f}{ratio.specificity:>13.2f}"
            both = f"{_ratio(ratio.positive):>13}{_ratio(ratio.negative):>13}"
            yield Line(f"   {setting_words(ratio.setting):<{_CUT_WIDTH}}{rates}{both}")
    yield Line()
    yield from wrapped(
        "Rates that the model implies on the side of the trouble, over severities, anatomies and "
        "mimics of each setting; the age is left open.",
        tone="quiet",
    )


def _ratio(ratio: float) -> str:
    """Return a likelihood ratio with about two telling digits."""
    if ratio < 1:
        return f"{ratio:.2f}"
    return f"{ratio:.1f}" if ratio < 10 else f"{ratio:.0f}"  # noqa: PLR2004 - two digits


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "name": finding.name,
        "domain": finding.domain,
        "stage": finding.stage,
        "sides": ["left", "right", "both", "unknown"] if finding.sided else [],
        "grades": list(finding.scale.grades),
        "normal": [grade for grade in finding.scale.grades if grade in finding.scale.normal],
        "examples": finding.scale.notation.examples,
        "how": finding.how,
        "burden": finding.burden,
        "synonyms": list(finding.synonyms),
        "codes": {code.term: sorted(code.grades) for code in finding.codes},
        "provenance": finding.provenance,
        "source": finding.source,
    }
