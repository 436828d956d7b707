"""How what happened at the door, and the ways in, are said to the person they are about."""

from saas.accounts.credentials import LoginEvent
from saas.pages import gettext as _
from saas.pages import say


def methods() -> dict[str, str]:
    """Each way of logging in, as it stands after «Logget inn»."""
    return {
        "password": _("med passord"),
        "totp": _("med passord og kode"),
        "recovery": _("med passord og reservekode"),
        "passkey": _("med passnøkkel"),
        "oidc": _("med innloggingstjeneste"),
    }


def event(one: LoginEvent) -> str:
    """One row of the log in words; a code that is new here is shown as «Hendelse ved innlogging»."""
    if (one.action, one.result) == ("log_in", "ok"):
        return say(_("Logget inn {how}"), how=methods().get(one.method, "")).strip()
    if one.action.startswith("centre."):
        return _("Arbeid ved det nasjonale senteret")
    return _words().get((one.action, one.result), _words().get((one.action, ""), _("Hendelse ved innlogging")))


def _words() -> dict[tuple[str, str], str]:
    return {
        ("password", "ok"): _("Riktig passord, venter på det andre trinnet"),
        ("password", "wrong"): _("Feil passord"),
        ("password", "too_often"): _("Stoppet etter for mange feil passord"),
        ("code", "ok"): _("Riktig kode"),
        ("code", "wrong"): _("Feil kode"),
        ("code", "too_often"): _("Stoppet etter for mange feil koder"),
        ("code", "wrong_at_set_up"): _("Feil kode da appen ble satt opp"),
        ("passkey", "refused"): _("Passnøkkel avvist"),
        ("passkey_added", "ok"): _("Passnøkkel lagret"),
        ("passkey_added", "refused"): _("Passnøkkel ikke lagret"),
        ("passkey_removed", "ok"): _("Passnøkkel slettet"),
        ("totp_added", "ok"): _("App for koder satt opp"),
        ("totp_removed", "ok"): _("App for koder slettet"),
        ("recovery_made", "ok"): _("Nye reservekoder laget"),
        ("log_out", "ok"): _("Logget ut"),
        ("log_out_everywhere", "ok"): _("Logget ut overalt"),
        ("session_ended", "ok"): _("Logget ut på en annen enhet"),
        ("password_changed", "ok"): _("Passordet byttet"),
        ("forgotten", "ok"): _("Bedt om nytt passord"),
        ("link", "ok"): _("Innloggingstjeneste koblet til"),
        ("link", ""): _("Forsøk på å koble til innloggingstjeneste"),
        ("unlink", "ok"): _("Innloggingstjeneste koblet fra"),
        ("oidc", "ok"): _("Godkjent av innloggingstjeneste"),
        ("oidc", ""): _("Avvist av innloggingstjeneste"),
    }
