"""The admin keeps people, scales, topics and claimants; it reads the rest, publishes nothing and sets no password."""

import pytest
from django.contrib import admin as django_admin
from django.core import mail as outbox
from django.urls import reverse

from claims.models import Claim, Claimant, Event, RatingScale, Topic, User
from tests import factories
from tests.views.pages import keys_of

READ_ONLY = ["claim", "revision", "event", "approval", "contribution", "snapshot"]
REGISTERED = ["user", "ratingscale", "topic", "claimant", *READ_ONLY]


def at(model, page="changelist", *args):
    return reverse(f"admin:claims_{model}_{page}", args=args)


def save(client, model, page, *args, follow=False, **typed):
    """A form of the admin, sent as its page carries it."""
    address = at(model, page, *args)
    return client.post(address, {**keys_of(client, address), **typed}, follow=follow)


def test_what_is_registered():
    assert {model._meta.label_lower for model in django_admin.site._registry} == {
        f"claims.{m}" for m in REGISTERED
    }


@pytest.mark.parametrize("model", REGISTERED)
def test_only_administrators_come_in(as_, editor, reporter, admin, stranger, model):
    assert stranger.get(at(model)).status_code == 302
    for person in (editor, reporter):
        assert as_(person).get(at(model)).status_code in (302, 403)
    page = as_(admin).get(at(model))
    assert page.status_code == 200
    assert "js/trusted-types.js" in page.text and page.text.index("trusted-types.js") < page.text.index(
        "theme.js"
    )
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("model", READ_ONLY)
def test_the_desks_work_is_read_only(as_, admin, reporter, editor, model):
    factories.published_claim(by=reporter, editor=editor)
    row = django_admin.site._registry[
        next(m for m in django_admin.site._registry if m._meta.model_name == model)
    ]
    obj = row.model.objects.first()
    client = as_(admin)
    assert client.get(at(model, "change", obj.pk)).status_code == 200
    for page, args in (("add", ()), ("delete", (obj.pk,))):
        assert client.get(at(model, page, *args)).status_code == 403
        assert client.post(at(model, page, *args), {"post": "yes"}).status_code == 403
    assert client.post(at(model, "change", obj.pk), {"state": "published", "verb": "x"}).status_code == 403
    client.post(at(model), {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"})
    assert row.model.objects.filter(pk=obj.pk).exists()


def test_inviting_somebody_sends_a_letter_and_shows_no_link(as_, admin, django_capture_on_commit_callbacks):
    client = as_(admin)
    typed = {"email": "nora@newsroom.example", "role": "editor", "public_name": ""}
    with django_capture_on_commit_callbacks(execute=True):
        answer = save(client, "user", "add", follow=True, **typed)
    user = User.objects.get(email="nora@newsroom.example")
    assert user.role == "editor" and not user.has_usable_password()
    assert "/accounts/invitations/" in outbox.outbox[0].body
    assert "/accounts/invitations/" not in answer.text
    assert Event.objects.about(user.about).get().actor == admin


def test_an_address_that_is_here_is_named(as_, admin, editor):
    answer = save(as_(admin), "user", "add", email=editor.email.upper(), role="editor")
    assert answer.status_code == 200 and "already" in answer.text
    assert User.objects.count() == 2


def test_no_password_can_be_set_anywhere(as_, admin, editor):
    client = as_(admin)
    page = client.get(at("user", "change", editor.pk)).text
    assert "password" not in page.lower()
    assert client.get(f"/admin/claims/user/{editor.pk}/password/").status_code in (302, 404)
    assert client.get("/admin/password_change/")["Location"] == reverse("password_reset")
    save(client, "user", "change", editor.pk, **facts(editor), password="x", is_superuser="1")
    editor.refresh_from_db()
    assert not editor.check_password("x")


def facts(user, **changed):
    given = {"public_name": user.public_name, "role": user.role, "is_active": "on" if user.is_active else ""}
    return {**given, **changed}


def test_role_activity_and_name_change_by_verbs(as_, admin, editor):
    their_browser = as_(editor)
    changed = facts(editor, role="reporter", public_name="Eda E.", is_active="")
    save(as_(admin), "user", "change", editor.pk, **changed)
    editor.refresh_from_db()
    assert (editor.role, editor.public_name, editor.is_active) == ("reporter", "Eda E.", False)
    verbs = set(Event.objects.about(editor.about).values_list("verb", flat=True))
    assert verbs == {"rename", "change_role", "deactivate"}
    assert their_browser.get("/desk/").status_code == 302  # the session ended


def test_the_last_administrator_stays(as_, admin):
    answer = save(as_(admin), "user", "change", admin.pk, **facts(admin, role="reporter"))
    assert answer.status_code == 409 and "last administrator" in answer.text
    admin.refresh_from_db()
    assert admin.role == "administrator"


def test_an_invitation_is_sent_again(as_, admin):
    user = User.objects.invite("nora@newsroom.example", "reporter", by=admin)
    client = as_(admin)
    form = {"action": "invite_again", "_selected_action": [user.pk, admin.pk], **keys_of(client, at("user"))}
    for _ in range(2):  # a double click
        assert client.post(at("user"), form).status_code == 302
    assert [letter.to for letter in outbox.outbox] == [["nora@newsroom.example"]]


def test_a_user_is_never_deleted(as_, admin, editor):
    assert as_(admin).post(at("user", "delete", editor.pk), {"post": "yes"}).status_code == 403


def test_a_used_scale_is_frozen_and_can_be_retired(as_, admin, reporter):
    factories.complete_claim(by=reporter)
    scale = RatingScale.objects.get()
    client = as_(admin)
    page = client.get(at("ratingscale", "change", scale.pk)).text
    assert 'name="ratings-0-label"' not in page and 'name="name"' not in page
    typed = {
        "name": "Forged",
        "valid_to": "2999-12-31",
        "seen": scale.fingerprint,
        "ratings-0-label": "Forged",
        "ratings-TOTAL_FORMS": "0",
        "ratings-INITIAL_FORMS": "0",
    }
    assert client.post(at("ratingscale", "change", scale.pk), typed).status_code == 302
    scale.refresh_from_db()
    assert scale.name != "Forged" and str(scale.valid_to) == "2999-12-31"
    assert not scale.ratings.filter(label="Forged").exists()
    assert Event.objects.filter(object=scale.about).get().verb == "retire_scale"


def test_topics_are_added_renamed_and_deleted_only_where_unused(as_, admin, reporter):
    client = as_(admin)
    save(client, "topic", "add", label="Libraries", slug="libraries")
    topic = Topic.objects.get()
    save(client, "topic", "change", topic.pk, label="Town libraries")
    topic.refresh_from_db()
    assert topic.label == "Town libraries"
    factories.drafted_claim(by=reporter).organise(by=reporter, topics=[topic])
    assert client.post(at("topic", "delete", topic.pk), {"post": "yes"}).status_code == 403
    Claim.objects.get().organise(by=reporter, topics=[])
    assert client.post(at("topic", "delete", topic.pk), {"post": "yes"}).status_code == 302
    assert not Topic.objects.exists()
    told = Event.objects.filter(object=f"topic/{topic.slug}").order_by("id")
    assert [event.verb for event in told] == ["add_topic", "rename_topic", "delete_topic"]


def test_a_claimant_is_renamed_by_a_verb(as_, admin, reporter):
    factories.complete_claim(by=reporter)
    claimant = Claimant.objects.get()
    client = as_(admin)
    save(client, "claimant", "change", claimant.pk, name="Ada B. Example")
    claimant.refresh_from_db()
    assert claimant.name == "Ada B. Example"
    assert Event.objects.filter(verb="rename_claimant").get().actor == admin
    assert client.get(at("claimant", "add")).status_code == 403
    assert client.post(at("claimant", "delete", claimant.pk), {"post": "yes"}).status_code == 403
