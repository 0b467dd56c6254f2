"""The demo newsroom: one real article, its claims in our own words, and four people who work on them.

`people`, `article` and `claims_*` are data; `newsroom` plays them through the same verbs that people use.
Sources and quotations are real, ratings are suggestions that no newsroom stands behind, and the article's
text is its publisher's: only its address, its facts and the short quotations that anchor a claim are here.
"""
