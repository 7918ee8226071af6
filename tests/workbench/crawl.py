"""The workbench as its pages show it: every address, link and form, found by following them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from radicular.workbench.records.models import ClinicalEvent, Patient

#: Addresses of one kind that are followed, and records of one kind that stand for all.
ALIKE = 2
#: What a person would write in an empty field.
WRITTEN = {
    "date": "2026-01-02",
    "time": "10:30",
    "datetime-local": "2026-01-02T10:30",
    "number": "1",
    "range": "1",
    "email": "ada@example.org",
    "password": "blue horse in the rain",
}


@dataclass(frozen=True)
class Route:
    """An address pattern: its text with ``{name}`` for every parameter, and their converters."""

    template: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Form:
    """A form as a page shows it, filled in as a person would."""

    address: str
    method: str
    fields: tuple[tuple[str, str], ...]


@dataclass
class Crawl:
    """What was found.

    Attributes:
        pages: Addresses that answered, and whether with a whole page rather than a part or a file.
        forms: On these pages.
        values: Of parameters and fields.
    """

    pages: dict[str, bool] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    values: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, other: "Crawl") -> None:
        """Take in what another person found."""
        self.pages |= other.pages
        self.forms += other.forms
        for name, values in other.values.items():
            self.values[name] |= values


def routes() -> tuple[Route, ...]:
    """Return every address pattern of the workbench."""
    return tuple(_routes(get_resolver(), "/", ()))


def _routes(
    resolver: URLResolver, before: str, parameters: tuple[tuple[str, str], ...]
) -> Iterator[Route]:
    for one in resolver.url_patterns:
        text = before + str(one.pattern)
        known = (
            *parameters,
            *((name, type(kind).__name__) for name, kind in one.pattern.converters.items()),
        )
        if isinstance(one, URLPattern):
            for name, _ in known:
                text = _named(text, name)
            yield Route(text, known)
        else:
            yield from _routes(one, text, known)


def _named(text: str, name: str) -> str:
    """Write ``{name}`` for ``<uuid:name>``."""
    head, _, tail = text.partition(f":{name}>")
    return f"{head.rpartition('<')[0]}{{{name}}}{tail}"


def addresses(route: Route, found: Crawl, keys: Iterable[str], most: int = 60) -> list[str]:
    """Return addresses of a route.

    Args:
        route: Of the workbench.
        found: Values that its parameters took in links.
        keys: Of records, for every parameter that is a key.
        most: Addresses at most.
    """
    choices = [
        sorted(keys) if kind == "UUIDConverter" else sorted(found.values.get(name, ()))
        for name, kind in route.parameters
    ]
    names = [name for name, _ in route.parameters]
    return [
        route.template.format(**dict(zip(names, chosen, strict=True)))
        for chosen in islice(product(*choices), most)
    ]


def record_models() -> tuple[type[models.Model], ...]:
    """Return the models that have a key, and belong to a patient."""
    return tuple(
        model
        for model in apps.get_models()
        if model.__module__.startswith("radicular.") and _key(model) and _of_patient(model, ())
    )


def record_keys() -> tuple[str, ...]:
    """Return the keys of some records of every kind."""
    return tuple(
        str(key)
        for model in record_models()
        for key in _rows(model).values_list("key", flat=True)[: 2 * ALIKE]
    )


def _key(model: type[models.Model]) -> bool:
    return any(isinstance(one, models.UUIDField) and one.name == "key" for one in _fields(model))


def _fields(model: type[models.Model]) -> Iterable[Any]:
    return model._meta.get_fields()  # noqa: SLF001 - the way that Django documents


def _rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return model._default_manager.all()  # noqa: SLF001 - the way that Django documents


def _of_patient(model: type[models.Model], seen: tuple[type[models.Model], ...]) -> bool:
    if model is Patient:
        return True
    owners = (one.related_model for one in _fields(model) if isinstance(one, models.ForeignKey))
    return any(owner not in seen and _of_patient(owner, (*seen, model)) for owner in owners)


def rows() -> Counter[str]:
    """Return how many rows each table of the workbench has."""
    return Counter(
        {
            model.__name__: _rows(model).count()
            for model in apps.get_models()
            if model.__module__.startswith("radicular.")
        }
    )


def crawl(client: Client, *begin: str) -> Crawl:
    """Follow every link and send every form once, as a person would fill it in.

    Args:
        client: Of a person who is signed in.
        begin: Addresses to begin with.

    Returns:
        What was found. Only forms that make something new have an effect.
    """
    found = Crawl()
    waiting, alike = list(begin), Counter[tuple[str, ...]]()
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address)
        if kind is None or address in found.pages or alike[kind] >= ALIKE:
            continue
        alike[kind] += 1
        answer = client.get(address)
        if answer.status_code == 302:
            waiting.append(urljoin(address, answer.headers["Location"]))
        if answer.status_code != 200:
            continue
        read = _read(address, answer)
        found.pages[address] = read.whole
        waiting += read.links
        for name, value in read.values:
            found.values[name].add(value)
        for form in read.forms:
            if alike[(kind[0], *(name for name, _ in form.fields))] < ALIKE:
                alike[(kind[0], *(name for name, _ in form.fields))] += 1
                found.forms.append(form)
                waiting += _send(client, form)
    for address in found.pages:
        for name, value in resolve(urlsplit(address).path).kwargs.items():
            found.values[name].add(str(value))
    return found


def _kind(address: str) -> tuple[str, ...] | None:
    """Addresses of one pattern that ask for the same are alike; None is none of the workbench."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return None
    return route, *sorted(name for name, _ in parse_qsl(parts.query))


def _send(client: Client, form: Form) -> list[str]:
    """Send a form; what it did stays if it made something new."""
    if form.method == "get" or "/logout" in form.address:
        return []
    before = rows()
    with transaction.atomic():
        answer = client.post(form.address, dict(form.fields))
        made = rows() - before
        made.pop(ClinicalEvent.__name__, None)
        if not made:
            transaction.set_rollback(True)
    where = answer.headers.get("Location", "")
    return [urljoin(form.address, where)] if made and where else []


def _read(address: str, answer: HttpResponseBase) -> "_Reader":
    reader = _Reader(address)
    shown = "Content-Disposition" not in answer.headers and not answer.streaming
    if shown and answer.headers["Content-Type"].startswith("text/html"):
        reader.feed(answer.content.decode())  # type: ignore[attr-defined]
    return reader


class _Reader(HTMLParser):
    """Links, forms, and values in attributes of one page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.values: list[tuple[str, str]] = []
        self.whole = False
        self._form: tuple[str, str, dict[str, str]] | None = None
        self._select = ""

    def handle_decl(self, decl: str) -> None:
        self.whole = decl.lower() == "doctype html"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get"):
            if name in got and tag != "link":
                self.links.append(urljoin(self.address, got[name]).partition("#")[0])
        self.values += [
            (name[5:].replace("-", "_"), value)
            for name, value in got.items()
            if name.startswith("data-")
        ]
        if tag == "form":
            where = urljoin(self.address, got.get("action") or self.address)
            self._form = where, got.get("method", "get").lower(), {}
        elif self._form is not None:
            self._field(tag, got, self._form[2])

    def _field(self, tag: str, got: Mapping[str, str], fields: dict[str, str]) -> None:
        name = got.get("name", "")
        if tag == "select":
            self._select = name
            fields.setdefault(name, "")
        elif tag == "option" and self._select:
            self.values.append((self._select, got.get("value", "")))
            if "selected" in got or not fields[self._select]:
                fields[self._select] = got.get("value", "")
        elif tag in ("input", "textarea", "button") and name and name != "csrfmiddlewaretoken":
            kind = got.get("type", "text")
            if kind in ("checkbox", "radio"):
                self.values.append((name, got.get("value", "on")))
                if "checked" not in got and (kind == "checkbox" or name in fields):
                    return
                fields[name] = got.get("value", "on")
            else:
                fields[name] = got.get("value") or got.get("min") or WRITTEN.get(kind, "some words")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form" and self._form is not None:
            address, method, fields = self._form
            self.forms.append(Form(address, method, tuple(fields.items())))
            self._form = None
