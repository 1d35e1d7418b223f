"""What was decided."""

from collections.abc import Collection

from samenspel.moderation.models import ModerationDecision


def latest_decisions(subject_ids: Collection[int]) -> dict[int, ModerationDecision]:
    """Return the latest decision by subject id, its appeal attached, in one query; undecided subjects are absent."""
    if not subject_ids:
        return {}
    latest = (
        ModerationDecision.objects.filter(subject_id__in=subject_ids)
        .select_related("appeal")
        .order_by("subject_id", "-id")
        .distinct("subject_id")
    )
    return {decision.subject_id: decision for decision in latest}
