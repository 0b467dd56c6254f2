"""Documents: the list, a new one, its facts, and the page on which its sentences are marked."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import quotes, texts
from claims.access import get_document
from claims.forms.document import ClaimAddForm, DocumentForm, SentencesForm, SpotForm
from claims.forms.fields import PASTED_LIMIT, name_errors
from claims.models import Appearance, Claim, Document
from claims.refusals import Conflict, Invalid, Twice
from claims.views.conflict import conflict_page
from claims.views.marking import lay_out, locate
from claims.views.once import once

PAGE = 50
LISTED = 100  # claims beside a text; every one of them is marked in it


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200].replace("\0", "")
    found = Document.objects.holding(words) if words else Document.objects.order_by("-id")
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    standing = Count("appearances__claim", filter=Q(appearances__removed_at=None), distinct=True)
    rows = list(found.annotate(claim_count=standing)[: PAGE + 1])
    more = rows[PAGE - 1].pk if len(rows) > PAGE else None
    return render(request, "desk/documents.html", {"documents": rows[:PAGE], "words": words, "more": more})


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest) -> HttpResponse:
    """A new document; `?url=&title=&text=` fills the form, for a bookmark that sends the page being read."""
    if request.method != "POST":
        sent = {name: request.GET.get(name, "").replace("\0", "") for name in ("url", "title", "text")}
        return show_form(request, DocumentForm(initial={name: text for name, text in sent.items() if text}))
    form = DocumentForm(request.POST)
    existing = None
    if form.is_valid():
        try:
            if request.POST.get(
                "keep_on", ""
            ).isalnum():  # the address was held already: the text is kept there
                document = get_document(request, request.POST["keep_on"])
                document.keep(by=request.user, text=form.cleaned_data["text"])
                return redirect("document", document.public_id)
            document = Document.add(by=request.user, text=form.cleaned_data["text"], **form.facts)
        except Invalid as problem:
            name_errors(form, problem.errors)
            existing = getattr(problem, "existing", None)
        else:
            return redirect("document", document.public_id)
    return show_form(request, form, existing=existing, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct the facts, or keep a newer text beside the old ones."""
    document = get_document(request, public_id)
    if request.method != "POST":
        return show_form(request, DocumentForm(of=document), document=document)
    form = DocumentForm(request.POST, of=document)
    existing = None
    if form.is_valid():
        try:
            with transaction.atomic():
                document.change(by=request.user, lock_version=form.cleaned_data["lock_version"], **form.facts)
                if form.cleaned_data["text"]:
                    document.keep(by=request.user, text=form.cleaned_data["text"])
        except Invalid as problem:
            name_errors(form, problem.errors)
            existing = getattr(problem, "existing", None)
        except Conflict:
            return conflict_page(request, document, form, row=document, back=request.path)
        else:
            messages.success(request, "The document is saved.")
            return redirect("document", document.public_id)
    return show_form(request, form, document=document, existing=existing, status=422)


def show_form(request: HttpRequest, form: DocumentForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"form": form, "limit": PASTED_LIMIT}
    return render(request, "desk/document_form.html", context, status=status)


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponse:
    return show(request, get_document(request, public_id))


@require_POST
@once
def spot(request: HttpRequest, public_id: str) -> HttpResponse:
    """One claim from any words of the text, or one from each ticked sentence."""
    document = get_document(request, public_id)
    if "many" in request.POST:
        return spot_sentences(request, document)
    form = SpotForm(request.POST)
    if form.is_valid():
        try:
            claim = spot_one(document, form, by=request.user, again="again" in request.POST)
        except Invalid as problem:
            name_errors(form, problem.errors)
        except Twice as refusal:
            return show(request, document, form=form, twice=refusal, status=409)
        else:
            return spotted(request, document, [claim], open_it=request.POST.get("next") == "open")
    return show(request, document, form=form, status=422)


def spot_sentences(request: HttpRequest, document: Document) -> HttpResponse:
    sentences = sentences_of(document)
    form = SentencesForm(request.POST, numbers=range(1, len(sentences) + 1))
    if not form.is_valid():
        return show(request, document, many=form, status=422)
    chosen = [sentences[number - 1] for number in sorted(set(form.cleaned_data["sentence"]))]
    try:
        claims = Claim.spot(
            by=request.user,
            document=document,
            selections=[(s.start, s.end) for s in chosen],
            again="again" in request.POST,
        )
    except Twice as refusal:
        return show(request, document, many=form, twice=refusal, status=409)
    except Invalid as problem:
        name_errors(form, {"sentence": str(problem)})
        return show(request, document, many=form, status=422)
    return spotted(request, document, claims)


def spot_one(document: Document, form: SpotForm, *, by: Any, again: bool) -> Claim:
    """The claim, with all that is known of it already, or nothing of it."""
    given = form.cleaned_data
    snapshot = document.snapshot
    with transaction.atomic():
        where: dict[str, Any] = {"quotations": [given["exact"]]}
        if snapshot:
            try:
                around = (given["prefix"], given["suffix"], given["start"])
                where = {
                    "anchors": [
                        locate(snapshot.text, given["exact"], *around, sentences=sentences_of(document))
                    ]
                }
            except ValueError as problem:  # not in the text, or more than once
                raise Invalid({"exact": str(problem)}) from None
        [claim] = Claim.spot(by=by, document=document, again=again, **where, **form.given(form.SAYING))
        if ours := form.given(form.OURS):
            claim.revise(by=by, **ours)
    return claim


def spotted(
    request: HttpRequest, document: Document, claims: list[Claim], *, open_it: bool = False
) -> HttpResponse:
    if open_it:
        return redirect(claims[0].get_absolute_url())
    how_many = "One claim" if len(claims) == 1 else f"{len(claims)} claims"
    messages.success(request, f"{how_many} spotted. Mark the next, or open one beside its sentence.")
    return redirect(reverse("document", args=[document.public_id]) + fragment(document, claims[-1]))


def fragment(document: Document, claim: Claim) -> str:
    """Back to where the reader was: a long text would begin at its top again."""
    place = claim.first_appearance
    if place.start is None:
        return ""
    numbers = (n for n, sentence in enumerate(sentences_of(document), start=1) if sentence.end > place.start)
    return f"#s{next(numbers, 1)}"


def show(
    request: HttpRequest,
    document: Document,
    *,
    form: SpotForm | None = None,
    many: SentencesForm | None = None,
    twice: Twice | None = None,
    status: int = 200,
) -> HttpResponse:
    snapshot = document.snapshot
    text = snapshot.text if snapshot else ""
    sentences = quotes.sentences(text, document.language) if text else []
    asked = request.GET.get("s", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 and 0 < int(asked) <= len(sentences) else None
    places = places_of(document, snapshot)
    context = {
        "document": document,
        "snapshot": snapshot,
        "paragraphs": lay_out(text, sentences, places, selected=number),
        "form": form or SpotForm(initial=begun(sentences, number)),
        "many": many,
        "twice": twice,
        "ticked": set(many.data.getlist("sentence")) if many else set(),
        "number": number,
        "claims": list({place.claim_id: place.claim for place in places}.values())[:LISTED],
        "claim_count": len({place.claim_id for place in places}),
        "worth_count": sum(sentence.worth for sentence in sentences),
    }
    return render(request, "desk/document.html", context, status=status)


def begun(sentences: list[quotes.Sentence], number: int | None) -> dict[str, Any]:
    """The form as a sentence's link fills it."""
    if number is None:
        return {}
    sentence = sentences[number - 1]
    return {"exact": sentence.text, "start": sentence.start}


def sentences_of(document: Document) -> list[quotes.Sentence]:
    snapshot = document.snapshot
    return quotes.sentences(snapshot.text, document.language) if snapshot else []


def places_of(document: Document, snapshot: Any) -> list[Appearance]:
    """Where claims stand in the newest copy. Those that were anchored in an older one are looked up again."""
    places = list(
        Appearance.objects.standing()
        .filter(document=document)
        .select_related("claim", "claim__rating")
        .order_by("start", "id")
    )
    for place in places:
        place.claim.standing_appearances = [place]  # so that its name asks nothing more
        if snapshot and place.exact and place.snapshot_id != snapshot.pk:
            try:
                found = quotes.find(snapshot.text, place.exact, place.prefix, place.suffix)
                place.start, place.end = found.start, found.end
            except ValueError:
                place.start = place.end = None
    return places


@require_http_methods(["GET", "HEAD", "POST"])
@once
def claim_add(request: HttpRequest) -> HttpResponse:
    """A claim from a link and a quotation. A page that the desk holds already is not added twice."""
    if request.method != "POST":
        sent = {name: request.GET.get(name, "").replace("\0", "") for name in ("url", "title", "quotation")}
        return render(request, "desk/claim_add.html", {"form": ClaimAddForm(initial=sent)})
    form = ClaimAddForm(request.POST)
    if form.is_valid():
        try:
            claim = add_from_link(form, by=request.user, again="again" in request.POST)
        except Invalid as problem:
            renamed = {"exact": "quotation"}
            name_errors(
                form, {renamed.get(name, name): sentence for name, sentence in problem.errors.items()}
            )
        except Twice as refusal:
            return render(request, "desk/claim_add.html", {"form": form, "twice": refusal}, status=409)
        else:
            return redirect(claim.get_absolute_url())
    return render(request, "desk/claim_add.html", {"form": form}, status=422)


def add_from_link(form: ClaimAddForm, *, by: Any, again: bool) -> Claim:
    given = form.cleaned_data
    with transaction.atomic():
        document = Document.objects.at_address(given["url"]).first() or Document.add(
            by=by,
            url=given["url"],
            title=given["title"] or texts.show_controls(given["url"])[:500],
            publisher=given["publisher"],
        )
        [claim] = Claim.spot(
            by=by,
            document=document,
            quotations=[given["quotation"]],
            again=again,
            **form.given(form.SAYING),
        )
        if ours := form.given(form.OURS):
            claim.revise(by=by, **ours)
    return claim
