"""The templates of the pages, set up alike."""

from jinja2 import Environment, PackageLoader

from radicular.wording import percent

__all__ = ["page_templates"]


def page_templates() -> Environment:
    """Return a new environment as every page is rendered in."""
    environment = Environment(
        loader=PackageLoader("radicular.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    return environment
