"""Values in words."""

from django import template

from radicular.case import Observation
from radicular.wording import percent
from radicular.workbench.examine.choices import UNJUDGED

__all__ = ["only_grade"]

register = template.Library()
register.filter("percent", percent)


@register.filter
def only_grade(item: Observation) -> str:
    """Return the grade that an observation means, empty where it may mean several."""
    if not item.value.judged:
        return UNJUDGED
    return next(iter(item.grades)) if len(item.grades) == 1 else ""
