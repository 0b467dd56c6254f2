"""Each guard of the database weakened in one place: what `./run faults` switches off, one at a time.

FUNCTIONS names a function, a piece of its body, and what stands there instead; STATEMENTS is plain SQL. A weakening
is put into a test database by its name (WEAKENED_GUARD, read in tests/conftest.py), and the attacks of tests/guards
must then go red: a guard whose absence nobody notices guards nothing.
"""

from __future__ import annotations

from typing import Any

from tests.guards.test_rights import TRIGGERS

# what is weakened, in which function: the words that stand there, and those put in their place
FUNCTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("content: renamed column unseen", "claims_content", "IF NOT r ?& columns THEN", "IF false THEN"),
    (
        "content: proposed not excluded",
        "claims_content",
        "RETURN CASE WHEN r @> '{\"proposed\": true}' THEN NULL",
        "RETURN CASE WHEN false THEN NULL",
    ),
    (
        "actor: NULL passes",
        "claims_contribute",
        "IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    RAISE EXCEPTION 'content of claim % written without",
        "IF split_part(actor, '/', 2) <> pg_current_xact_id()::text THEN\n    RAISE EXCEPTION 'content of claim % written without",
    ),
    (
        "actor: transaction not compared",
        "claims_contribute",
        "IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    RAISE EXCEPTION 'content of claim % written without",
        "IF actor IS NULL THEN\n    RAISE EXCEPTION 'content of claim % written without",
    ),
    (
        "actor: empty not NULL",
        "claims_contribute",
        "DECLARE actor text := nullif(current_setting('factcheck.actor', true), '');\nBEGIN\n  IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    RAISE EXCEPTION 'content",
        "DECLARE actor text := coalesce(current_setting('factcheck.actor', true), '1/' || pg_current_xact_id());\nBEGIN\n  IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    RAISE EXCEPTION 'content",
    ),
    (
        "contribution: number not +1",
        "claims_contribute",
        "SELECT claim, coalesce(max(number), 0) + 1, split_part(actor, '/', 1)::bigint",
        "SELECT claim, coalesce(max(number), 0), split_part(actor, '/', 1)::bigint",
    ),
    ("claim: born with counter", "claims_guard_claim", "IF NEW.content_version <> 0 THEN", "IF false THEN"),
    ("claim: born in any state", "claims_guard_claim", "IF NEW.state <> 'spotted' THEN", "IF false THEN"),
    (
        "claim: ids may change",
        "claims_guard_claim",
        "IF NEW.public_id <> OLD.public_id OR NEW.id <> OLD.id THEN",
        "IF false THEN",
    ),
    (
        "claim: public_id may change",
        "claims_guard_claim",
        "IF NEW.public_id <> OLD.public_id OR NEW.id <> OLD.id THEN",
        "IF NEW.id <> OLD.id THEN",
    ),
    (
        "claim: counter may go down",
        "claims_guard_claim",
        "IF NEW.content_version < OLD.content_version THEN",
        "IF false THEN",
    ),
    (
        "claim: counter settable by app",
        "claims_guard_claim",
        "IF NEW.content_version <> OLD.content_version AND NOT claims_is_owner(TG_RELID) THEN",
        "IF false THEN",
    ),
    (
        "claim: content in any state",
        "claims_guard_claim",
        "IF OLD.state NOT IN ('spotted', 'drafting') THEN",
        "IF false THEN",
    ),
    (
        "claim: content state NEW not OLD",
        "claims_guard_claim",
        "IF OLD.state NOT IN ('spotted', 'drafting') THEN",
        "IF NEW.state NOT IN ('spotted', 'drafting') THEN",
    ),
    (
        "claim: content while dropped",
        "claims_guard_claim",
        "IF OLD.state NOT IN ('spotted', 'drafting') THEN",
        "IF OLD.state NOT IN ('spotted', 'drafting', 'dropped') THEN",
    ),
    (
        "claim: content not counted",
        "claims_guard_claim",
        "RAISE EXCEPTION 'content of a claim that is % cannot change', OLD.state; END IF;\n    NEW.content_version := OLD.content_version + 1;",
        "RAISE EXCEPTION 'content of a claim that is % cannot change', OLD.state; END IF;",
    ),
    (
        "page: numbers with gaps",
        "claims_guard_page",
        "IF NEW.number <> (SELECT coalesce(max(p.number), 0) + 1 FROM claims_pageversion p WHERE p.page = NEW.page) THEN",
        "IF false THEN",
    ),
    (
        "page: written by anybody",
        "claims_guard_page",
        "AND u.role IN ('editor', 'administrator')",
        "",
    ),
    (
        "page: written by who has left",
        "claims_guard_page",
        "AND u.is_active",
        "",
    ),
    (
        "page: signed by another than the history says",
        "claims_page_is_signed",
        "AND e.actor_id = NEW.by_id ",
        "",
    ),
    (
        "page: what readers see is blanked",
        "claims_guard_blanking",
        "AND p.number > (o ->> 'number')::int) THEN",
        ") THEN",
    ),
    ("pieces: may move", "claims_write_content", "IF NEW.claim_id <> OLD.claim_id THEN", "IF false THEN"),
    (
        "pieces: any state",
        "claims_write_content",
        "IF old_state IS NULL OR old_state NOT IN ('spotted', 'drafting') THEN",
        "IF false THEN",
    ),
    (
        "pieces: claim missing",
        "claims_write_content",
        "IF old_state IS NULL OR old_state NOT IN",
        "IF old_state NOT IN",
    ),
    (
        "pieces: counter not raised",
        "claims_write_content",
        "UPDATE claims_claim SET content_version = content_version + 1 WHERE id = NEW.claim_id",
        "UPDATE claims_claim SET content_version = content_version WHERE id = NEW.claim_id",
    ),
    ("pieces: no contribution", "claims_write_content", "    PERFORM claims_contribute(NEW.claim_id);\n", ""),
    (
        "claim insert: no contribution",
        "claims_write_content",
        "IF TG_OP = 'INSERT' OR old_content IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN\n      PERFORM",
        "IF old_content IS NOT NULL AND old_content IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN\n      PERFORM",
    ),
    (
        "hands: forged at INSERT",
        "claims_keep_hands",
        "CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE OLD.hands END",
        "CASE TG_OP WHEN 'INSERT' THEN NEW.hands ELSE OLD.hands END",
    ),
    (
        "hands: forgotten at UPDATE",
        "claims_keep_hands",
        "CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE OLD.hands END",
        "CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE NEW.hands END",
    ),
    (
        "hands: pooled actor",
        "claims_keep_hands",
        "IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN\n      RAISE EXCEPTION 'a place",
        "IF actor IS NULL THEN\n      RAISE EXCEPTION 'a place",
    ),
    (
        "hands: wrong number",
        "claims_write_content",
        "coalesce((SELECT max(number) FROM claims_revision WHERE claim_id = NEW.claim_id), 0) + 1,\n          hand",
        "1,\n          hand",
    ),
    (
        "hands: only at INSERT",
        "claims_keep_hands",
        "IF NEW.proposed AND (TG_OP = 'INSERT' OR claims_content(to_jsonb(OLD) - 'proposed', TG_ARGV)\n                       IS DISTINCT FROM claims_content(to_jsonb(NEW) - 'proposed', TG_ARGV)) THEN",
        "IF NEW.proposed AND TG_OP = 'INSERT' THEN",
    ),
    (
        "approval: any counter",
        "claims_guard_approval",
        "IF NEW.content_version IS DISTINCT FROM version\n     OR NEW.number",
        "IF NEW.number",
    ),
    (
        "approval: counter ahead",
        "claims_guard_approval",
        "IF NEW.content_version IS DISTINCT FROM version\n",
        "IF NEW.content_version < version\n",
    ),
    (
        "approval: any number",
        "claims_guard_approval",
        "     OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM claims_revision WHERE claim_id = NEW.claim_id) THEN\n    RAISE EXCEPTION 'an approval",
        "     THEN\n    RAISE EXCEPTION 'an approval",
    ),
    (
        "approval: no lock",
        "claims_guard_approval",
        "WHERE id = NEW.claim_id FOR NO KEY UPDATE;",
        "WHERE id = NEW.claim_id;",
    ),
    (
        "revision: lock without UPDATE",
        "claims_guard_revision",
        "UPDATE claims_claim SET content_version = content_version WHERE id = NEW.claim_id\n    RETURNING content_version, public_id INTO version, pid;",
        "SELECT content_version, public_id INTO version, pid FROM claims_claim WHERE id = NEW.claim_id FOR UPDATE;",
    ),
    (
        "revision: no lock at all",
        "claims_guard_revision",
        "UPDATE claims_claim SET content_version = content_version WHERE id = NEW.claim_id\n    RETURNING content_version, public_id INTO version, pid;",
        "SELECT content_version, public_id INTO version, pid FROM claims_claim WHERE id = NEW.claim_id;",
    ),
    (
        "revision: public_id",
        "claims_guard_revision",
        "IF NEW.public_id IS DISTINCT FROM pid THEN",
        "IF false THEN",
    ),
    (
        "revision: number",
        "claims_guard_revision",
        "IF NEW.number <> coalesce(last_number, 0) + 1 THEN",
        "IF false THEN",
    ),
    (
        "revision: number may jump",
        "claims_guard_revision",
        "IF NEW.number <> coalesce(last_number, 0) + 1 THEN",
        "IF NEW.number < coalesce(last_number, 0) + 1 THEN",
    ),
    (
        "revision: born redacted",
        "claims_guard_revision",
        "IF NEW.redacted_at IS NOT NULL THEN",
        "IF false THEN",
    ),
    (
        "revision: content public_id",
        "claims_guard_revision",
        "IF content ->> 'public_id' IS DISTINCT FROM pid OR content",
        "IF content",
    ),
    (
        "revision: content number",
        "claims_guard_revision",
        "OR content -> 'number' IS DISTINCT FROM to_jsonb(NEW.number)",
        "",
    ),
    (
        "revision: content previous",
        "claims_guard_revision",
        "\n     OR content ->> 'previous_record_sha256' IS DISTINCT FROM coalesce(encode(last_hash, 'hex'), '') THEN",
        " THEN",
    ),
    (
        "revision: record content",
        "claims_guard_revision",
        "IF record -> 'content' IS DISTINCT FROM content OR record",
        "IF record",
    ),
    (
        "revision: record kind",
        "claims_guard_revision",
        "OR record ->> 'kind' IS DISTINCT FROM NEW.kind\n",
        "\n",
    ),
    (
        "revision: record content_sha256",
        "claims_guard_revision",
        "     OR record ->> 'content_sha256' IS DISTINCT FROM encode(NEW.content_sha256, 'hex')\n",
        "",
    ),
    (
        "revision: record basis",
        "claims_guard_revision",
        "     OR record ->> 'basis' IS DISTINCT FROM NEW.basis THEN",
        "     THEN",
    ),
    (
        "revision: anybody publishes",
        "claims_guard_revision",
        "AND u.role IN ('editor', 'administrator')) THEN\n    RAISE EXCEPTION 'published",
        ") THEN\n    RAISE EXCEPTION 'published",
    ),
    (
        "revision: inactive publishes",
        "claims_guard_revision",
        "WHERE u.id = NEW.published_by_id AND u.is_active\n",
        "WHERE u.id = NEW.published_by_id\n",
    ),
    (
        "revision: no public reason",
        "claims_guard_revision",
        "IF NEW.change_text !~ '\\S' THEN",
        "IF false THEN",
    ),
    (
        "revision: blank reason",
        "claims_guard_revision",
        "IF NEW.change_text !~ '\\S' THEN",
        "IF NEW.change_text = '' THEN",
    ),
    ("revision: withdraw nothing", "claims_guard_revision", "IF last_kind IS NULL\n       OR NOT", "IF NOT"),
    (
        "revision: withdraw twice",
        "claims_guard_revision",
        "OR NOT (last_kind = 'publication' OR last_kind = 'retraction' AND NEW.kind = 'takedown') THEN",
        "THEN",
    ),
    (
        "revision: retract twice",
        "claims_guard_revision",
        "OR last_kind = 'retraction' AND NEW.kind = 'takedown')",
        "OR last_kind = 'retraction')",
    ),
    (
        "revision: N ignores withdrawals",
        "claims_guard_revision",
        "    AND NOT EXISTS (SELECT FROM claims_revision r\n                    WHERE r.claim_id = p.claim_id AND r.number > p.number AND r.kind <> 'publication');",
        ";",
    ),
    (
        "revision: contributors of all numbers",
        "claims_guard_revision",
        "c.user_id = a.by_id AND c.number > n) AS contributor",
        "c.user_id = a.by_id) AS contributor",
    ),
    (
        "revision: contributors of this number only",
        "claims_guard_revision",
        "c.user_id = a.by_id AND c.number > n) AS contributor",
        "c.user_id = a.by_id AND c.number = NEW.number) AS contributor",
    ),
    (
        "revision: yes of inactive",
        "claims_guard_revision",
        "JOIN claims_user u ON u.id = a.by_id AND u.is_active",
        "JOIN claims_user u ON u.id = a.by_id",
    ),
    (
        "basis: any kind of yes",
        "claims_guard_revision",
        "bool_or(kind = 'editor' AND NOT contributor",
        "bool_or(NOT contributor",
    ),
    (
        "basis: everyone unread",
        "claims_guard_revision",
        "           OR EXISTS (SELECT FROM claims_setting WHERE key = 'reviewers' AND value = 'everyone')",
        "",
    ),
    ("basis: countersign one", "claims_guard_revision", "AND contributor) >= 2", "AND contributor) >= 1"),
    (
        "basis: countersign not distinct",
        "claims_guard_revision",
        "count(DISTINCT by_id) FILTER",
        "count(by_id) FILTER",
    ),
    (
        "basis: countersign non-authors",
        "claims_guard_revision",
        "FILTER (WHERE kind = 'countersign' AND contributor) >= 2",
        "FILTER (WHERE kind = 'countersign') >= 2",
    ),
    (
        "basis: countersign any kind",
        "claims_guard_revision",
        "FILTER (WHERE kind = 'countersign' AND contributor) >= 2",
        "FILTER (WHERE contributor) >= 2",
    ),
    (
        "basis: override by editor",
        "claims_guard_revision",
        "AND role = 'administrator'",
        "AND role IN ('editor', 'administrator')",
    ),
    (
        "basis: override blank reason",
        "claims_guard_revision",
        "AND override_reason ~ '\\S'), false)",
        "AND override_reason <> ''), false)",
    ),
    (
        "basis: override any kind",
        "claims_guard_revision",
        "WHEN 'override' THEN coalesce(bool_or(kind = 'editor' AND role",
        "WHEN 'override' THEN coalesce(bool_or(role",
    ),
    ("basis: unknown passes", "claims_guard_revision", "ELSE false END INTO fit", "ELSE true END INTO fit"),
    (
        "public: number",
        "claims_public_agrees",
        "IF (p.number IS DISTINCT FROM r.number\n      OR p.status",
        "IF (p.status",
    ),
    (
        "public: status",
        "claims_public_agrees",
        "OR p.status IS DISTINCT FROM\n         CASE r.kind WHEN 'publication' THEN 'shown' WHEN 'retraction' THEN 'retracted' ELSE 'taken_down' END\n",
        "\n",
    ),
    ("public: words", "claims_public_agrees", "WHEN c IS NOT NULL THEN", "WHEN false THEN"),
    (
        "freeze: scale name",
        "claims_freeze_rating",
        "IF (OLD.name, OLD.version) IS NOT DISTINCT FROM (NEW.name, NEW.version) THEN RETURN NEW; END IF;",
        "RETURN NEW;",
    ),
    ("freeze: used taken back", "claims_freeze_rating", "IF OLD.used AND NOT NEW.used THEN", "IF false THEN"),
    ("link: no lock", "claims_link_event", "  PERFORM pg_advisory_xact_lock(7305510128);\n", ""),
    (
        "link: seq gap",
        "claims_link_event",
        "head.seq := coalesce(head.seq, 0) + 1;",
        "head.seq := coalesce(head.seq, 0) + 2;",
    ),
    (
        "link: previous not hashed",
        "claims_link_event",
        "sha256(int8send(head.seq) || head.previous || NEW.payload_sha256)",
        "sha256(int8send(head.seq) || NEW.payload_sha256)",
    ),
    (
        "link: seq not hashed",
        "claims_link_event",
        "sha256(int8send(head.seq) || head.previous || NEW.payload_sha256)",
        "sha256(head.previous || NEW.payload_sha256)",
    ),
    (
        "append: app may redact",
        "claims_append_only",
        "IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND claims_is_owner(TG_RELID) THEN",
        "IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN",
    ),
    (
        "append: other columns move",
        "claims_append_only",
        "\n       AND o - TG_ARGV - 'redacted_at' = n - TG_ARGV - 'redacted_at' THEN",
        " THEN",
    ),
    (
        "append: no date",
        "claims_append_only",
        "IF o ->> 'redacted_at' IS NULL AND n ->> 'redacted_at' IS NOT NULL",
        "IF o ->> 'redacted_at' IS NULL",
    ),
    (
        "append: redacted twice",
        "claims_append_only",
        "IF o ->> 'redacted_at' IS NULL AND n ->> 'redacted_at' IS NOT NULL",
        "IF n ->> 'redacted_at' IS NOT NULL",
    ),
    (
        "append: not blank",
        "claims_append_only",
        "IF coalesce(n ->> col, '') NOT IN ('', '\\x') THEN",
        "IF false THEN",
    ),
    (
        "append: INSERT born redacted",
        "claims_append_only",
        "IF to_jsonb(NEW) ->> 'redacted_at' IS NOT NULL THEN",
        "IF false THEN",
    ),
    # A redaction: the request.
    (
        "redaction: begins anywhere",
        "claims_guard_redaction",
        "IF NEW.status <> 'asked' THEN",
        "IF false THEN",
    ),
    (
        "redaction: of anything",
        "claims_guard_redaction",
        "IF NEW.rows = '{}' OR EXISTS",
        "IF false AND EXISTS",
    ),
    ("redaction: of nothing", "claims_guard_redaction", "IF NEW.rows = '{}' OR EXISTS", "IF EXISTS"),
    (
        "redaction: of NULL",
        "claims_guard_redaction",
        "WHERE name IS NULL OR name !~",
        "WHERE name !~",
    ),
    (
        "redaction: asked for by anybody",
        "claims_guard_redaction",
        "u.is_active\n                   AND u.role IN ('editor', 'administrator'))",
        "u.is_active)",
    ),
    (
        "redaction: asked for by who has left",
        "claims_guard_redaction",
        "u.id = NEW.asked_by_id AND u.is_active\n",
        "u.id = NEW.asked_by_id\n",
    ),
    ("redaction: asked, told as else", "claims_guard_redaction", "AND e.verb = 'ask_redaction'", ""),
    ("redaction: asked, told of another", "claims_guard_redaction", "AND e.actor_id = NEW.asked_by_id", ""),
    ("redaction: confirmed, told as else", "claims_guard_redaction", "AND e.verb = 'confirm_redaction'", ""),
    (
        "redaction: confirmed, told of another",
        "claims_guard_redaction",
        "AND e.actor_id = NEW.confirmed_by_id",
        "",
    ),
    ("redaction: done, told as else", "claims_guard_redaction", "AND e.verb = 'redact'", ""),
    (
        "redaction: closed, told as else",
        "claims_guard_redaction",
        "AND e.verb IN ('withdraw_redaction', 'refuse_redaction')",
        "",
    ),
    ("redaction: closed, told of another", "claims_guard_redaction", "AND e.actor_id = NEW.closed_by_id", ""),
    (
        "redaction: any step",
        "claims_guard_redaction",
        "IF may IS NULL OR to_jsonb(OLD)",
        "IF may IS NOT NULL AND to_jsonb(OLD)",
    ),
    (
        "redaction: any column",
        "claims_guard_redaction",
        "OR to_jsonb(OLD) - may IS DISTINCT FROM to_jsonb(NEW) - may THEN",
        "THEN",
    ),
    ("redaction: one person", "claims_guard_redaction", "AND a.id <> c.id\n", "\n"),
    (
        "redaction: no administrator",
        "claims_guard_redaction",
        "AND 'administrator' IN (a.role, c.role)) THEN",
        ") THEN",
    ),
    (
        "redaction: confirmed by anybody",
        "claims_guard_redaction",
        "AND c.is_active AND c.role IN ('editor', 'administrator')",
        "",
    ),
    (
        "redaction: whoever asked has left",
        "claims_guard_redaction",
        "AND a.is_active AND a.role IN ('editor', 'administrator')",
        "",
    ),
    (
        "redaction: done by the application",
        "claims_guard_redaction",
        "IF NOT claims_is_owner(TG_RELID) THEN",
        "IF false THEN",
    ),
    (
        "redaction: done by half",
        "claims_guard_redaction",
        "IF EXISTS (SELECT FROM unnest(NEW.rows) AS name WHERE NOT CASE",
        "IF false AND EXISTS (SELECT FROM unnest(NEW.rows) AS name WHERE NOT CASE",
    ),
    # A redaction: the door.
    ("door: not confirmed", "claims_confirmed", "r.status = 'confirmed' AND", ""),
    ("door: another row", "claims_confirmed", "AND name = ANY (r.rows)", ""),
    ("door: another claim", "claims_confirmed", "AND (about_claim IS NULL OR r.about = about_claim)", ""),
    (
        "door: who asked has left",
        "claims_confirmed",
        "AND a.is_active AND a.role IN ('editor', 'administrator')",
        "",
    ),
    (
        "door: who confirmed has left",
        "claims_confirmed",
        "AND c.is_active AND c.role IN ('editor', 'administrator')",
        "",
    ),
    (
        "door: no request",
        "claims_guard_blanking",
        "IF NOT claims_confirmed(name, about_claim) THEN",
        "IF false THEN",
    ),
    (
        "door: what is shown",
        "claims_guard_blanking",
        "p.status = 'shown' AND p.number = (o ->> 'number')::int",
        "false",
    ),
    ("door: what is retracted", "claims_guard_blanking", "OR p.status = 'retracted' AND", "OR false AND"),
    (
        "door: proofs",
        "claims_guard_blanking",
        "IF tab = 'claims_event' AND",
        "IF false AND",
    ),
    (
        "door: present approvals",
        "claims_guard_blanking",
        "IF tab = 'claims_approval' AND EXISTS",
        "IF false AND EXISTS",
    ),
    (
        "door: any approval once",
        "claims_guard_blanking",
        "AND c.content_version = (o ->> 'content_version')::bigint",
        "",
    ),
    (
        "door: any date",
        "claims_append_only",
        "IF (n ->> 'redacted_at')::timestamptz <> now() THEN",
        "IF false THEN",
    ),
    ("door: not on record", "claims_redacted_on_record", "IF NOT EXISTS", "IF false AND NOT EXISTS"),
    ("door: removed or not", "claims_blanks_removed", "o ->> 'removed_at' IS NOT NULL", "true"),
    (
        "door: removed, any words",
        "claims_blanks_removed",
        "AND NOT EXISTS (SELECT FROM jsonb_each(n)",
        "AND EXISTS (SELECT FROM jsonb_each(n)",
    ),
    (
        "door: removed, no request",
        "claims_blanks_removed",
        "AND claims_confirmed(replace(tab, 'claims_', '') || ' ' || (o ->> 'id'), NULL)",
        "",
    ),
    (
        "claim: back to draft not counted",
        "claims_guard_claim",
        "ELSIF NEW.state IN ('spotted', 'drafting') AND OLD.state NOT IN ('spotted', 'drafting') THEN",
        "ELSIF false THEN",
    ),
    (
        "claim: back to spotted not counted",
        "claims_guard_claim",
        "ELSIF NEW.state IN ('spotted', 'drafting') AND",
        "ELSIF NEW.state = 'drafting' AND",
    ),
    (
        "claim: back from dropped not counted",
        "claims_guard_claim",
        "AND OLD.state NOT IN ('spotted', 'drafting') THEN\n    -- Back",
        "AND OLD.state NOT IN ('spotted', 'drafting', 'dropped') THEN\n    -- Back",
    ),
    (
        "hands: not taken over",
        "claims_write_content",
        "IF TG_TABLE_NAME = 'claims_appearance' AND old_content IS NULL THEN",
        "IF false THEN",
    ),
    (
        "revision: yes of any counter",
        "claims_guard_revision",
        "AND a.number = NEW.number AND a.content_version = version\n        AND a.content_sha256 = sha256(NEW.content))\n    SELECT",
        "AND a.number = NEW.number\n        AND a.content_sha256 = sha256(NEW.content))\n    SELECT",
    ),
    (
        "revision: yes to any hash",
        "claims_guard_revision",
        "\n        AND a.content_sha256 = sha256(NEW.content))\n    SELECT",
        ")\n    SELECT",
    ),
    (
        "revision: yes of any claim",
        "claims_guard_revision",
        "WHERE a.claim_id = NEW.claim_id AND a.number = NEW.number AND a.content_version = version\n        AND a.content_sha256",
        "WHERE a.number = NEW.number AND a.content_version = version\n        AND a.content_sha256",
    ),
    (
        "basis: own yes",
        "claims_guard_revision",
        "bool_or(kind = 'editor' AND NOT contributor\n        AND",
        "bool_or(kind = 'editor'\n        AND",
    ),
    (
        "basis: reporter's yes",
        "claims_guard_revision",
        "AND (role IN ('editor', 'administrator')\n             OR",
        "AND (true\n             OR",
    ),
    (
        "basis: countersign no editor",
        "claims_guard_revision",
        "AND coalesce(bool_or(role IN ('editor', 'administrator'))\n                     FILTER (WHERE kind = 'countersign' AND contributor), false)",
        "",
    ),
    (
        "basis: countersign editor outside",
        "claims_guard_revision",
        "AND coalesce(bool_or(role IN ('editor', 'administrator'))\n                     FILTER (WHERE kind = 'countersign' AND contributor), false)",
        "AND coalesce(bool_or(role IN ('editor', 'administrator'))\n                     FILTER (WHERE kind = 'countersign'), false)",
    ),
    (
        "basis: override no reason",
        "claims_guard_revision",
        "\n                                            AND override_reason ~ '\\S'), false)",
        "), false)",
    ),
    (
        "record: a private person named",
        "claims_guard_revision",
        "IF jsonb_path_exists(content,",
        "IF false AND jsonb_path_exists(content,",
    ),
    (
        "retraction: other words",
        "claims_guard_revision",
        "IF NEW.kind = 'retraction' AND content - place IS DISTINCT FROM last_content - place\n       OR",
        "IF",
    ),
    (
        "takedown: words",
        "claims_guard_revision",
        "\n       OR NEW.kind = 'takedown' AND EXISTS (",
        "\n       OR false AND EXISTS (",
    ),
    (
        "change: another text in the column",
        "claims_guard_revision",
        "(NEW.change_text <> coalesce(content #>> '{change_note,text}', '') OR",
        "(",
    ),
    (
        "change: another kind in the column",
        "claims_guard_revision",
        "OR NEW.change_kind IS DISTINCT FROM\n      CASE WHEN NEW.number > 1 THEN coalesce(nullif(content #>> '{change_note,kind}', ''), 'wording') END)",
        ")",
    ),
    (
        "record: another publisher",
        "claims_guard_revision",
        "(record ->> 'published_by' IS DISTINCT FROM (SELECT u.key FROM claims_user u WHERE u.id = NEW.published_by_id)\n     OR",
        "(",
    ),
    (
        "record: another moment",
        "claims_guard_revision",
        "record ->> 'published_at' IS DISTINCT FROM\n",
        "false AND record ->> 'published_at' IS DISTINCT FROM\n",
    ),
    (
        "record: another reason",
        "claims_guard_revision",
        "record ->> 'public_reason' IS DISTINCT FROM\n",
        "false AND record ->> 'public_reason' IS DISTINCT FROM\n",
    ),
    (
        "record: other contributors",
        "claims_guard_revision",
        "OR record -> 'contributors' IS DISTINCT FROM (",
        "OR false AND record -> 'contributors' IS DISTINCT FROM (",
    ),
    (
        "record: fewer approvals",
        "claims_guard_revision",
        "OR coalesce(jsonb_array_length(record -> 'approvals'), 0) <",
        "OR 9 <",
    ),
    (
        "record: another approver",
        "claims_guard_revision",
        "AND told ->> 'by' = u.key AND told ->> 'role' = u.role",
        "AND told ->> 'role' = u.role",
    ),
    (
        "record: another role",
        "claims_guard_revision",
        "AND told ->> 'by' = u.key AND told ->> 'role' = u.role",
        "AND told ->> 'by' = u.key",
    ),
    ("record: another kind of approval", "claims_guard_revision", "AND told ->> 'kind' = a.kind AND", "AND"),
    (
        "record: another override reason",
        "claims_guard_revision",
        " AND told ->> 'override_reason' = a.override_reason",
        "",
    ),
    ("public: renamed", "claims_public_agrees", "IF NEW.public_id <> OLD.public_id THEN", "IF false THEN"),
    (
        "public: rating",
        "claims_public_agrees",
        "p.language, p.rating, p.rating_label",
        "p.language, c #>> '{rating,slug}', p.rating_label",
    ),
    (
        "public: language",
        "claims_public_agrees",
        "p.statement, p.language,",
        "p.statement, c ->> 'language',",
    ),
    (
        "public: colour",
        "claims_public_agrees",
        "p.rating_label, p.rating_token, p.claimants)",
        "p.rating_label, c #>> '{rating,token}', p.claimants)",
    ),
    (
        "public: claimants",
        "claims_public_agrees",
        "p.rating_token, p.claimants)\n                IS",
        "p.rating_token, '[]'::jsonb)\n                IS",
    ),
    (
        "search: what is withdrawn is still listed",
        "claims_tag",
        "IF NEW.status = 'shown' THEN",
        "IF true THEN",
    ),
    (
        "search: old names stay",
        "claims_tag",
        "DELETE FROM claims_publictag WHERE public_id = NEW.public_id;",
        "DELETE FROM claims_publictag t USING claims_revision r, claims_tags_of(NEW, r.content) n"
        " WHERE t.public_id = NEW.public_id AND r.public_id = NEW.public_id AND r.number = NEW.number"
        " AND n.kind = t.kind AND n.key = t.key;",
    ),
    (
        "search: texts stay",
        "claims_tag",
        "DELETE FROM claims_publictext WHERE public_id = NEW.public_id;",
        "DELETE FROM claims_publictext WHERE false;",
    ),
    (
        "search: another language's stems",
        "claims_find",
        "AND (confirmed IS NULL OR t.vector @@ confirmed)",
        "AND true",
    ),
    (
        "search: what was read is read again",
        "claims_find",
        "AND t.published_at < read_from",
        "AND true",
    ),
    (
        "search: changed before a take-down",
        "claims_changed",
        "WHERE t ->> 'kind' = 'takedown'",
        "WHERE false",
    ),
    ("search: words stay", "claims_spell", "WHERE OLD.status = 'shown')", "WHERE false)"),
    (
        "search: words of what is not shown",
        "claims_spell",
        "WHERE NEW.status = 'shown')",
        "WHERE true)",
    ),
    (
        "changes: a take-down leaves the rest",
        "claims_tell_change",
        "IF NEW.kind = 'takedown' THEN",
        "IF false THEN",
    ),
    (
        "changes: wording is listed",
        "claims_tell_change",
        "NEW.number > 1 AND NEW.change_kind <> 'wording'",
        "NEW.number > 1",
    ),
    (
        "changes: another label is none",
        "claims_rating_change",
        "IS DISTINCT FROM c #>> '{rating,label}'",
        "IS NULL",
    ),
    (
        "told: another kind of version",
        "claims_changes_agree",
        "OR told ->> 'kind' IS DISTINCT FROM r.kind",
        "",
    ),
    (
        "told: not of each version",
        "claims_changes_agree",
        "IF (SELECT array_agg(entry ->> 'number' ORDER BY nth)",
        "IF false AND (SELECT array_agg(entry ->> 'number' ORDER BY nth)",
    ),
    ("told: of nothing", "claims_changes_agree", "IF (r.id IS NULL OR", "IF (r.id IS NOT NULL AND false OR"),
    (
        "told: another kind of change",
        "claims_changes_agree",
        "IS DISTINCT FROM r.change_kind",
        "IS NULL AND r.number = 1 AND false",
    ),
    (
        "told: another time",
        "claims_changes_agree",
        "told ->> 'at' IS DISTINCT FROM to_char(r.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
        "false",
    ),
    (
        "told: by somebody else",
        "claims_changes_agree",
        "told ->> 'by' IS DISTINCT FROM (SELECT u.key FROM claims_user u WHERE u.id = r.published_by_id)",
        "false",
    ),
    ("told: other words", "claims_changes_agree", "told ->> 'text' IS DISTINCT FROM r.change_text", "false"),
    (
        "told: another rating before",
        "claims_changes_agree",
        "told -> 'from_rating' IS DISTINCT FROM coalesce(note -> 'from_rating', '{}')",
        "false",
    ),
    (
        "told: another rating",
        "claims_changes_agree",
        "told -> 'rating' IS DISTINCT FROM CASE",
        "false AND told -> 'rating' IS DISTINCT FROM CASE",
    ),
    (
        "told: words that were taken down",
        "claims_changes_agree",
        "OR coalesce(told ->> 'text', '') <> ''",
        "",
    ),
    (
        "told: redacted or not",
        "claims_changes_agree",
        "IF told ->> 'redacted_at' IS DISTINCT FROM",
        "IF false AND told ->> 'redacted_at' IS DISTINCT FROM",
    ),
    (
        "told: a rating that was taken down",
        "claims_changes_agree",
        "(told -> 'rating', told -> 'from_rating') IS DISTINCT FROM ('{}'::jsonb, '{}'::jsonb)",
        "false",
    ),
    (
        "names: may change",
        "claims_keep_names",
        "IF claims_content(to_jsonb(OLD), TG_ARGV) IS DISTINCT FROM",
        "IF false AND claims_content(to_jsonb(OLD), TG_ARGV) IS DISTINCT FROM",
    ),
    (
        "freeze: none",
        "claims_freeze_rating",
        "WHERE s.id IN (scale, other) AND s.used) THEN",
        "WHERE false) THEN",
    ),
    (
        "freeze: a word may move in",
        "claims_freeze_rating",
        "WHERE s.id IN (scale, other) AND s.used) THEN",
        "WHERE s.id = scale AND s.used) THEN",
    ),
)

CONSTRAINTS = {
    "revision": "revision_content_hash revision_record_hash revision_change_named revision_change_kind_known "
    "revision_basis_of_kind revision_number revision_public_number",
    "event": "event_payload_hash",
    "snapshot": "snapshot_text_hash",
    "eventlink": "eventlink_seq_positive",
    "approval": "approval_once_a_text approval_kind_known approval_hash_length",
    "contribution": "contribution_once",
    "publicclaim": "public_status_known public_shown_is_rated public_taken_down_is_blank",
    "appearance": "appearance_only_the_public_named",
    "claimant": "claimant_kind_named",
    "user": "user_role_known",
    "rating": "rating_slug_in_scale rating_value_in_scale",
    "claim": "claim_state_known claim_dropped_with_reason",
    "evidence": "evidence_repeats_names_a_piece evidence_repeats_another",
    "redaction": "redaction_status_known redaction_of_two redaction_confirmed_whole redaction_done_whole",
}
RIGHTS = {
    "may change an event": "GRANT UPDATE ON claims_event TO factcheck_app",
    "may write contributions": "GRANT INSERT ON claims_contribution TO factcheck_app",
    "may write links": "GRANT INSERT ON claims_eventlink TO factcheck_app",
    "may change settings": "GRANT UPDATE ON claims_setting TO factcheck_app",
    "may lower the counter": "GRANT UPDATE (content_version) ON claims_claim TO factcheck_app",
    "may delete evidence": "GRANT DELETE ON claims_evidence TO factcheck_app",
    "may delete people": "GRANT DELETE ON claims_user TO factcheck_app",
    "may empty a table": "GRANT TRUNCATE ON claims_snapshot TO factcheck_app",
    "may make tables": "GRANT CREATE ON SCHEMA public TO factcheck_app",
    "may set the sequence": "GRANT UPDATE ON SEQUENCE claims_publicversion TO factcheck_app",
    "may call a trigger function": "GRANT EXECUTE ON FUNCTION claims_link_event() TO factcheck_app",
}
STATEMENTS = {
    **{
        f"no trigger {trigger} on {table}": f"DROP TRIGGER {trigger} ON claims_{table}"
        for trigger, tables in TRIGGERS.items()
        for table in sorted(tables)
    },
    **{
        f"no constraint {name}": f"ALTER TABLE claims_{table} DROP CONSTRAINT IF EXISTS {name}; "
        f"DROP INDEX IF EXISTS {name}"
        for table, names in CONSTRAINTS.items()
        for name in names.split()
    },
    **{f"the application {name}": sql for name, sql in RIGHTS.items()},
    "links are made at once": """DROP TRIGGER claims_link ON claims_event; CREATE TRIGGER claims_link
        AFTER INSERT ON claims_event FOR EACH ROW EXECUTE FUNCTION claims_link_event()""",
    "links are made with the writer's rights": "ALTER FUNCTION claims_link_event() SECURITY INVOKER",
    "temporary tables are looked at first": """ALTER FUNCTION claims_guard_revision()
        SET search_path = pg_temp, pg_catalog, public""",
}
NAMES = (*(name for name, *_ in FUNCTIONS), *STATEMENTS)


def weaken(cursor: Any, name: str) -> None:
    """Put one weakening into the database that `cursor`, with the owner's rights, is connected to."""
    if name in STATEMENTS:
        cursor.execute(STATEMENTS[name])
        return
    _name, function, old, new = next(each for each in FUNCTIONS if each[0] == name)
    cursor.execute(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s AND pronamespace = 'public'::regnamespace",
        [function],
    )
    (body,) = cursor.fetchone()
    if body.count(old) != 1:
        raise LookupError(f"{name}: {function} says this {body.count(old)} times: {old}")
    cursor.execute(body.replace(old, new))
