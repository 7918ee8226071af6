"""From the bytes of a case file to plain data, refusing everything a case file cannot be."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml

from radicular.case.problems import NOTHING
from radicular.errors import CaseError

__all__ = ["LARGEST", "parse_text", "read_file", "yaml_text"]

LARGEST = 1_000_000
DEEPEST = 20
A_CASE = "a case in YAML or JSON, starting with radicular_case: 1"
Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_file(path: Path) -> str:
    """Return the text of a case file.

    Args:
        path: Where it lies.

    Raises:
        CaseError: If it cannot be read, is larger than 1 MB or holds no UTF-8 text.
    """
    name = str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise CaseError(name, f"{path.stat().st_size} bytes", f"at most {LARGEST} bytes")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CaseError(name, error.strerror or "unreadable", "a file that can be read") from None
    if len(content) > LARGEST:
        raise CaseError(name, "a stream without end", f"at most {LARGEST} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise CaseError(name, "binary data", f"UTF-8 text: {A_CASE}")
    return text


def parse_text(text: str, name: str = "case") -> object:
    """Return the plain data of a text in YAML or JSON.

    Args:
        text: The text of a case file.
        name: What to call it in an error.

    Raises:
        CaseError: If it is empty, neither YAML nor JSON, or has a field twice.

    Example:
        >>> parse_text("radicular_case: 1")
        {'radicular_case': 1}
    """
    if not text.strip():
        raise CaseError(name, NOTHING, A_CASE)
    try:
        if text.lstrip()[0] in "{[":
            return parse_json(text)
    except ValueError:
        pass  # YAML also allows such a beginning
    except RecursionError:
        raise too_deep(name) from None
    return parse_yaml(text, name)


def yaml_text(data: Mapping[str, Any]) -> str:
    """Return plain data as YAML, each entry of a list on a line.

    Args:
        data: Mappings, lists, texts, numbers, yes or no.
    """
    text: str = yaml.safe_dump(
        dict(data), sort_keys=False, allow_unicode=True, default_flow_style=None, width=10_000
    )
    return text


def parse_json(text: str) -> object:
    """Return the data of a JSON text.

    Raises:
        ValueError: If it is not JSON.
        CaseError: If a field stands twice.
    """
    return json.loads(text, object_pairs_hook=unique_fields, parse_constant=refuse_constant)


def unique_fields(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the pairs as a mapping if no field stands twice."""
    fields: dict[str, object] = {}
    for key, value in pairs:
        if key in fields:
            raise CaseError(key, "given twice", "each field once")
        fields[key] = value
    return fields


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not know."""
    raise CaseError("number", name, "a finite number")


def too_deep(name: str) -> CaseError:
    """Return the error of a text with too many levels."""
    return CaseError(name, "fields inside fields", f"at most {DEEPEST} levels")


def parse_yaml(text: str, name: str) -> object:
    """Return the data of a YAML text.

    Raises:
        CaseError: If it is not YAML, goes too deep, repeats itself or has a field twice.
    """
    try:
        check_events(text, name)
        return yaml.load(text, Loader=CaseLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = name if mark is None else f"{name}, line {mark.line + 1}"
        raise CaseError(
            place, error.problem or error.context, f"{A_CASE}; put texts with signs in quotes"
        ) from None
    except yaml.YAMLError as error:
        raise CaseError(name, str(error).partition("\n")[0], A_CASE) from None
    except ValueError:
        raise CaseError(name, "a number of too many digits", A_CASE) from None


def check_events(text: str, name: str) -> None:
    """Look through a YAML text for what could exhaust the machine.

    Raises:
        CaseError: If it goes too deep or has anchors that are used again.
    """
    depth = 0
    for event in yaml.parse(text, Loader=Base):
        if isinstance(event, yaml.AliasEvent):
            raise CaseError(name, f"*{event.anchor}", "a file without YAML aliases")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise too_deep(name)


class CaseLoader(Base):  # type: ignore[misc] # the C loader is chosen at run time
    """Plain YAML: no object but mappings, lists, texts, numbers and yes or no."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - the signature is PyYAML's
    ) -> dict[Hashable, Any]:
        """Return the mapping of a node if no field stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                line = key.start_mark.line + 1
                raise CaseError(f"{key.value}, line {line}", "given twice", "each field once")
            seen.add(str(key.value))
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


# A date stays the text it is.
CaseLoader.yaml_implicit_resolvers = {
    sign: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for sign, pairs in Base.yaml_implicit_resolvers.items()
}
