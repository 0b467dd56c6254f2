import pytest

from claims import words, workflow
from claims.refusals import Forbidden, Refused
from claims.workflow import (
    ROLES,
    STATES,
    VERBS,
    Facts,
    allowed,
    change_kinds,
    check,
    is_allowed,
    needs_change_note,
)
from tests.leaves.building import piece, place, rating, whole

# The table of the design, written out a second time: verb, states it may begin in, where it leads, least
# role.
TABLE = [
    ("take", "spotted", "drafting", "reporter"),
    ("pass_over", "spotted drafting in_review", "dropped", "reporter"),
    ("drop", "spotted drafting in_review", "dropped", "reporter"),
    ("reopen", "dropped", "drafting", "editor"),
    ("submit", "drafting", "in_review", "reporter"),
    ("recall", "in_review", "drafting", "reporter"),
    ("request_changes", "in_review approved", "drafting", "editor"),
    ("approve", "in_review", "approved", "editor"),
    ("approve_and_publish", "in_review", "published", "editor"),
    ("countersign", "in_review", "approved", "reporter"),
    ("override", "in_review", "approved", "administrator"),
    ("publish", "approved", "published", "editor"),
    ("edit", "approved published", "drafting", "reporter"),
    ("discard", "drafting in_review approved", "published", "editor"),
    ("retract", "spotted drafting in_review approved published", "drafting", "editor"),
    ("take_down", "spotted drafting in_review approved published", "drafting", "editor"),
]


def facts_for(verb: str, **changes) -> Facts:
    """Facts under which nothing but state and role can stand in the way."""
    facts = {"state": "in_review", "role": "administrator"}
    if verb in ("recall", "countersign"):
        facts |= {"is_contributor": True, "contributors": 2, "has_editor_contributor": True}
    if verb in ("discard", "retract", "take_down"):
        facts |= {"has_revision": True, "public_status": "shown"}
    return Facts(**{**facts, **changes})


def test_the_table_names_every_verb():
    assert [row[0] for row in TABLE] == list(VERBS)
    assert set(VERBS) == set(words.VERBS)
    assert set(STATES) == set(words.STATES)
    assert set(ROLES) == set(words.ROLES)


@pytest.mark.parametrize(("verb", "sources", "target", "role"), TABLE)
@pytest.mark.parametrize("state", STATES)
def test_each_verb_in_each_state(verb, sources, target, role, state):
    assert VERBS[verb].target == target
    if state in sources.split():
        check(verb, facts_for(verb, state=state))
    else:
        with pytest.raises(Refused) as refusal:
            check(verb, facts_for(verb, state=state))
        sentence = str(refusal.value)
        assert sentence.startswith("This claim ")  # the state it is in
        assert sentence.count(".") >= 3  # what the verb wants, and what to do


@pytest.mark.parametrize(("verb", "sources", "target", "role"), TABLE)
@pytest.mark.parametrize("who", ROLES)
def test_each_verb_by_each_role(verb, sources, target, role, who):
    state = sources.split()[0]
    if ROLES.index(who) >= ROLES.index(role):
        check(verb, facts_for(verb, state=state, role=who))
    else:
        with pytest.raises(Forbidden, match=f"Only an {role} may"):
            check(verb, facts_for(verb, state=state, role=who))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("person", [{"is_active": False}, {"role": "stranger"}, {"role": ""}])
def test_closed_accounts_and_unknown_roles_do_nothing(verb, person):
    source = sorted(VERBS[verb].sources)[0]
    with pytest.raises(Forbidden):
        check(verb, facts_for(verb, state=source, **person))
    assert allowed(facts_for(verb, state=source, **person)) == []


def test_who_may_not_is_told_so_before_the_state_is_looked_at():
    with pytest.raises(Forbidden):
        check("approve", Facts(state="dropped", role="editor", is_contributor=True))
    with pytest.raises(Forbidden):
        check("publish", Facts(state="spotted", role="reporter"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("reviewers", ["editors", "everyone"])
@pytest.mark.parametrize("verb", ["approve", "approve_and_publish"])
def test_nobody_approves_a_text_that_they_changed(verb, reviewers, role):
    facts = Facts(state="in_review", role=role, reviewers=reviewers, is_contributor=True)
    with pytest.raises(Forbidden):
        check(verb, facts)
    if role != "reporter":
        with pytest.raises(Forbidden, match="You changed this text, so somebody else has to approve it."):
            check(verb, facts)


def test_where_everyone_reviews_a_reporter_approves_but_never_publishes():
    facts = Facts(state="in_review", role="reporter", reviewers="everyone")
    check("approve", facts)
    with pytest.raises(Forbidden):
        check("approve_and_publish", facts)
    with pytest.raises(Forbidden):
        check("publish", Facts(state="approved", role="reporter", reviewers="everyone"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ["recall", "countersign"])
def test_only_contributors_recall_and_countersign(verb, role):
    with pytest.raises(Forbidden, match="Only somebody who worked on this text"):
        check(verb, facts_for(verb, role=role, is_contributor=False))


@pytest.mark.parametrize(
    ("change", "words_of_it"),
    [
        ({"contributors": 1}, "two people"),
        ({"has_editor_contributor": False}, "no editor worked"),
        ({"has_countersigned": True}, "already"),
    ],
)
def test_countersigning_takes_two_who_worked_on_it_and_an_editor(change, words_of_it):
    with pytest.raises(Refused, match=words_of_it):
        check("countersign", facts_for("countersign", **change))


@pytest.mark.parametrize("verb", ["drop", "pass_over"])
def test_in_review_only_an_editor_drops(verb):
    with pytest.raises(Forbidden, match="Only an editor"):
        check(verb, Facts(state="in_review", role="reporter"))
    check(verb, Facts(state="in_review", role="editor"))


@pytest.mark.parametrize("verb", ["drop", "pass_over"])
@pytest.mark.parametrize("status", ["shown", "retracted", "taken_down"])
def test_what_was_public_is_never_dropped(verb, status):
    with pytest.raises(Refused, match="cannot be dropped"):
        check(verb, Facts(state="drafting", role="editor", has_revision=True, public_status=status))


@pytest.mark.parametrize(
    ("verb", "statuses"),
    [("discard", {"shown"}), ("retract", {"shown"}), ("take_down", {"shown", "retracted"})],
)
@pytest.mark.parametrize("status", ["none", "shown", "retracted", "taken_down"])
def test_what_depends_on_what_readers_see(verb, statuses, status):
    facts = facts_for(verb, state="drafting", public_status=status)
    assert is_allowed(verb, facts) == (status in statuses)


@pytest.mark.parametrize(
    ("facts", "buttons"),
    [
        (Facts(state="spotted"), ["take", "pass_over"]),
        (Facts(state="drafting"), ["submit", "drop"]),
        (Facts(state="in_review"), []),
        (Facts(state="in_review", is_contributor=True, contributors=1), ["recall"]),
        (
            Facts(state="in_review", role="editor"),
            ["approve_and_publish", "approve", "request_changes", "drop"],
        ),
        (
            Facts(
                state="in_review",
                role="editor",
                is_contributor=True,
                contributors=2,
                has_editor_contributor=True,
            ),
            ["countersign", "recall", "request_changes", "drop"],
        ),
        (Facts(state="approved", role="editor"), ["publish", "edit", "request_changes"]),
        (Facts(state="published", has_revision=True, public_status="shown"), ["edit"]),
        (
            Facts(state="published", role="editor", has_revision=True, public_status="shown"),
            ["edit", "retract", "take_down"],
        ),
        (
            Facts(state="drafting", role="editor", has_revision=True, public_status="shown"),
            ["submit", "discard", "retract", "take_down"],
        ),
        (Facts(state="drafting", role="editor", has_revision=True, public_status="taken_down"), ["submit"]),
        (Facts(state="dropped"), []),
        (Facts(state="dropped", role="editor"), ["reopen"]),
    ],
)
def test_the_buttons_a_person_sees(facts, buttons):
    assert allowed(facts) == buttons


@pytest.mark.parametrize("state", STATES)
def test_text_is_written_in_two_states_only(state):
    if state in ("spotted", "drafting"):
        workflow.check_writable(Facts(state=state))
    else:
        with pytest.raises(Refused, match="cannot be changed now"):
            workflow.check_writable(Facts(state=state))
    with pytest.raises(Forbidden):
        workflow.check_writable(Facts(state=state, is_active=False))


CHANGES = [
    ({"rating": rating("false")}, ["rating"]),
    ({"rating": {}}, ["rating"]),
    ({"rating": {**rating(), "scale": {**rating()["scale"], "version": "2"}}}, ["rating"]),
    ({"statement": "Other"}, ["statement"]),
    ({"headline": "Other"}, ["headline"]),
    ({"appearances": [place(claimant__name="Bob Example")]}, ["claimant"]),
    ({"appearances": [place(claimant__role="deputy mayor")]}, ["claimant"]),
    ({"appearances": [place(quotation__exact="we open")]}, ["quotation"]),
    ({"appearances": [place(said__to="2020-07-09")]}, ["said"]),
    ({"appearances": []}, ["claimant", "quotation", "said", "voice"]),
    ({"conclusion": "Other"}, ["conclusion"]),
    ({"evidence": [piece(1)]}, ["evidence"]),
    ({"evidence": [piece(1), piece(2, title="T", url="https://t.example", quotation="t")]}, ["evidence"]),
    ({"headline": "Other", "rating": rating("false"), "evidence": []}, ["rating", "headline", "evidence"]),
    # Wording only:
    ({"analysis": "Other", "reply": "Other", "true_as_of": "2021-01-01", "selection_reason": "Other"}, []),
    ({"evidence": [piece(1), piece(2, stance="refutes"), piece(3)]}, []),
    ({"evidence": [{**piece(2, stance="refutes"), "number": 1}, {**piece(1), "number": 2}]}, []),
    ({"appearances": [place(), place(quotation__exact="at nine, she said")]}, []),
    ({"appearances": [place(quotation__start=99, document__title="Hours")]}, []),
    ({"appearances": [place(voice="reported")]}, ["voice"]),
    ({"evidence": [piece(1, stance="refutes"), piece(2, stance="refutes")]}, ["evidence"]),
    ({"evidence": [piece(1), piece(2, stance="refutes", discounted_reason="Withdrawn.")]}, ["evidence"]),
    ({"number": 2, "previous_record_sha256": "ff"}, []),
]


@pytest.mark.parametrize(("change", "names"), CHANGES)
def test_which_changes_readers_must_be_told_of(change, names):
    assert needs_change_note(whole(), whole(**change)) == names


def test_a_repeat_that_goes_or_changes_is_told_but_a_new_one_is_not():
    two = whole(appearances=[place(), place(quotation__exact="nine sharp")])
    assert needs_change_note(two, whole()) == ["quotation"]
    assert needs_change_note(whole(), two) == []
    turned = whole(appearances=[place(quotation__exact="nine sharp"), place()])
    assert needs_change_note(two, turned) == ["quotation"]


def test_where_nothing_is_public_no_note_is_needed():
    assert needs_change_note(None, whole()) == []


@pytest.mark.parametrize(
    ("needed", "possible"),
    [
        ([], {"correction", "clarification", "update", "wording"}),
        (["conclusion"], {"correction", "clarification", "update"}),
        (["rating", "conclusion"], {"correction", "update"}),
    ],
)
def test_the_kinds_of_change_that_fit(needed, possible):
    kinds = change_kinds(needed)
    assert {kind for kind, reason in kinds.items() if not reason} == possible
    assert all(reason.startswith("Not possible here") for reason in kinds.values() if reason)
