"""Days as readers' filters take and tell them; they are those of the newsroom's zone."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
