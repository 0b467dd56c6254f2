"""The newsroom's own pages at the desk: what is still to be written, every version, and the form for the next one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from claims.access import get_page
from claims.context_processors import facts
from claims.differences import word_parts
from claims.forms.fields import name_errors
from claims.forms.page import PageForm
from claims.models import PageVersion
from claims.pages import text as pagetext
from claims.pages.pledges import IFCN, answers
from claims.refusals import Conflict, Forbidden, Invalid
from claims.views.conflict import conflict_page
from claims.views.once import once


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """All pages, and what the codes of the trade ask of them."""
    standing = list(PageVersion.objects.standing_each().select_related("by"))
    checklist = answers({version.page: version.text for version in standing})
    context = {
        "pages": [{"version": version, "gaps": gaps_of(version)} for version in standing],
        "checklist": checklist,
        "open": [answer for answer in checklist if answer.state != "written"],
        "commitments": IFCN,
    }
    return render(request, "desk/pages.html", context)


@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """One page with all its versions."""
    now = get_page(request, page)
    versions = list(PageVersion.objects.of(page).select_related("by").defer("text"))
    context = {"now": now, "versions": versions, "gaps": gaps_of(now), **shown(now.text)}
    return render(request, "desk/page.html", context)


@require_safe
def difference(request: HttpRequest, page: str, old: int, new: int) -> HttpResponse:
    """Word by word, from one version to another."""
    now = get_page(request, page)
    found = {each.number: each for each in PageVersion.objects.of(page).filter(number__in=[old, new])}
    if old >= new or len(found) != 2 or any(each.is_redacted for each in found.values()):
        raise Http404
    before, after = found[old], found[new]
    context = {
        "now": now,
        "old": before,
        "new": after,
        "title_parts": word_parts(before.title, after.title) if before.title != after.title else [],
        "text_parts": word_parts(before.text, after.text),
    }
    return render(request, "desk/page_difference.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, page: str) -> HttpResponse:
    """The form. A preview changes nothing, so it needs no key."""
    now = get_page(request, page)
    if not request.user.is_editor:
        raise Forbidden("Only an editor may change the pages of the newsroom.")
    if request.method != "POST":
        return show_form(request, now, PageForm(of=now))
    if "preview" in request.POST:
        form = PageForm(request.POST, of=now)
        form.is_valid()
        form.errors.pop("note", None)  # it may be written last
        return show_form(request, now, form, is_preview=True, status=422 if form.errors else 200)
    return save(request, now)


@once
def save(request: HttpRequest, now: PageVersion) -> HttpResponse:
    form = PageForm(request.POST, of=now)
    if form.is_valid():
        try:
            version = now.revise(by=request.user, seen=form.cleaned_data["lock_version"], **form.facts)
        except Invalid as problem:
            name_errors(form, problem.errors)
        except Conflict:
            theirs = PageVersion.objects.standing(now.page)
            return conflict_page(request, theirs, form, row=theirs, back=request.path)
        else:
            messages.success(request, f"Saved as version {version.number}. Readers see it now.")
            for warning in pagetext.warnings(version.text):
                messages.warning(request, warning)
            return redirect("page-versions", version.page)
    return show_form(request, now, form, status=422)


def show_form(
    request: HttpRequest, now: PageVersion, form: PageForm, *, is_preview: bool = False, status: int = 200
) -> HttpResponse:
    typed = form["text"].value() or ""
    context = {
        "now": now,
        "form": form,
        "facts": pagetext.FACTS,
        "is_preview": is_preview and not form.errors,
        "preview_title": form["title"].value(),
        "warnings": pagetext.warnings(typed) if is_preview else [],
        "parts": word_parts(now.text, form.cleaned_data.get("text", ""))
        if is_preview and not form.errors
        else [],
        **(shown(typed) if is_preview else {}),
    }
    return render(request, "desk/page_form.html", context, status=status)


def shown(text: str) -> dict[str, Any]:
    """As readers would see it."""
    return {"html": mark_safe(pagetext.render(text, facts()).html)}  # noqa: S308  cleaned by claims/pages/text.py


def gaps_of(version: PageVersion) -> list[dict[str, str]]:
    return [
        {"section": section.title, "says": gap}
        for section in pagetext.sections(version.text)
        for gap in section.gaps
    ]
