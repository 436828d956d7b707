"""The kommune's rows as a file for a spreadsheet."""

import csv
from collections.abc import Iterable
from io import StringIO

from saas.centre.catalogue import BY_CODE
from saas.pages import say
from tenants.sharing.handed import Number
from tenants.sharing.wording import of_codes

HEAD = ("periode", "indikator", "navn", "definisjon", "koder", "forklaring", "tall")


def as_csv(period: str, numbers: Iterable[Number]) -> str:
    """One line a number, exactly as it is handed over, with words beside; semicolons and a mark that it is UTF-8."""
    paper = StringIO()
    sheet = csv.writer(paper, delimiter=";", lineterminator="\r\n")
    sheet.writerow(HEAD)
    for one in numbers:
        name = say(BY_CODE[one.indicator].title) if one.indicator in BY_CODE else one.indicator
        number = int(one.number) if one.number == int(one.number) else str(one.number).replace(".", ",")
        sheet.writerow([period, one.indicator, name, one.definition, one.codes, of_codes(one.indicator, one.codes), number])
    return "\ufeff" + paper.getvalue()
