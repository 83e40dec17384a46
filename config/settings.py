"""Settings, from the environment alone. docs/operations.md lists every variable."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

from django.utils.csp import CSP

from config.env import BASE_DIR, env, mailers, mode, required, secret

MODE = mode()
PRODUCTION = MODE == "production"
DEBUG = False
# The demo's sign-in buttons exist only where no real program can be: never with production settings.
DEMO = MODE == "embedded" and env.bool("HEARTEN_DEMO", default=True)

SECRET_KEY = secret("SECRET_KEY", at_least=50)
# Key-encryption keys, newest first, "version:base64"; they live outside the database and its backups.
NOTE_KEYS = [part for part in required("NOTE_KEYS").split(",") if part]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost"])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = BASE_DIR / env.str("VAR_DIR", default="var")
# One key file for each window of themes, destroyed when it is published; never beside the database or in its backups.
THEME_KEYS_DIR = Path(required("THEME_KEYS_DIR") if PRODUCTION else env.str("THEME_KEYS_DIR", default=""))
if not THEME_KEYS_DIR.name:
    THEME_KEYS_DIR = VAR_DIR / "theme-keys"

INSTALLED_APPS = [
    "programs",
    "notices",
    "prompts",
    "resources",
    "triage",
    "checkins",
    "followups",
    "home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    # Before anything that knows sessions or the database: the page for urgent help needs neither (privacy.md 4).
    "triage.middleware.HelpNowMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "programs.middleware.SessionAgeMiddleware",
    "programs.middleware.PrivatePagesMiddleware",
    # Last, because it runs the view inside the request's transaction and tenant.
    "programs.middleware.TenantMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.frame",
            ],
        },
    }
]

# Two roles, one database: "default" is the application's and owns nothing; "owner" migrates (docs/architecture.md).
_app = env.db_url("DATABASE_URL", default=required("DATABASE_URL"))
_owner = env.db_url("MIGRATE_DATABASE_URL", default=env.str("DATABASE_URL"))
for _database in (_app, _owner):
    # A socket folder comes percent-encoded in the host part, as libpq writes it.
    _database["HOST"] = unquote(_database["HOST"])
    _database["ENGINE"] = "django.db.backends.postgresql"
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _app, "owner": {**_owner, "CONN_MAX_AGE": 0}}
DATABASE_ROUTERS = ["programs.dbrouter.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL") if PRODUCTION else env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Celery: the queue can be emptied at any moment, the sweep finds what is due again -------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
if REDIS_URL:
    # Waking the worker must not hold up a request when Redis is away: one try, a second at most.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "socket_connect_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "processed_folder": str(VAR_DIR / "queue-done"),
        "control_folder": str(VAR_DIR / "queue-control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "notices.tasks.sweep", "schedule": timedelta(seconds=60)},
    # Asked every hour, done once a night (home/tasks.py).
    "purge": {"task": "home.tasks.purge_once_a_day", "schedule": timedelta(hours=1)},
}

# --- People and sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "programs.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if MODE == "test":
    # Hashing is slow on purpose; no test is about that.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "programs.adapter.InvitedOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# By invitation only: an address in Hearten was put there by its program, so it is not verified a second time.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_PREVENT_ENUMERATION = True
# Written for an unknown address too, and thrown away by the worker: both requests take the same work (notices/actions).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
# allauth's three minutes are short when a hospital's mail filter takes its time.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=90)
MFA_ADAPTER = "programs.adapter.SealedSecondFactor"
MFA_TOTP_ISSUER = "Hearten"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Signed in at most this long without a click, and at most this long at all (privacy.md section 7).
SESSION_IDLE = timedelta(hours=8)
SESSION_ABSOLUTE = timedelta(days=7)
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())

# --- Mail -----------------------------------------------------------------------------------------------------
MAILERS = mailers(VAR_DIR)
MAIL_LEAVES = bool(env.str("EMAIL_URL", default=""))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@hearten.test")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Ask once a week whether the links of the directory are still there; off where this server must not reach the web.
LINK_CHECKS = env.bool("LINK_CHECKS", default=PRODUCTION)
# After a change that somebody should hear of at once, the worker is woken; the sweep of every minute is what counts.
NOTICES_NUDGE = env.bool("NOTICES_NUDGE", default=MODE != "test")

# --- Help now ---------------------------------------------------------------------------------------------------
# The last good copy of each program's contacts, read with database and queue down.
HELP_DIR = Path(env.str("HELP_DIR", default=str(VAR_DIR / "help")))
# Whether copies are taken after changes and ordinary requests; tests that are about them switch it on.
HELP_COPIES = MODE != "test"
HELP_COOKIE_NAME = "__Host-help" if PRODUCTION else "help"
# Pages besides the one for help that the browser keeps for a day, for a place without network: regular expressions.
KEPT_PAGES: list[str] = [
    # A phone on a table may lose its network; no name stands on the page (docs/decisions/0011-preparing.md).
    r"^/times/[0-9a-f-]{36}/conversation/$",
]

# --- Security -------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    # Bootstrap draws its checkmarks and arrows with data: images.
    "img-src": [CSP.SELF, "data:"],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    # Asked by the machine itself, from behind the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    # The proxy of docker-compose.yml sets this header and strips a client's own.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    # Limits on tries count by the visitor's address, which the proxy adds last; without, all visitors would be one.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- Language, time, files ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A roster is read where it arrives: columns that Hearten leaves out must not lie in a temporary file (R26).
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # A request's address or body never belongs in a log: a page address can tell who spoke to whom.
    "loggers": {"django.request": {"level": "CRITICAL"}, "hearten": {"level": "INFO"}},
}
