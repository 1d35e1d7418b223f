"""Sentences that a moderator can start from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenspel.moderation.enums import Ground


@dataclass(frozen=True)
class StandardReason:
    """Reasons that fit a ground; the moderator adds what is particular to the case."""

    ground: str
    label: str
    text: str


def standard_reasons() -> list[StandardReason]:
    """Return one text per ground, in the language of the page."""
    texts = {
        Ground.UNLAWFUL: _("This text breaks the law. The part that does so is about: "),
        Ground.HATE: _("This text puts people down because of who they are. Disagree with ideas, not with people."),
        Ground.THREAT: _("This text threatens or frightens somebody. We do not allow that, whatever it is about."),
        Ground.PRIVACY: _("This text holds personal data of somebody else. You can write it again without those data."),
        Ground.SPAM: _("This text advertises something, or was placed many times. It adds nothing to this subject."),
        Ground.OFF_TOPIC: _("This text is not about this subject. You can place it with the subject that it is about."),
        Ground.OTHER: _("This text does not follow the rules of this platform, because: "),
    }
    return [StandardReason(ground.value, str(ground.label), text) for ground, text in texts.items()]
