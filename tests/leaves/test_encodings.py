"""Which form of a page a client gets."""

import pytest

from claims.encodings import chosen


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP, Br;q=0.5", "gzip"),
        ("br;q=0.2, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", "identity"),
        ("deflate, zstd", "identity"),
        ("*", "br"),
        ("*;q=0.1", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("identity;q=0, *", "br"),
        ("*;q=0", "identity"),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=1.000 , br;q=0.999", "gzip"),
        ("gzip ; q=0.5", "gzip"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nan", "identity"),
        ("gzip;;;, \x00, ééé", "identity"),
        ("gzip," * 400, "identity"),
    ],
)
def test_a_client_gets_what_it_likes_best_of_what_there_is(accept, wanted):
    assert chosen(accept) == wanted
