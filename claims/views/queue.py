"""The queue: what waits at the desk, by state; and triage, where many claims are taken or passed over at once."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_POST, require_safe

from claims import words
from claims.forms.queue import QueueForm, TriageForm
from claims.models import Claim, Job, Task
from claims.models.called import called
from claims.refusals import Refused
from claims.views.once import once
from claims.views.pages import page_or_part, wants_part

OPEN = ("in_review", "approved", "drafting", "spotted")
CLOSED = ("published", "dropped")
OF_EACH = 20  # rows of each state where several are shown together
OF_ONE = 50
NOT_SEEN = -1  # the version of a row that the form does not name
COUNTED = 1_000  # what is done with is counted no further


@dataclass(frozen=True)
class Section:
    state: str
    claims: list[Any]
    more: str = ""  # the address of the rest

    @property
    def title(self) -> str:
        return words.STATES[self.state]

    @property
    def is_triage(self) -> bool:
        return self.state == "spotted"


@dataclass(frozen=True)
class View:
    """A ready-made filter, with how many claims it shows."""

    title: str
    query: str
    count: str
    is_on: bool


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return show(request)


@require_POST
@once
def triage(request: HttpRequest) -> HttpResponse:
    form = TriageForm(request.POST)
    if not form.is_valid():
        return show(request, triage_form=form, status=422)
    asked = set(form.cleaned_data["claim"])
    claims = list(Claim.objects.filter(public_id__in=asked).order_by("pk"))
    if len(claims) != len(asked):
        raise Http404
    done, refusals = act_on(claims, form, by=request.user)
    messages.success(request, told(done, form))
    for refusal in refusals:
        messages.warning(request, refusal)
    query = request.GET.urlencode()
    return redirect(reverse("desk-queue") + (f"?{query}" if query else ""))


def act_on(claims: list[Claim], form: TriageForm, *, by: Any) -> tuple[list[Claim], list[str]]:
    """Each claim by itself: one that a colleague was quicker with does not hold up the others."""
    done, refusals = [], []
    for claim in claims:
        try:
            with transaction.atomic():
                if form.cleaned_data["verb"] == "take":
                    claim.take(by=by)
                else:
                    claim.pass_over(
                        by=by,
                        reason=form.cleaned_data["reason"],
                        note=form.cleaned_data["note"],
                        seen=form.seen.get(claim.public_id, NOT_SEEN),
                    )
        except Refused as refusal:
            refusals.append(f"“{claim.name}” was left as it is: {refusal}")
        else:
            done.append(claim)
    return done, refusals


def told(done: list[Claim], form: TriageForm) -> str:
    if not done:
        return "Nothing was changed."
    how_many = "One claim" if len(done) == 1 else f"{len(done)} claims"
    if form.cleaned_data["verb"] == "take":
        return f"{how_many} taken."
    return f"{how_many} passed over: {words.DROP_REASONS[form.cleaned_data['reason']].lower()}."


def show(request: HttpRequest, *, triage_form: TriageForm | None = None, status: int = 200) -> HttpResponse:
    form = QueueForm(request.GET)
    form.is_valid()
    found = narrowed(form.asked, user=request.user)
    sections = in_sections(found, form, request.GET)
    counts = count(request.user)
    is_part = wants_part(request)
    context = {
        "form": form,
        "asked": form.asked,
        "sections": sections,
        "shown": sum(len(section.claims) for section in sections),
        "views": views(counts, request.GET),
        "counts": counts,
        "today": timezone.localdate(),
        "triage": triage_form or TriageForm(),
        "ticked": triage_form.data.getlist("claim") if triage_form else [],
        "query": request.GET.urlencode(),
        "is_part": is_part,
        "to_tell": to_tell() if not form.asked and not is_part else [],
        "waiting_tasks": Task.objects.waiting().count() if not is_part else 0,
        "broken": Job.objects.failed().count() if request.user.is_editor and not is_part else 0,
        "is_empty": not counts["all"] and not form.asked,
    }
    return page_or_part(request, "desk/queue.html", "desk/_queue_rows.html", context, status=status)


def to_tell() -> list[Task]:
    """Corrections that have not been told again yet."""
    return Task.objects.waiting()[:OF_EACH].for_lists()


def narrowed(asked: dict[str, Any], *, user: Any) -> Any:
    """The claims that the filters leave."""
    claims = Claim.objects.all()
    today = timezone.localdate()
    if "q" in asked:
        # Apart, since an old claim that is still open must not be lost behind a thousand that are done with.
        states = [(asked["state"],)] if "state" in asked else [OPEN, CLOSED]
        keys = {key for some in states for key in called(asked["q"], states=some)}
        claims = claims.filter(Q(public_id=asked["q"].lower()) | Q(pk__in=keys))
    if "assigned_to" in asked:
        claims = claims.filter(assigned_to=user if asked["assigned_to"] == "me" else None)
    if "priority" in asked:
        claims = claims.filter(priority=int(asked["priority"]))
    if "due_on" in asked:
        claims = claims.filter(due(asked["due_on"], today))
    return claims


def due(when: str, today: datetime.date) -> Q:
    if when == "late":
        return Q(due_on__lt=today)
    if when == "today":
        return Q(due_on=today)
    return Q(due_on__lte=today + datetime.timedelta(days=6 - today.weekday()))


def in_sections(claims: Any, form: QueueForm, query: QueryDict) -> list[Section]:
    """One table a state. All ids in one query, all rows in another: the number of queries is always the same."""
    asked = form.asked
    states = [asked["state"]] if "state" in asked else list(OPEN + CLOSED if "q" in asked else OPEN)
    size = OF_ONE if len(states) == 1 else OF_EACH
    after = read_cursor(form.cleaned_data.get("after", ""))
    if after and len(states) == 1:
        claims = claims.filter(after)
    ids = [claims.in_state(state).by_urgency().values_list("pk", flat=True)[: size + 1] for state in states]
    chosen = ids[0].union(*ids[1:], all=True) if len(ids) > 1 else ids[0]
    rows = list(Claim.objects.filter(pk__in=list(chosen)).for_lists().by_urgency())
    for claim in rows:
        claim.age = timesince(claim.created_at, depth=1)
    sections = []
    for state in states:
        here = [claim for claim in rows if claim.state == state]
        if here:
            sections.append(
                Section(state, here[:size], more=more(here, size, state, query, is_one=len(states) == 1))
            )
    return sections


def more(here: list[Any], size: int, state: str, query: QueryDict, *, is_one: bool) -> str:
    if len(here) <= size:
        return ""
    changed = query.copy()
    changed["state"] = state
    changed.pop("after", None)
    if is_one:
        changed["after"] = write_cursor(here[size - 1])
    return f"?{changed.urlencode()}"


def write_cursor(claim: Any) -> str:
    return f"{claim.due_on or ''}_{claim.priority}_{claim.pk}"


def read_cursor(cursor: str) -> Q | None:
    """Everything after one claim, in the order of by_urgency(). A cursor that nobody wrote counts as none."""
    try:
        day, priority, pk = cursor.split("_")
        due_on = datetime.date.fromisoformat(day) if day else None
        later = Q(priority__lt=int(priority)) | Q(priority=int(priority), pk__gt=int(pk[:18]))
    except ValueError:
        return None
    if due_on is None:
        return Q(due_on=None) & later
    return Q(due_on__gt=due_on) | Q(due_on=None) | (Q(due_on=due_on) & later)


def count(user: Any) -> dict[str, Any]:
    """How many claims wait, in one query over what is open, and how many are done with, no further than COUNTED."""
    today = timezone.localdate()
    waiting = Claim.objects.filter(state__in=OPEN)
    counts = waiting.aggregate(
        all=Count("pk"),
        mine=Count("pk", filter=Q(assigned_to=user)),
        nobody=Count("pk", filter=Q(assigned_to=None)),
        late=Count("pk", filter=due("late", today)),
        today=Count("pk", filter=due("today", today)),
        week=Count("pk", filter=due("week", today)),
        **{state: Count("pk", filter=Q(state=state)) for state in OPEN},
    )
    for state in CLOSED:
        counts[state] = Claim.objects.in_state(state).order_by()[: COUNTED + 1].count()
    return counts


def views(counts: dict[str, Any], query: QueryDict) -> dict[str, list[View]]:
    asked = {name: value for name, value in query.items() if value and name != "after"}

    def view(title: str, key: str, **filters: str) -> View:
        number = counts[key]
        shown = f"{COUNTED:,}+" if key in CLOSED and number > COUNTED else f"{number:,}"
        return View(title, "&".join(f"{k}={v}" for k, v in filters.items()), shown, asked == filters)

    return {
        "ready": [
            view("Everything open", "all"),
            view("Mine", "mine", assigned_to="me"),
            view("Nobody’s", "nobody", assigned_to="nobody"),
            view("Late", "late", due_on="late"),
            view("Due this week", "week", due_on="week"),
        ],
        "states": [view(words.STATES[state], state, state=state) for state in words.STATES],
    }
