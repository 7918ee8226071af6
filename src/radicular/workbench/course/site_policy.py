"""What this site changes in the rules of the gates."""

from functools import cache

from radicular.pathway.gate_rules import Policy
from radicular.workbench.serve.home import home_of_environment

__all__ = ["site_policy"]

POLICY_FILE = "policy.yaml"


@cache
def site_policy() -> Policy:
    """Return the policy in ``policy.yaml`` of the workbench's folder, or that of the tables.

    Raises:
        CaseFileError: If there is one, and it is none.
    """
    file = home_of_environment().folder / POLICY_FILE
    return Policy.from_file(file) if file.exists() else Policy()
