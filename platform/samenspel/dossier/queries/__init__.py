"""Reading what belongs to the dossier of an agenda item."""

from samenspel.dossier.queries.desk import DeskPage, desk_page
from samenspel.dossier.queries.headline import headline
from samenspel.dossier.queries.page import DossierItem, DossierPage, access_dossier, dossier_page
from samenspel.dossier.queries.people import participant_ids, participants

__all__ = [
    "DeskPage",
    "DossierItem",
    "DossierPage",
    "access_dossier",
    "desk_page",
    "dossier_page",
    "headline",
    "participant_ids",
    "participants",
]
