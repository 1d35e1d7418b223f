"""Background work of the council."""

from procrastinate.contrib.django import app

from samenspel.council.actions.imports import run_import
from samenspel.council.models import ImportRun
from samenspel.tenancy.queries import in_municipality


@app.task(name="council.run_import")
def run_import_task(municipality_id: int, run_id: int) -> None:
    """Carry out a confirmed import; running it twice changes nothing."""
    with in_municipality(municipality_id):
        run_import(ImportRun.objects.select_related("started_by").get(pk=run_id))
