"""What this site changes in the rules of the gates."""

from functools import cache
from pathlib import Path

from radicular.case.text import A_CASE
from radicular.errors import CaseFileError, InputError
from radicular.pathway.gate_rules import Policy
from radicular.workbench.serve.home import home_of_environment

__all__ = ["site_policy"]

POLICY_FILE = "policy.yaml"
A_POLICY = "a policy in YAML or JSON, starting with radicular_policy: 1"


@cache
def site_policy() -> Policy:
    """Return the policy in ``policy.yaml`` of the workbench's folder, or that of the tables.

    Raises:
        CaseFileError: If there is one, and it is none; each problem names the file.
    """
    file = home_of_environment().folder / POLICY_FILE
    if not file.exists():
        return Policy()
    try:
        return Policy.from_file(file)
    except CaseFileError as error:
        raise CaseFileError([_in_file(file, problem) for problem in error.problems]) from None


def _in_file(file: Path, problem: InputError) -> InputError:
    named = problem.field.startswith(str(file))
    field = problem.field if named else f"{file}: {problem.field}"
    return InputError(field, problem.value, problem.allowed.replace(A_CASE, A_POLICY))
