"""``radicular findings``: what can be recorded, and how to write it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from radicular.cli.examples import examples
from radicular.cli.output import echo_json, echo_lines
from radicular.errors import InputError, UnknownNameError
from radicular.findings.catalog import Finding, load_catalog
from radicular.findings.names import plain_words
from radicular.report.lines import Line, heading, labeled
from radicular.report.prediction_text import DOMAINS

__all__ = ["command"]

#: Up to so many findings are told in full, more as one line each.
IN_FULL = 8
#: So many names are offered for one that is not known, each with a part that is this much alike.
SUGGESTIONS, ALIKE = 4, 75
_ID_WIDTH, _NAME_WIDTH = 36, 52


@click.command(
    epilog=examples(
        "radicular findings ankle jerk",
        "radicular findings --domain provocation",
        "radicular findings numb foot --json",
    )
)
@click.argument("words", nargs=-1, metavar="[WORDS]…")
@click.option("--domain", metavar="DOMAIN", help="Only one part of the record, such as reflex.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(words: tuple[str, ...], domain: str | None, as_json: bool) -> None:
    """List what can be recorded, or search it by any name.

    Without WORDS every finding is listed. With WORDS those are told in full that bear the name or
    contain all the words: grades, sides, how it is tested, and other names that a case file may
    use.
    """
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
