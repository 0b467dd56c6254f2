import pytest

from claims.worth import worth


@pytest.mark.parametrize(
    ("sentence", "language", "reason"),
    [
        ("An official who wasn’t authorized to speak confirmed the plan.", "en", "Unnamed source"),
        ("The mayor, Ann Example, said that the library opens early.", "en", "Named speaker"),
        ("Según Ana Ejemplo, la biblioteca abre temprano.", "es", "Named speaker"),
        ("The library lost 1,418 books.", "en", "A figure"),
        ("Nearly half of the books were lost.", "en", "A figure"),
        ("Die Bücherei verlor 40 Bücher im Keller.", "de", "A figure"),
        ("More children read than before, and fewer than ever borrow.", "en", "A comparison"),
        ("The flood led to the closing of the library.", "en", "Says what led to what"),
        ("The library was closed in May 2019.", "en", "A date"),
        ("It was closed on a Wednesday.", "en", "A date"),
        ("图书馆 有 1 000 本 书。", "zh", "A figure"),
    ],
)
def test_what_can_be_looked_up(sentence, language, reason):
    yes, why = worth(sentence, language)
    assert yes
    assert why.startswith(reason)


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Will the library lose 400 books?", "A question"),
        ("“Will the library lose 400 books?”", "A question"),
        ("The library could lose 400 books.", "A forecast: cannot be checked yet"),
        ("The garden is lovely and quiet.", ""),
        ("Share 17 times", ""),
        ("", ""),
    ],
)
def test_what_cannot(sentence, reason):
    assert worth(sentence, "en") == (False, reason)


def test_a_month_is_no_forecast():
    assert worth("The library closed its doors in May.", "en")[1] != "A forecast: cannot be checked yet"
    assert worth("The library may close its doors.", "en") == (False, "A forecast: cannot be checked yet")
