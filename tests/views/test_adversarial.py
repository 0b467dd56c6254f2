"""Whatever is asked of our lists gets a clear answer: the list, the list with a sentence about what made no sense, or
that there is no such page. Never a fault of ours. What it may cost is measured by a bench."""

import re
from html import unescape

import pytest

from tests import adversarial, factories

pytestmark = pytest.mark.django_db
LARGEST = 60_000  # bytes: of what was typed, a page says little back


def asked(client, group):
    paths = {name: path for name, path in adversarial.ASKED.items() if name.split(":")[0] == group}
    assert len(paths) > 2
    return {name: client.get(path) for name, path in paths.items()}


@pytest.fixture(autouse=True)
def a_check(reporter, editor):
    return factories.published_claim(by=reporter, editor=editor)


@pytest.mark.parametrize("group", sorted({name.split(":")[0] for name in adversarial.ASKED}))
def test_each_gets_a_clear_answer(stranger, group):
    # Places in a list are ours; 400 is for more fields than any form has.
    wanted = {200, 404} if "place" in group else {200, 400}
    for name, answer in asked(stranger, group).items():
        assert answer.status_code in wanted, (name, answer.status_code)
        assert len(answer.content) < LARGEST and b"\x00" not in answer.content, name
        if "html" in answer["Content-Type"]:
            assert len(re.findall(r"<h1\b", answer.text)) == 1, name


def test_what_does_not_fit_is_said_in_a_sentence(stranger):
    told = {name: unescape(answer.text) for name, answer in asked(stranger, "100 kB").items()}
    for name in ("one word", "many words", "quotation marks", "one long phrase", "marks on one letter"):
        assert re.search(r"the search is [\d,]+ characters long; 200 fit", told[f"100 kB: {name}"]), name
    told = {name: unescape(answer.text) for name, answer in asked(stranger, "words").items()}
    assert "has more than 20 words" in told["words: 20 words joined by OR"]
    told = {name: unescape(answer.text) for name, answer in asked(stranger, "parameters").items()}
    assert "We could not read this request" in told["parameters: q 5,000 times"]


def test_a_common_beginning_and_a_badly_spelt_word_are_questions_like_any_other(stranger):
    for query in ("q=lib*", "q=libary", "q=library+OR+roof", "q=library+-zebra"):
        assert stranger.get(f"/claims/?{query}").text.count("<article>") == ("libary" not in query)
