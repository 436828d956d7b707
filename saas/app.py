"""Builds the house and furnishes it with the features it is told of."""

from collections.abc import Iterable
from datetime import timedelta

from flask_login import LoginManager
from flask_wtf import CSRFProtect

from saas import doors, edge, faults, health, mailbox, metrics_web, pages, pools, shell, watch
from saas.accounts import guests, invitation_views, oidc_views, request_views, security_views, views
from saas.centre import doors as releases
from saas.config import ROOMS, Settings
from saas.db import db
from saas.forum import views as forum
from saas.furnishing import Feature
from saas.help import views as help_views
from saas.library import card_views, shelf_views
from saas.national import api
from saas.national import views as national
from saas.open import views as open_views
from saas.signup import office_views
from saas.signup import views as signup

# The doors outside every kommune.
LOBBY = (
    views.bp, security_views.bp, oidc_views.bp, invitation_views.bp, request_views.bp, signup.bp, office_views.bp,
    releases.bp, shelf_views.bp, card_views.bp, forum.bp, help_views.bp,
)
# What anybody may read.
PUBLIC = (open_views.bp,)
# The national figures, as the centre's own role reads them.
NATIONAL = (national.bp, api.bp)


def create_app(settings: Settings, features: Iterable[Feature]) -> doors.House:
    """The whole service as a WSGI app. Nothing is read from the environment here."""
    features = list(features)
    app = doors.House("bindeledd", static_folder=str(pages.ROOT / "templates" / "static"), static_url_path="/static")
    app.config.update(_config(settings))
    edge.stand_behind(app, settings.edge.proxies)
    watch.start(settings)
    metrics_web.attend(app)
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            pools.attend(engine)
    CSRFProtect(app)
    LoginManager(app).user_loader(doors.recognise)
    pages.furnish(app, features)
    doors.open_up(app)
    shell.surround(app, features)
    faults.catch(app)
    for blueprint in (*LOBBY, *PUBLIC, *NATIONAL, health.bp, guests.door(features), *(f.blueprint for f in features)):
        app.register_blueprint(blueprint)
    for feature in features:
        if feature.outside is not None:
            app.register_blueprint(feature.outside)
    if settings.mailbox_folder is not None:
        app.register_blueprint(mailbox.bp)
    return app


def _config(settings: Settings) -> dict[str, object]:
    secure = settings.public_url.startswith("https://")
    pool: dict[str, object] = {"pool_size": 5, "max_overflow": 5, "hide_parameters": True}
    # A kommune's room has more than a thousand statements; one that is forgotten takes longer to write than to answer.
    pool["query_cache_size"] = 2000
    # PgBouncer in transaction mode cannot keep prepared statements between transactions.
    pool["connect_args"] = {"prepare_threshold": None, "connect_timeout": 5}
    return {
        "HOUSE": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_BINDS": {kind: {"url": settings.room_urls[kind], **pool} for kind in ROOMS},
        "SESSION_COOKIE_NAME": "bindeledd",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_TIME_LIMIT": settings.session_hours * 3600,
        "WTF_CSRF_SSL_STRICT": False,
        # A little over the largest file, for the form around it.
        "MAX_CONTENT_LENGTH": settings.max_upload + 512 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    }
