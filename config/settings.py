"""Settings, read from the environment (`.env.example` documents each variable).

Two ways to run, one code: without DATABASE_URL and REDIS_URL everything lives in one process and one folder
(`make run`); production sets both and refuses to start with a default secret, DEBUG or missing keys.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env
from config.sign_in import *  # noqa: F403 - the settings of sign-in and of e-mail

# Lets `models.CharField[str, str]` be written where the type checker needs it.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("ZHIQIAO_DATA", BASE_DIR / "var")

TESTING = "pytest" in sys.modules or env.flag("ZHIQIAO_TESTING")
DEBUG = env.flag("DJANGO_DEBUG")
DEMO = env.flag("ZHIQIAO_DEMO")
PRODUCTION = env.flag("ZHIQIAO_PRODUCTION")
LOCAL_ONLY = not PRODUCTION

# Secrets: the insecure ones exist so that a first run needs no setup; production refuses them below.
INSECURE_SECRET = "insecure-local-secret-never-for-production"
INSECURE_FIELD_KEY = "Zm9yLWxvY2FsLXVzZS1vbmx5LW5ldmVyLWluLXByb2Q="
SECRET_KEY = env.text("DJANGO_SECRET_KEY", INSECURE_SECRET if LOCAL_ONLY else None)
FIELD_KEYS = env.words("ZHIQIAO_FIELD_KEYS", INSECURE_FIELD_KEY if LOCAL_ONLY else "")
INDEX_KEY = env.text("ZHIQIAO_INDEX_KEY", "local-index-key" if LOCAL_ONLY else None)
ALLOWED_HOSTS = env.words("DJANGO_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]" if LOCAL_ONLY else "")
CSRF_TRUSTED_ORIGINS = env.words("DJANGO_CSRF_TRUSTED_ORIGINS")
# What stands on papers and in calendars: production must name it, a local run is where `serve` answers.
LOCAL_SITE_URL = "http://127.0.0.1:8000"
SITE_URL = env.text("ZHIQIAO_SITE_URL", LOCAL_SITE_URL if LOCAL_ONLY else "")

INSTALLED_APPS = [
    "core",
    "accounts",
    "enterprises",
    "complaints",
    "volunteers",
    "mediation",
    "supervision",
    "notifications",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "channels",
    "csp",
    "config",
]

if TESTING:
    INSTALLED_APPS.append("tests.lab")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.files.incoming.WholeRequest",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ReadersLanguage",
    "accounts.middleware.ProvenGuest",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.TooOften",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.DoorAnswers",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.site",
                "mediation.context.navigation",
            ],
            "builtins": ["core.templatetags.zhiqiao"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
        },
    },
]
FORM_RENDERER = "core.forms.Renderer"

# SQLite: IMMEDIATE or writers fail on lock upgrade; recursive_triggers or REPLACE forges a ledger row.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
)
TEST_DB = env.text("ZHIQIAO_TEST_DB", "test_zhiqiao")
POSTGRES_LIMITS = "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=15s"


def database(url: str) -> dict[str, Any]:
    """The database of `url`, with the settings the ledger and the locks rely on."""
    if not url:
        options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS}
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        # Tests use a file too: a database in memory shares one cache and never shows how WAL locks.
        test = {"NAME": str(DATA_DIR / f"{TEST_DB}.sqlite3")}
        file = DATA_DIR / "zhiqiao.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options, "TEST": test}
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    found["OPTIONS"] = {**found.get("OPTIONS", {}), "options": POSTGRES_LIMITS}
    if TESTING:
        found["TEST"] = {"NAME": TEST_DB}
    else:
        found["OPTIONS"]["pool"] = {"min_size": 2, "max_size": env.number("ZHIQIAO_POOL", 8), "timeout": 5}
    return found


DATABASES = {"default": database(env.text("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "")
REDIS_PREFIX = env.text("ZHIQIAO_LAYER_PREFIX", "zhiqiao")
# One channel carries all messages of a process, hence the capacity; what overflows is found in the database.
LAYER_CAPACITY = 2000
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX, "capacity": LAYER_CAPACITY},
        }
        if REDIS_URL
        else {"BACKEND": "config.layers.ThreadSafeLayer", "CONFIG": {"capacity": LAYER_CAPACITY}}
    )
}
LIVE: dict[str, int | float] = {"sockets_per_process": env.number("ZHIQIAO_LIVE_SOCKETS", 1000)}
# Rate limits are counted here: in the database where several processes answer, in memory where one does.
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}
        if env.text("DATABASE_URL", "")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "polling_interval": 0.05,
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
}
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{REDIS_PREFIX}:"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ALWAYS_EAGER = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG

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
        "manifest-src": [SELF],
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# What arrives waits beside where it will be kept: moved there, not copied.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "core.files.incoming.Doorkeeper",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

# The product's own choices; domain.md marks each as policy.
ASSOCIATION_LABEL = env.text("ZHIQIAO_ASSOCIATION_LABEL", "消委会")
SITE_NAME = _("质桥")
MEDIATOR_LOAD_LIMIT = env.number("ZHIQIAO_MEDIATOR_LOAD_LIMIT", 40)
OPEN_PER_BUSINESS_LIMIT = env.number("ZHIQIAO_OPEN_PER_BUSINESS_LIMIT", 3)
ACCEPT_AMOUNT_LIMIT = env.number("ZHIQIAO_ACCEPT_AMOUNT_LIMIT", 50_000)
ROLL_WEEKEND = env.flag("ZHIQIAO_ROLL_WEEKEND", default=True)


def refuse_unsafe_production() -> None:
    """Fail the start rather than run in public with a default secret, DEBUG, or without keys and services."""
    wrong = {
        "DJANGO_DEBUG must be off": DEBUG,
        "ZHIQIAO_DEMO must be off": DEMO,
        "ZHIQIAO_TESTING must be off": TESTING,
        "DJANGO_SECRET_KEY must be set": SECRET_KEY == INSECURE_SECRET or len(SECRET_KEY) < 40,
        "ZHIQIAO_FIELD_KEYS must be set": not FIELD_KEYS or INSECURE_FIELD_KEY in FIELD_KEYS,
        "DJANGO_ALLOWED_HOSTS must be set": not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
        "ZHIQIAO_SITE_URL must be an https address": not SITE_URL.startswith("https://"),
        "DATABASE_URL must be set": not env.text("DATABASE_URL", ""),
        "REDIS_URL must be set": not REDIS_URL,
    }
    if found := [rule for rule, broken in wrong.items() if broken]:
        raise ImproperlyConfigured("; ".join(found))


if PRODUCTION:
    refuse_unsafe_production()
