"""Django's settings of the workbench; what differs from place to place comes from its home."""

import os

from csp.constants import NONE, SELF

from radicular.workbench.accounts.limits import COOL_OFF_HOURS, COUNTED_BY, LIMITS
from radicular.workbench.serve.database import database_settings
from radicular.workbench.serve.home import DEFAULT_SESSION_MINUTES, home_of_environment
from radicular.workbench.serve.hosts import HOST_VARIABLE, allowed_hosts
from radicular.workbench.serve.time_zone import local_time_zone

_home = home_of_environment()
_home.prepare()
_secure = os.environ.get("RADICULAR_TLS") == "1"

SECRET_KEY = _home.secret
DEBUG = False
ALLOWED_HOSTS = allowed_hosts(os.environ.get(HOST_VARIABLE, ""), _home.settings.get("hosts", []))
ROOT_URLCONF = "radicular.workbench.site.urls"
WSGI_APPLICATION = "radicular.workbench.site.wsgi.application"
USE_TZ = True
TIME_ZONE = local_time_zone()
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database_settings(_home.database, _home.database_file)}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "auditlog",
    "axes",
    "csp",
    "radicular.workbench.site",
    "radicular.workbench.accounts",
    "radicular.workbench.records",
    "radicular.workbench.examine",
    "radicular.workbench.drawing",
    "radicular.workbench.teaching",
    "radicular.workbench.leaflet",
    "radicular.workbench.what_if",
    "radicular.workbench.course",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "radicular.workbench.site.middleware.head_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "radicular.workbench.accounts.middleware.stays_signed_in",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "radicular.workbench.accounts.middleware.AuditMiddleware",
    "radicular.workbench.accounts.middleware.kept_nowhere",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Accounts and sessions
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_HANDLER = "radicular.workbench.accounts.throttling.Throttle"
AXES_FAILURE_LIMIT = LIMITS[0]
AXES_LOCKOUT_PARAMETERS = list(COUNTED_BY)
AXES_LOCKOUT_TEMPLATE = "accounts/throttled.html"
AXES_COOLOFF_TIME = COOL_OFF_HOURS
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AUDITLOG_CID_HEADER = None
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 60 * _home.settings.get("session_minutes", DEFAULT_SESSION_MINUTES)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
CSRF_COOKIE_SAMESITE = "Strict"

# What a page may load: nothing but its own files.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# Static files are served from where they lie in the package.
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
