"""A page as a browser without scripts has it: its forms, filled in and sent."""

import re
import uuid
from html import unescape
from html.parser import HTMLParser
from typing import Any


def at(claim: Any, page: str = "") -> str:
    return f"/desk/claims/{claim.public_id}/{page}"


def send(client: Any, address: str, **data: Any) -> Any:
    """A POST with a fresh key, as every form of the desk carries one."""
    return client.post(address, {"idempotency_key": str(uuid.uuid4()), **data})


def seen(row: Any) -> dict[str, Any]:
    """What the hidden fields of a page say that was opened just now: on a claim, a piece of evidence or a place."""
    row.refresh_from_db()
    claim = getattr(row, "claim", row)
    claim.refresh_from_db()
    public = claim.public
    return {
        "content_version": claim.content_version,
        "lock_version": row.lock_version,
        "order": claim.evidence_order,
        "number": public.number if public else "",
    }


def fields_of(html: str, action: str) -> dict[str, Any]:
    """What the form with this action would send as it stands on the page."""
    parser = _Forms()
    parser.feed(html)
    found = [form for form in parser.forms if form["action"] == action]
    assert found, f"no form for {action} on the page"
    return {name: value for name, value in found[0]["fields"].items() if name != "csrfmiddlewaretoken"}


def keys_of(client: Any, address: str) -> dict[str, str]:
    """The hidden fields that a page of the admin carries for the machine."""
    found = hidden(client.get(address).text)
    assert found, f"no key on {address}"
    return found


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'name="(idempotency_key|opened)" value="([^"]+)"', html)
    return {name: unescape(value) for name, value in found}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[dict[str, Any]] = []
        self.form: dict[str, Any] | None = None
        self.textarea = self.select = ""
        self.first_option = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self.form = {"action": has.get("action", ""), "fields": {}}
            self.forms.append(self.form)
        if self.form is None:
            return
        name = has.get("name") or ""
        if tag == "input" and name:
            if has.get("type") not in ("radio", "checkbox") or "checked" in has:
                self.form["fields"][name] = has.get("value") or (
                    "on" if has.get("type") == "checkbox" else ""
                )
        elif tag == "textarea" and name:
            self.textarea = name
            self.form["fields"][name] = ""
        elif tag == "select" and name:
            self.select = name
            self.first_option = True
        elif tag == "option" and self.select and (self.first_option or "selected" in has):
            self.form["fields"][self.select] = has.get("value") or ""
            self.first_option = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.form is not None and self.textarea:
            text = self.form["fields"][self.textarea]
            self.form["fields"][self.textarea] = text.removeprefix("\n")
            self.textarea = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.form is not None:
            self.form["fields"][self.textarea] += data
