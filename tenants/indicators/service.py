"""The verbs of indicators, and what other pages may ask: figures by hand, files in whole, and single figures to show."""

from tenants.indicators.figures import Figure, chosen, figure, figures, is_old, series_keys
from tenants.indicators.importing import Outcome, Preview, look, take
from tenants.indicators.readings import AlreadyThere, Content, Key, change, delete, find_reading, imports, put
from tenants.indicators.series import Series, by_theme, fill, find_series, listing

__all__ = [
    "AlreadyThere",
    "Content",
    "Figure",
    "Key",
    "Outcome",
    "Preview",
    "Series",
    "by_theme",
    "change",
    "chosen",
    "delete",
    "figure",
    "figures",
    "fill",
    "find_reading",
    "find_series",
    "imports",
    "is_old",
    "listing",
    "look",
    "put",
    "series_keys",
    "take",
]
