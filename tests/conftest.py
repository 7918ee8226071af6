"""What every test shares."""

import os

from hypothesis import settings

# A slow machine is no failure, and a run that others depend on draws the same examples every time.
settings.register_profile("radicular", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("radicular")
