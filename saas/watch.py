"""Sentry: off without a DSN; with one, it hears that something broke and where, never what anybody wrote."""

from typing import Any

from saas.config import Settings

# What an event may tell. Everything else that the library gathers is taken out before it leaves.
FRAME_KEYS = ("filename", "function", "module", "lineno", "abs_path", "in_app")


def start(settings: Settings, **options: Any) -> bool:
    """Start reporting where a DSN is set. Returns whether it did."""
    if not settings.sentry_dsn:
        return False
    import sentry_sdk
    from sentry_sdk.integrations.logging import ignore_logger

    # A job that failed is met twice, in our own line and by the queue; once is enough.
    ignore_logger("saas.jobs")
    ignore_logger("rq.worker")
    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.mode,
        release=settings.version,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=scrub,
        before_send_transaction=lambda event, hint: None,
        **options,
    )
    return True


def scrub(event: Any, hint: Any = None) -> Any:
    """Keep the kind of error, the places in the code and the route; drop every value, message, body and person."""
    for key in ("breadcrumbs", "extra", "user", "server_name", "modules", "logentry", "message"):
        event.pop(key, None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = "(fjernet)"
        error.pop("mechanism", None)
        for frame in error.get("stacktrace", {}).get("frames", []):
            for name in [name for name in frame if name not in FRAME_KEYS]:
                del frame[name]
    request = event.pop("request", None) or {}
    # The route's pattern tells where; the real address holds a kommune's name and ids.
    event["request"] = {"method": request.get("method", "")}
    contexts = event.get("contexts", {})
    event["contexts"] = {key: contexts[key] for key in ("runtime", "os") if key in contexts}
    event["tags"] = {}
    return event
