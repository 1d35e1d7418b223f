"""Days counted from the one on which the demo is filled, in municipal time."""

from datetime import date, datetime, time, timedelta

from samenspel.config.demo.agenda import AMSTERDAM


def day(now: datetime, days: int) -> date:
    """Return the date so many days from now; negative numbers are past."""
    return now.astimezone(AMSTERDAM).date() + timedelta(days=days)


def start_of(now: datetime, days: int) -> datetime:
    """Return the first moment of the day so many days from now."""
    return datetime.combine(day(now, days), time(), tzinfo=AMSTERDAM)


def morning(now: datetime, days: int) -> datetime:
    """Return when something begins on the day so many days from now."""
    return start_of(now, days) + timedelta(hours=9)


def last_minute(now: datetime, days: int) -> datetime:
    """Return the last minute of the day so many days from now."""
    return start_of(now, days + 1) - timedelta(minutes=1)


def office_hours(now: datetime, days: int, minutes: int = 0) -> datetime:
    """Return a moment in the morning of the day so many days from now."""
    return start_of(now, days) + timedelta(hours=10, minutes=minutes % 120)
