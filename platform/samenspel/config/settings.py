"""Settings, read from the environment. Every value has a safe default; production refuses to start with an unsafe one."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[3]


def flag(name: str) -> bool:
    """Return whether an environment variable is switched on: 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


DEBUG = flag("SAMENSPEL_DEBUG")  # never in production: error pages show the code
DEMO = flag("SAMENSPEL_DEMO")  # one click signs in as anybody: start-up checks the addresses
BASE_DOMAIN = os.environ.get("SAMENSPEL_BASE_DOMAIN", "localhost")  # a municipality lives at <slug>.<this>
BIND = os.environ.get("SAMENSPEL_BIND", "127.0.0.1")  # address the server listens on
PORT = int(os.environ.get("SAMENSPEL_PORT", "8000"))  # port the server listens on
SECURE = flag("SAMENSPEL_HTTPS")  # residents reach us over HTTPS: secure cookies, HSTS
TRUSTED_PROXIES = tuple(
    filter(None, os.environ.get("SAMENSPEL_TRUSTED_PROXIES", "").split(","))
)  # addresses or networks
SECRET_KEY = os.environ.get("SAMENSPEL_SECRET_KEY", "")  # at least 40 random characters
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured(
        "SAMENSPEL_SECRET_KEY is missing or shorter than 40 characters. "
        "Set it to a random value that stays the same, or start with `make demo`."
    )
if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
    raise ImproperlyConfigured("DATABASE_URL and REDIS_URL are missing. Start by `manage.py`, or set both.")
ALLOWED_HOSTS = ["*"]  # the tenancy middleware answers 404 to every host it does not know

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "channels",
    "rest_framework",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "samenspel.common",
    "samenspel.tenancy",
    "samenspel.audit",
    "samenspel.realtime",
    "samenspel.accounts",
    "samenspel.subjects",
    "samenspel.notifications",
    "samenspel.moderation",
    "samenspel.council",
    "voting",
    "deliberation",
    "samenspel.portal",
    "samenspel.dossier",
    "samenspel.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "samenspel.tenancy.middleware.ClientAddressMiddleware",
    "samenspel.tenancy.middleware.MunicipalityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samenspel.tenancy.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samenspel.accounts.middleware.ParticipantMiddleware",
    "samenspel.accounts.middleware.SecondFactorMiddleware",
    "samenspel.common.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "samenspel.config.urls"
ASGI_APPLICATION = "samenspel.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samenspel.tenancy.context.municipality",
                "samenspel.accounts.context.person",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases: the application's role is bound by row-level security; the owner migrates and provisions.
_POOL = {} if flag("SAMENSPEL_NO_POOL") else {"pool": {"min_size": 1, "max_size": 12, "timeout": 20}}


# A server that went away without a word is noticed within seconds; the address may say otherwise.
_NOTICE = {"connect_timeout": 5, "keepalives_idle": 15, "tcp_user_timeout": 15_000}


def database(url: str, *, pool: bool) -> dict[str, object]:
    """Return Django's settings for a PostgreSQL address, with our engine that keeps the tenant on the connection.

    The address may name several hosts, as libpq's do: postgresql://user@one:5432,two/name?target_session_attrs=read-write
    """
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    several = {}
    if "," in hosts:
        pairs = [host.rpartition(":") if ":" in host else (host, "", "5432") for host in hosts.split(",")]
        several = {"host": ",".join(unquote(pair[0]) for pair in pairs), "port": ",".join(pair[2] for pair in pairs)}
        url = url.replace(parts.netloc, f"{login}@", 1)
    config: dict[str, object] = dict(dj_database_url.parse(url, engine="samenspel.tenancy.backend"))
    options = {**_NOTICE, **several, **dict(config.get("OPTIONS") or {})}  # type: ignore[call-overload]
    config["OPTIONS"] = {**options, **(_POOL if pool else {})}
    config["CONN_HEALTH_CHECKS"] = pool  # a connection that broke in the pool is replaced before anybody gets it
    config["TEST"] = {"NAME": os.environ.get("SAMENSPEL_TEST_DATABASE", f"test_{config['NAME']}")}
    return config


DATABASES = {"default": database(os.environ["DATABASE_URL"], pool=True)}
if os.environ.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = database(os.environ["DATABASE_OWNER_URL"], pool=False)
    DATABASES["owner"]["TEST"] = {"MIRROR": "default"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ["REDIS_URL"]  # fan-out, cache, rate limits
CACHES = {
    "default": {
        "BACKEND": "samenspel.common.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "samenspel.tenancy.context.cache_key",
        "KEY_PREFIX": os.environ.get("SAMENSPEL_CACHE_PREFIX", "samenspel"),
    },
}
SESSION_ENGINE = "samenspel.accounts.adapters.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # residents stay signed in for sixty days
STAFF_SESSION_AGE = 60 * 60 * 8  # staff sign in again after eight hours
STAFF_IDLE_AGE = 60 * 60  # and after one hour without doing anything
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "samenspel.accounts.adapters.account.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 15  # a code works for a quarter of an hour
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5  # then a new code is needed
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,100/h/ip,3/m/key,12/h/key"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "samenspel.accounts.adapters.mfa.MfaAdapter"
MFA_FORMS = {
    "add_webauthn": "samenspel.accounts.forms.AddKeyForm",
    "edit_webauthn": "samenspel.accounts.forms.RenameKeyForm",
}
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run half a minute ahead or behind
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# Mail
EMAIL_BACKEND = "samenspel.notifications.backend.OutboxBackend"  # mail is written down first, then sent by the worker
DELIVERY_BACKEND = os.environ.get(
    "SAMENSPEL_MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"
)  # the worker's
EMAIL_HOST = os.environ.get("SAMENSPEL_MAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("SAMENSPEL_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SAMENSPEL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SAMENSPEL_MAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("SAMENSPEL_MAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SAMENSPEL_MAIL_FROM", "no-reply@localhost")

# Language and time
LANGUAGE_CODE = "nl"
FORMAT_MODULE_PATH = ["samenspel.config.formats"]  # dates in English as written in Europe
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "platform" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Readers of live rooms; 0 means no limit. A town hall or a school shares one address
SOCKETS_PER_ADDRESS = int(os.environ.get("SAMENSPEL_SOCKETS_PER_ADDRESS", "200"))  # open at the same time
SOCKETS_PER_ACCOUNT = int(os.environ.get("SAMENSPEL_SOCKETS_PER_ACCOUNT", "20"))  # open at the same time
SOCKETS_PER_MINUTE = int(os.environ.get("SAMENSPEL_SOCKETS_PER_MINUTE", "1200"))  # opened by one address
EVENTS_PER_MINUTE = int(os.environ.get("SAMENSPEL_EVENTS_PER_MINUTE", "6000"))  # asked for over HTTP by one address
SOCKET_HOURS = float(os.environ.get("SAMENSPEL_SOCKET_HOURS", "4"))  # then, spread out, a socket is opened anew

# Files that browsers fetch
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("SAMENSPEL_VAR", BASE_DIR / "var")) / "static"
STATICFILES_DIRS = [BASE_DIR / "platform" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG or flag("SAMENSPEL_PLAIN_STATIC"):
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

# Council sources that clerks may import from; an operator at the command line may use any public host
COUNCIL_SOURCE_HOSTS = frozenset(
    filter(None, os.environ.get("SAMENSPEL_COUNCIL_HOSTS", "api.notubiz.nl").lower().split(","))
)

# Safety of pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "samenspel.common.views.csrf_failure"
SILENCED_SYSTEM_CHECKS: list[str] = []

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SAMENSPEL_LOG_LEVEL", "WARNING")},
}
