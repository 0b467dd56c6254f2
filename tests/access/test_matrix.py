"""Role × address × method, made from the URL resolver: an address without a row fails."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from claims import dumps
from claims.models import Topic
from tests import factories
from tests.access.stage import NAMED, NO_CLAIM, ROLES, Stage, addresses, public_address, sent
from tests.guards.sql import settle
from tests.views.pages import seen

pytestmark = pytest.mark.django_db

# Open doors. Whoever opens another has to write it here.
PUBLIC = {
    *NO_CLAIM, *NAMED, "claim", "claim-bare", "claim-short", "claim-revisions", "claim-revision", "claim-difference",
    "claim-claimreview", "claim-record", "claim-revision-record", "page-version", "claim-embed",
    "claim-share", "oembed", "sitemap-claims", "sitemap-claimants",
}  # fmt: skip
ACCOUNTS = {
    "login", "logout", "invitation", "password_reset", "password_reset_done", "password_reset_confirm",
    "password_reset_complete",
}  # fmt: skip
# Pages of the desk: everybody there reads everything. The state of the claim that they are opened on.
DESK = {
    "desk-queue": None, "document-list": None, "document-add": None, "document": "document",
    "document-change": "document", "claim-add": None, "desk-history": None, "desk-tasks": None,
    "claim-workbench": "drafting", "claim-review": "in_review", "claim-preview": "drafting", "claim-story": "published",
    "claim-history": "drafting", "claim-changes": "published", "appearance-add": "drafting",
    "appearance-change": "appearance", "evidence-add": "drafting", "evidence-change": "evidence",
    "redaction-list": None, "redaction": "redaction", "page-list": None, "page-versions": "page",
    "page-difference": "versions",
}  # fmt: skip
# Pages of the desk that are for editors: they ask there, in two steps.
EDITORS = {"redaction-ask": None, "claim-redact": "published", "page-change": "page"}
# Forms: where they may be sent from the state given, who may send them (302), who may not (403).
FORMS = {
    "document-spot": ("document", "reporter", {"spans": []}),
    "triage": (None, "reporter", {}),
    "claim-save": ("drafting", "reporter", {}),
    "claim-organise": ("drafting", "reporter", {"priority": 1}),
    "appearance-remove": ("appearance", "reporter", {}),
    "evidence-move": ("evidence", "reporter", {"to": 2}),
    "evidence-discount": (
        "evidence",
        "reporter",
        {"discounted_reason": "Withdrawn.", "reason": "Withdrawn."},
    ),
    "evidence-remove": ("evidence", "reporter", {}),
    "task-finish": ("task", "reporter", {"note": "The newsletter."}),
    "task-reopen": ("done task", "reporter", {}),
    "job-again": ("broken job", "editor", {}),
    "claim-take": ("spotted", "reporter", {}),
    "claim-pass-over": ("spotted", "reporter", {"reason": "trivial"}),
    "claim-drop": ("in_review", "editor", {"reason": "trivial"}),
    "claim-reopen": ("dropped", "editor", {}),
    "claim-submit": ("drafting", "reporter", {}),
    "claim-recall": ("in_review", "contributor", {}),
    "claim-request-changes": ("in_review", "editor", {"reason": "Page, please."}),
    "claim-approve": ("in_review", "editor", {"says_no_more": "on"}),
    "claim-approve-and-publish": ("in_review", "editor", {"says_no_more": "on"}),
    "claim-countersign": ("in_review", "contributor", {"says_no_more": "on"}),
    "claim-override": (
        "in_review",
        "administrator",
        {"says_no_more": "on", "reason": "Nobody else is here."},
    ),
    "claim-publish": ("approved", "editor", {"content_sha256": ""}),
    "claim-edit": ("published", "reporter", {}),
    "claim-discard": ("reworked", "editor", {}),
    "claim-retract": ("published", "editor", {"reason": "The list was forged."}),
    "claim-take-down": ("published", "editor", {"reason": "A court ordered it."}),
    "redaction-confirm": ("redaction", "administrator", {}),
    "redaction-close": ("redaction", "editor", {}),
}
ADMIN_INDEX = {"index", "app_list"}
ADMIN_OTHER = {
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
}


def names(prefix=""):
    return {name for route, name, _ in addresses() if not route.startswith("admin/")}


def browser(stage, role):
    client = Client()
    if role != "stranger":
        client.force_login(stage.people[role])
    return client


def desk_address(stage, name, what):
    if what is None:
        return reverse(name)
    if what == "document":
        return reverse(name, args=[stage.document.public_id])
    if what == "redaction":
        return reverse(name, args=[stage.redaction().pk])
    if what == "page":
        return reverse(name, args=["about"])
    if what == "versions":
        stage.page_revised()
        return reverse(name, args=["about", 1, 2])
    if what == "broken job":
        return reverse(name, args=[stage.broken_job().pk])
    if what in ("task", "done task"):
        task = stage.task()
        if what == "done task":
            task.finish(by=stage.author, note="The newsletter.")
        return reverse(name, args=[task.claim.public_id, task.pk])
    claim = stage.claim(what if what not in ("appearance", "evidence") else "drafting")
    stage.subject = claim
    if what == "appearance":
        stage.subject = claim.first_appearance
        return reverse(name, args=[claim.public_id, claim.first_appearance.pk])
    if what == "evidence":
        piece = stage.subject = factories.add_evidence(
            claim, by=stage.author
        )  # the analysis does not refer to it
        return reverse(name, args=[claim.public_id, piece.pk])
    return reverse(name, args=[claim.public_id])


def test_every_address_has_a_row():
    assert names() == PUBLIC | ACCOUNTS | set(DESK) | set(EDITORS) | set(FORMS)


def test_the_desk_and_the_public_side_share_no_name():
    names = {}
    for route, name, _view in addresses():
        if name and not route.startswith("admin/"):
            names.setdefault(name, set()).add(route.startswith(("desk/", "accounts/")))
    assert [name for name, sides in names.items() if len(sides) > 1] == []


def test_the_open_doors_are_counted():
    open_doors = {name for route, name, view in addresses() if getattr(view, "login_required", True) is False}
    assert open_doors == PUBLIC | ACCOUNTS | {""}  # "" is /admin/login/, which leads to the one log-in


@pytest.mark.parametrize("role", ROLES)
def test_public_addresses_answer_everybody_alike(role):
    stage = Stage()
    claim = stage.claim("published")
    claim.organise(by=stage.publisher, topics=[Topic.add(by=stage.publisher, slug="town", label="The town")])
    settle()
    dumps.bring_up_to_date()
    client = browser(stage, role)
    for name in sorted(PUBLIC - {"claim-difference"}):
        address = public_address(name, claim)
        answer = client.get(address)
        assert answer.status_code == (301 if name.endswith(("-bare", "-short", "favicon")) else 200), name
        assert "Cookie" not in answer.headers.get("Vary", ""), name
        assert not answer.cookies, name
        assert client.post(address).status_code in (403, 405), name


@pytest.mark.parametrize("name", sorted(DESK))
def test_pages_of_the_desk(name):
    stage = Stage()
    address = desk_address(stage, name, DESK[name])
    stranger = Client()
    answer = stranger.get(address)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("login"))
    assert stranger.post(address, {"text": "What I typed"}).status_code == 403
    for role in ROLES[1:]:
        answer = browser(stage, role).get(address)
        assert answer.status_code == 200, role
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "trusted-types" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", sorted(EDITORS))
def test_pages_for_editors(name):
    stage = Stage()
    address = desk_address(stage, name, EDITORS[name])
    stranger = Client()
    assert stranger.get(address).status_code == 302
    assert stranger.post(address, {"text": "What I typed"}).status_code == 403
    for role in ROLES[1:]:
        client = browser(stage, role)
        assert client.get(address).status_code == (403 if role == "reporter" else 200), role
        assert client.post(address, sent()).status_code == (403 if role == "reporter" else 422), role


ALLOWED = {
    "reporter": {"reporter": True, "editor": True, "administrator": True},
    "editor": {"reporter": False, "editor": True, "administrator": True},
    "administrator": {"reporter": False, "editor": False, "administrator": True},
    "contributor": {"reporter": False, "editor": False, "administrator": False},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(FORMS))
def test_forms_of_the_desk(name, role):
    what, least, fields = FORMS[name]
    stage = Stage()
    address = desk_address(stage, name, what)
    if "says_no_more" in fields or "content_sha256" in fields:
        fields = {**fields, "content_sha256": stage.subject.content_sha256}
    if name == "claim-organise":
        fields = {**fields, "initial-priority": stage.subject.priority}
    elif hasattr(stage, "subject"):
        fields = {**seen(stage.subject), **fields}
    client = browser(stage, role)
    assert client.get(address).status_code == (302 if role == "stranger" else 405)
    answer = client.post(address, sent(**fields))
    if role == "stranger":
        assert answer.status_code == 403
    elif not ALLOWED[least][role]:
        assert answer.status_code == 403
    else:  # done, or this thin form lacks something: never refused for who it is, never a fault
        assert answer.status_code in (200, 302, 303, 422), answer.content[:500]
    if role != "stranger" and ALLOWED[least][role] and name.startswith("claim-") and name != "claim-save":
        assert answer.status_code in (302, 303), answer.content.decode()[:3000]


TWO_KEYS = ("appearance", "evidence", "task", "done task")


@pytest.mark.parametrize("role", ROLES)
def test_desk_addresses_of_things_that_are_not_there(role):
    """A stranger learns nothing: the same answer as for what is there. Desk people get 404."""
    stage = Stage()
    client = browser(stage, role)
    for name, what in {**DESK, **EDITORS, **{name: row[0] for name, row in FORMS.items()}}.items():
        if what is None:
            continue
        args = ["zzzzzzzz", 999_999] if what in TWO_KEYS else ["zzzzzzzz"]
        args = [999_999] if what in ("redaction", "broken job") else args
        args = ["zzzzzzzz", 1, 2] if what == "versions" else args
        address = reverse(name, args=args)
        get, post = client.get(address).status_code, client.post(address, sent(says_no_more="on")).status_code
        assert get == (302 if role == "stranger" else 405 if name in FORMS else 404), name
        assert post in ((403,) if role == "stranger" else (404, 405)), name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda m: m.__name__), ids=lambda m: m.__name__
)
def test_one_rule_for_each_model_of_the_admin(model, role):
    """Administrators read; nobody else gets in; nobody deletes but what nothing hangs on."""
    stage = Stage()
    stage.claim("published")
    client = browser(stage, role)
    base = f"admin:claims_{model._meta.model_name}"
    row = model._default_manager.first()
    pages = [reverse(f"{base}_changelist")]
    if row is not None:
        pages += [reverse(f"{base}_{page}", args=[row.pk]) for page in ("change", "history")]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == (200 if role == "administrator" else 302), address
        if role == "administrator":
            assert b'name="password"' not in answer.content
    writable = model.__name__ in (
        "User",
        "RatingScale",
        "Topic",
    )  # claimants come from the claims that name them
    answer = client.get(reverse(f"{base}_add"))
    assert answer.status_code == (302 if role != "administrator" else 200 if writable else 403)
    if row is not None and model.__name__ != "Topic":
        address = reverse(f"{base}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code in (302, 403)
        assert model._default_manager.filter(pk=row.pk).exists()


def test_the_admin_has_no_other_addresses():
    known = {"", *ADMIN_INDEX, *ADMIN_OTHER}
    for model in admin.site._registry:
        known |= {
            f"claims_{model._meta.model_name}_{page}"
            for page in ("changelist", "add", "history", "delete", "change")
        }
    assert {name for route, name, _ in addresses() if route.startswith("admin/")} <= known
