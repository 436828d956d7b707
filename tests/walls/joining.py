"""One of everything that has to do with joining, coming and going, for the crawler; each feature's rows in a file of their own."""

from importlib import import_module
from pathlib import Path
from uuid import uuid4


def rows(word, ids):
    """Rows in an order that their keys allow. `ids` maps table → id of what stands there already, and is filled."""
    for path in sorted(Path(__file__).parent.glob("rows_*.py")):
        for row in import_module(f"tests.walls.{path.stem}").rows(word, ids):
            row.id = row.id or uuid4()
            ids.setdefault(row.__tablename__, row.id)
            yield row
