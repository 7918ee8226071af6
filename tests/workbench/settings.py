"""The workbench's own settings, in a home that is made for the tests."""

import os
import tempfile

# The driver of the browser runs a loop of events beside the tests.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ["RADICULAR_WORKBENCH"] = tempfile.mkdtemp(prefix="radicular-workbench-")

from radicular.workbench.site.settings import *  # noqa: F403

# A quick hash: no test asks how hard a password is to guess.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
