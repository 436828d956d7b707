"""What is said when everything runs: the address, and in a demo the accounts to try it with."""

from infra.ground import say
from infra.servers import Addresses
from infra.settings_env import Settings

PASSWORD = "demo-bindeledd-2026"
ACCOUNTS = (
    ("koordinator@fjordvest.example", "SLT-koordinator for fem kommuner"),
    ("ny.koordinator@fjordvest.example", "overtar som koordinator"),
    ("leder@nordvik.example", "leder styringsgruppen i Nordvik"),
    ("kommunedirektor@nordvik.example", "kommunedirektør i Nordvik"),
    ("medlem@nordvik.example", "medlem i koordineringsgruppen i Nordvik"),
    ("utforende@nordvik.example", "arbeider tett på ungdom i Nordvik"),
    ("personvern@fjordvest.example", "personvernombud for de fem, bare lesing"),
    ("koordinator@skogheim.example", "koordinator i en kommune utenfor Fjordvest"),
    ("analytiker@senter.example", "det nasjonale senteret: bare samlede tall"),
    ("redaktor@senter.example", "det nasjonale senteret: maler og søknader"),
)


def welcome(settings: Settings, addresses: Addresses) -> None:
    """Print where to go, and as whom."""
    if settings.is_demo:
        width = max(len(account) for account, _ in ACCOUNTS)
        print("\nDemokontoer (alle med passordet " + PASSWORD + "):")
        for account, role in ACCOUNTS:
            print(f"  {account:<{width}}  {role}")
        if addresses.mailbox_folder:
            print(f"E-post som sendes, havner i postkassen: {addresses.public_url}/postkasse")
        print()
    say(f"Bindeledd svarer på {addresses.public_url}/  (stopp med Ctrl-C)")
