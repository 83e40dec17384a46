#!/bin/sh
# Gathers the static files while the image is built. Settings for production insist on secrets; the ones made up here
# are forgotten with this process, and nothing is connected to.
set -eu
python=$1
made_up() { "$python" -c 'import secrets; print(secrets.token_urlsafe(64))'; }
SECRET_KEY=$(made_up) NOTE_KEYS="1:$("$python" -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')" \
    HEARTEN_MODE=production DJANGO_SETTINGS_MODULE=config.settings ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgresql://nobody@database.invalid/none REDIS_URL=redis://queue.invalid \
    EMAIL_URL=smtp://mail.invalid:25 THEME_KEYS_DIR=/nowhere/theme-keys SITE_URL=https://build.invalid \
    "$python" manage.py collectstatic --noinput --verbosity 0
