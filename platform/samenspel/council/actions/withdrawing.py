"""Taking the council's text away while residents' words stay: withdrawn at the source, not public any more, or missed too often."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samenspel.council.actions.applying_rest import MISSES_BEFORE_WITHDRAWN
from samenspel.council.actions.decisions import forget_decisions
from samenspel.council.enums import ItemKind
from samenspel.council.importers.normal import Flag, Listed, NormalMeeting, Withheld
from samenspel.council.models import AgendaItem, CouncilBody, CouncilDocument, Meeting, PendingReference

if TYPE_CHECKING:
    from samenspel.council.actions.applying import Applier


def withhold(applier: "Applier", withheld: Withheld) -> None:
    """Hide what was deleted at the source; of what is no longer public remove the text for good."""
    key = {"source": applier.source, "external_id": withheld.external_id}
    if withheld.noun == "meeting":
        applier.seen.add(withheld.external_id)
        for meeting in Meeting.objects.select_for_update().filter(**key):
            _withhold_meeting(applier, meeting, withheld)
    elif withheld.noun == "item":
        applier.claimed.add(withheld.external_id)
        _withhold_items(applier, list(AgendaItem.objects.select_for_update().filter(**key)), withheld)
    elif withheld.noun == "document":
        removed, _per_model = CouncilDocument.objects.filter(**key).delete()
        applier.counts["withdrawn"] += removed
    else:
        found = CouncilBody.objects.filter(**key, missing_since=None).update(missing_since=timezone.now())
        applier.counts["withdrawn"] += found


def count_missing_lines(applier: "Applier", normal: NormalMeeting, meeting: Meeting) -> None:
    """Count lines that a complete agenda does not list; withdraw those missed too often."""
    listed = [item.external_id for item in normal.items]
    rows = AgendaItem.objects.select_for_update().filter(meeting=meeting, source=applier.source, missing_since=None)
    _count_misses(applier, list(rows.exclude(external_id="").exclude(external_id__in=listed)))


def count_missing_meetings(applier: "Applier", listed: Listed) -> None:
    """Count meetings that a complete list does not name; withdraw those missed too often, with their items."""
    rows = Meeting.objects.select_for_update().filter(source=applier.source, missing_since=None)
    rows = rows.exclude(external_id="").exclude(external_id__in=applier.seen)
    rows = rows.filter(external_id__startswith=listed.prefix)
    if listed.since is not None and listed.until is not None:
        rows = rows.filter(starts_at__range=(listed.since, listed.until))
    for meeting in rows:
        meeting.misses += 1
        meeting.save(update_fields=["misses"])
        if meeting.misses >= MISSES_BEFORE_WITHDRAWN:
            _withhold_meeting(applier, meeting, Withheld("meeting", meeting.external_id, "deleted"))


def _count_misses(applier: "Applier", rows: list[AgendaItem]) -> None:
    for row in rows:
        row.misses += 1
    AgendaItem.objects.bulk_update(rows, ["misses"], batch_size=200)
    gone = [row for row in rows if row.misses >= MISSES_BEFORE_WITHDRAWN]
    _withhold_items(applier, gone, Withheld("item", "", "deleted"))


def _withhold_meeting(applier: "Applier", meeting: Meeting, withheld: Withheld) -> None:
    is_new = meeting.missing_since is None or (withheld.reason == "confidential" and "confidential" not in meeting.raw)
    if is_new:
        meeting.missing_since = meeting.missing_since or timezone.now()
        meeting.content_hash = ""
        if withheld.reason == "confidential":
            meeting.title, meeting.location, meeting.external_url = _blank_title(), "", ""
            meeting.raw = {"confidential": True}
            CouncilDocument.objects.filter(meeting=meeting).delete()
        meeting.save()
        applier.counts["withdrawn"] += 1
        about = meeting.title if withheld.reason == "deleted" else meeting.external_id
        applier.flag(Flag("withdrawn" if withheld.reason == "deleted" else "confidential", about))
    _withhold_items(applier, list(AgendaItem.objects.select_for_update().filter(meeting=meeting)), withheld)


def _withhold_items(applier: "Applier", rows: list[AgendaItem], withheld: Withheld) -> None:
    is_secret = withheld.reason == "confidential"
    rows = [row for row in rows if row.missing_since is None or (is_secret and "confidential" not in row.raw)]
    for row in rows:
        about = (row.number or row.external_id) if is_secret else row.title
        applier.flag(Flag("confidential" if is_secret else "withdrawn", about))
        row.missing_since = row.missing_since or timezone.now()
        row.content_hash = ""
        if is_secret:
            remove_text(row)
    fields = [
        "missing_since",
        "content_hash",
        "title",
        "explanation",
        "result",
        "outcome",
        "kind",
        "raw",
        "external_url",
    ]
    AgendaItem.objects.bulk_update(rows, fields, batch_size=200)
    if is_secret:
        CouncilDocument.objects.filter(agenda_item__in=rows).delete()
        forget_decisions(rows)
    PendingReference.objects.filter(source=applier.source, needed_by__in=[row.external_id for row in rows]).delete()
    applier.counts["withdrawn"] += len(rows)


def remove_text(item: AgendaItem) -> None:
    """Empty everything the council wrote about an item; its place, subject and contributions stay.

    What the clerk withdrew or closed by hand stays so, even when the source publishes it again.
    """
    by_hand = {name: item.raw[name] for name in ("withdrawn_by", "closed_by") if name in item.raw}
    item.title, item.explanation, item.result, item.outcome = _blank_title(), "", "", ""
    item.kind, item.raw, item.external_url = ItemKind.CLOSED, {**by_hand, "confidential": True}, ""


def _blank_title() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return _("Not public")
