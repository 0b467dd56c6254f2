"""What the desk has to tell again, and what the house tried to do by itself and could not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from claims import tasks as house  # noqa: F401  so that every job has its words
from claims import worker
from claims.access import get_failed_job, get_task
from claims.forms.fields import name_errors
from claims.forms.task import TaskForm
from claims.models import Claim, Job, Task
from claims.models.task import with_versions
from claims.refusals import Invalid
from claims.views import history
from claims.views.once import post_once

WAITING, DONE, FAILED = 50, 20, 50  # rows that are shown


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    return tasks_page(request)


@post_once
def finish(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    task = get_task(request, public_id, pk)
    form = TaskForm(request.POST, auto_id=f"id_task{task.pk}_%s")
    if form.is_valid() or task.is_done:  # what is done already is refused before what is missing
        try:
            task.finish(by=request.user, note=form.cleaned_data.get("note", ""))
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        else:
            messages.success(request, "Done. The history says where it was told.")
            return redirect(*back(request, task))
    return tasks_page(request, sent=(task, form), status=422)


@post_once
def reopen(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    task = get_task(request, public_id, pk)
    task.reopen(by=request.user)
    messages.success(request, "Open again.")
    return redirect(*back(request, task))


@post_once
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    get_failed_job(request, pk).try_again(by=request.user)
    messages.success(request, "It will be tried again within a second or two.")
    return redirect("desk-tasks")


def back(request: HttpRequest, task: Task) -> tuple[str, ...]:
    """To the page that the button stood on."""
    return (
        ("claim-workbench", task.claim.public_id) if request.POST.get("then") == "claim" else ("desk-tasks",)
    )


def tasks_page(
    request: HttpRequest, *, sent: tuple[Task, TaskForm] | None = None, status: int = 200
) -> HttpResponse:
    waiting = Task.objects.waiting()[: WAITING + 1].for_lists()
    context = {
        "tasks": with_forms(waiting[:WAITING], sent=sent),
        "more": len(waiting) > WAITING,
        "done": Task.objects.done()[:DONE].for_lists(),
        "jobs": failed_jobs() if request.user.is_editor else [],
        "errors": sent[1] if sent else None,
    }
    return render(request, "desk/tasks.html", context, status=status)


def with_forms(found: list[Task], *, sent: tuple[Task, TaskForm] | None = None) -> list[Task]:
    """Each task with the form that ends it; the one that was sent keeps what was typed."""
    for task in found:
        mine = sent is not None and sent[0].pk == task.pk
        task.form = (  # type: ignore[attr-defined]
            sent[1]
            if sent and mine
            else TaskForm(initial={"note": task.note}, auto_id=f"id_task{task.pk}_%s")
        )
    return found


def of_claim(claim: Claim) -> list[Task]:
    """What is to be told again of one claim, for its workbench."""
    found = list(Task.objects.waiting().filter(claim=claim))
    for task in found:
        task.claim = claim
    return with_forms(with_versions(found)) if found else []


def failed_jobs() -> list[dict[str, Any]]:
    jobs = list(Job.objects.failed()[:FAILED])
    events = [job.event for job in jobs if job.event is not None]
    things = history.named(event.object for event in events)
    return [
        {
            "job": job,
            "says": worker.said_of(job),
            "after": history.line(job.event, things=things) if job.event else None,
        }
        for job in jobs
    ]
