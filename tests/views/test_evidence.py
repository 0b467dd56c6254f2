"""Evidence and places: searched first, added, changed, moved, discounted, removed."""

from datetime import date

import pytest

from tests import factories
from tests.views.pages import at, fields_of, seen, send

PIECE = {
    "stance": "refutes",
    "kind": "news_report",
    "title": "The library opens at ten",
    "url": "https://other.example/ten",
    "publisher": "The Other Paper",
    "published_from": "2026-03-01",
    "language": "en",
    "independence": "independent",
    "seen_as": "original",
    "quotation": "Doors open at ten.",
}


@pytest.fixture
def claim(reporter):
    return factories.complete_claim(by=reporter)


@pytest.fixture
def client(as_, reporter):
    return as_(reporter)


def numbers(claim):
    return [(piece.position, piece.title) for piece in claim.evidence.standing()]


def test_a_piece_is_added_at_the_end(client, claim):
    answer = send(client, at(claim, "evidence/new/"), **PIECE)
    assert answer["Location"].startswith(at(claim))
    piece = claim.evidence.standing().last()
    assert (piece.position, piece.stance, piece.published_to) == (3, "refutes", date(2026, 3, 1))


def test_add_and_one_more_stays_there(client, claim):
    assert send(client, at(claim, "evidence/new/"), **PIECE, then="another")["Location"] == at(
        claim, "evidence/new/"
    )


def test_what_we_hold_is_searched_first_and_fills_the_form(client, claim, reporter):
    held = factories.document(by=reporter, title="Minutes of the council", url="https://town.example/minutes")
    for words in ("minutes", "town.example"):
        assert "Minutes of the council" in client.get(at(claim, f"evidence/new/?q={words}")).text
    part = client.get(at(claim, "evidence/new/?q=minutes"), headers={"HX-Request": "true"}).text
    assert "Minutes of the council" in part and "<html" not in part
    form = fields_of(client.get(at(claim, f"evidence/new/?document={held.public_id}")).text, "")
    assert (form["title"], form["document"]) == ("Minutes of the council", held.public_id)
    client.post(at(claim, "evidence/new/"), {**form, "stance": "context", "kind": "official_document"})
    assert claim.evidence.standing().last().document == held


def test_nothing_found_says_so(client, claim):
    assert "We hold nothing like" in client.get(at(claim, "evidence/new/?q=unheard+of")).text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("stance", "", "What it does to the claim is missing"),
        ("stance", "proves", "not one of the choices"),
        ("title", "", "Title is missing"),
        ("title", "a\u202eb", "Title"),
        ("url", "javascript:alert(1)", "Address"),
        ("url", "https://user:secret@paper.example/", "Address"),
        ("published_to", "2026-02-01", "before"),
        ("published_from", "2026-02-31", "is not a day"),
        ("quotation", "nul \x00", "NUL"),
        ("independence", "repeats", "say which one it repeats"),
        ("repeats", "999999", "Repeats piece is not one of the choices"),
        ("document", "zzzzzzzz", "Document"),
    ],
)
def test_each_wrong_field_is_named_and_the_rest_is_kept(client, claim, field, value, says):
    answer = send(client, at(claim, "evidence/new/"), **{**PIECE, field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Doors open at ten." in answer.text or field == "quotation"
    assert claim.evidence.standing().count() == 2


def test_a_piece_is_changed(client, claim):
    piece = claim.evidence.standing().first()
    address = at(claim, f"evidence/{piece.pk}/")
    form = fields_of(client.get(address).text, "")
    assert client.post(address, {**form, "locator": "p. 12"}).status_code == 302
    piece.refresh_from_db()
    assert piece.locator == "p. 12"


def test_a_piece_is_moved_and_the_analysis_follows(client, claim):
    first = claim.evidence.standing().first()
    assert send(client, at(claim, f"evidence/{first.pk}/move/"), **seen(claim), to="2").status_code == 302
    first.refresh_from_db()
    claim.refresh_from_db()
    assert first.position == 2
    assert claim.analysis.startswith("The first list has the hours [2]")
    assert send(client, at(claim, f"evidence/{first.pk}/move/"), **seen(claim), to="up").status_code == 422
    assert [number for number, _ in numbers(claim)] == [1, 2]


def began(piece):
    return {**seen(piece), "initial-reason": piece.discounted_reason}


def test_a_piece_is_discounted_and_counted_again(client, claim):
    piece = claim.evidence.standing().first()
    send(
        client, at(claim, f"evidence/{piece.pk}/discount/"), **began(piece), reason="Withdrawn by its author."
    )
    assert "Not counted: discounted: Withdrawn by its author." in client.get(at(claim)).text
    send(client, at(claim, f"evidence/{piece.pk}/discount/"), **began(piece), reason="")
    piece.refresh_from_db()
    assert piece.discounted_reason == ""


def test_a_piece_that_the_analysis_names_stays(client, claim):
    piece = claim.evidence.standing().first()
    answer = send(client, at(claim, f"evidence/{piece.pk}/remove/"), **seen(piece))
    assert answer.status_code == 409
    assert "The analysis refers to piece [1]" in answer.text


def test_a_piece_is_removed_once(client, claim, reporter):
    extra = factories.add_evidence(claim, by=reporter)
    assert send(client, at(claim, f"evidence/{extra.pk}/remove/"), **seen(extra)).status_code == 302
    assert len(numbers(claim)) == 2
    answer = send(client, at(claim, f"evidence/{extra.pk}/remove/"), **seen(extra))
    assert answer.status_code == 409 and "This piece was removed from the claim at" in answer.text
    assert client.get(at(claim, f"evidence/{extra.pk}/")).status_code == 404


def test_the_same_piece_sent_twice_is_one(client, claim):
    form = {**PIECE, "idempotency_key": "6d1b1a38-3c0e-4d6a-9a1e-1f6a3f0c2b11"}
    for _ in range(2):
        assert client.post(at(claim, "evidence/new/"), form).status_code == 302
    assert claim.evidence.standing().count() == 3


def test_a_piece_of_another_claim_is_not_found(client, claim, reporter):
    other = factories.complete_claim(by=reporter)
    piece = other.evidence.standing().first()
    assert client.get(at(claim, f"evidence/{piece.pk}/")).status_code == 404
    assert send(client, at(claim, f"evidence/{piece.pk}/remove/")).status_code == 404


@pytest.mark.parametrize(
    "page", ["evidence/new/", "evidence/{piece}/", "evidence/{piece}/move/", "evidence/{piece}/discount/"]
)
def test_evidence_of_a_text_in_review_is_not_written(client, claim, reporter, page):
    piece = claim.evidence.standing().first()
    claim.submit(by=reporter)
    fields = {**PIECE, "to": "2", "reason": "no"}
    answer = send(client, at(claim, page.format(piece=piece.pk)), **fields)
    assert answer.status_code == 409
    assert "This claim is in review." in answer.text


@pytest.mark.parametrize(
    "page", ["evidence/new/", "evidence/1/", "evidence/1/move/", "appearances/new/", "appearances/1/"]
)
def test_a_stranger_writes_nothing(stranger, claim, page):
    assert send(stranger, at(claim, page), **PIECE).status_code == 403


@pytest.mark.parametrize("page", ["move/", "discount/", "remove/"])
def test_what_acts_is_no_page(client, claim, page):
    piece = claim.evidence.standing().first()
    assert client.get(at(claim, f"evidence/{piece.pk}/{page}")).status_code == 405


# Where it was said.


def test_a_place_is_added_in_a_document_that_we_hold(client, claim, reporter):
    held = factories.document(by=reporter, title="A second report")
    page = client.get(at(claim, f"appearances/new/?document={held.public_id}")).text
    form = fields_of(page, at(claim, "appearances/new/"))
    answer = client.post(
        at(claim, "appearances/new/"),
        {
            **form,
            "exact": factories.QUOTATION,
            "claimant_kind": "public_figure",
            "claimant_name": "Ada Example",
        },
    )
    assert answer["Location"] == at(claim) + "#appearances"
    place = claim.appearances.standing().last()
    assert (place.exact, place.document, place.proposed) == (factories.QUOTATION, held, False)
    assert place.start is not None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"exact": "These words are not in it"}, "id_exact"),
        ({"claimant_kind": "private_person", "claimant_name": "Petra Private"}, "never named"),
        ({"claimant_name": "Nameless kind"}, "kind of claimant"),
        ({"said_from": "2026-03-05", "said_to": "2026-03-01"}, "before"),
        ({"voice": "loud"}, "not one of the choices"),
    ],
)
def test_a_place_that_cannot_be_kept_is_named(client, claim, reporter, fields, says):
    held = factories.document(by=reporter)
    answer = send(
        client, at(claim, "appearances/new/"), document=held.public_id, **{"locator": "p. 4", **fields}
    )
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="p. 4"' in answer.text


def test_a_place_needs_a_document(client, claim):
    answer = send(client, at(claim, "appearances/new/"), exact="Words")
    assert answer.status_code == 422
    assert "Document is missing" in answer.text


def test_a_place_is_changed_and_keeps_its_anchor(client, claim):
    place = claim.first_appearance
    before = (place.start, place.end, place.prefix)
    address = at(claim, f"appearances/{place.pk}/")
    form = fields_of(client.get(address).text, address)
    assert client.post(address, {**form, "claimant_role": "head librarian"}).status_code == 302
    place.refresh_from_db()
    assert (place.start, place.end, place.prefix) == before
    assert place.claimant_role == "head librarian"


def test_new_words_are_found_again_in_the_kept_copy(client, claim):
    place = claim.first_appearance
    address = at(claim, f"appearances/{place.pk}/")
    form = fields_of(client.get(address).text, address)
    assert client.post(address, {**form, "exact": "The roof leaks all the same"}).status_code == 302
    place.refresh_from_db()
    assert place.snapshot.text[place.start : place.end] == "The roof leaks all the same"


def test_in_review_a_place_is_only_proposed(client, claim, reporter):
    claim.submit(by=reporter)
    read = claim.content_sha256
    held = factories.document(by=reporter)
    assert (
        send(
            client, at(claim, "appearances/new/"), document=held.public_id, exact="Nobody was hurt"
        ).status_code
        == 302
    )
    assert claim.appearances.standing().last().proposed
    assert claim.content_sha256 == read
    assert "Proposed place" in client.get(at(claim)).text


def test_a_place_is_removed(client, claim, reporter):
    place = claim.first_appearance
    assert send(client, at(claim, f"appearances/{place.pk}/remove/"), **seen(place)).status_code == 302
    assert claim.first_appearance is None
