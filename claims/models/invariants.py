"""What must always hold, each rule as a query for the rows that break it. Most are guarded by the database too; this
asks whether they were kept, whoever switched a guard off. It only reads."""

from collections.abc import Iterator

from django.db import connection

# N of version r: the last publication before it that no retraction or take-down followed; else 0. Whoever wrote
# content after N, up to r, has a hand in r.
_FROM = """coalesce((SELECT max(p.number) FROM claims_revision p
    WHERE p.claim_id = r.claim_id AND p.number < r.number AND p.kind = 'publication' AND NOT EXISTS (
      SELECT FROM claims_revision w WHERE w.claim_id = p.claim_id AND w.kind <> 'publication'
        AND w.number > p.number AND w.number < r.number)), 0)"""
_HAS_A_HAND = f"""EXISTS (SELECT FROM claims_contribution c WHERE c.claim_id = r.claim_id AND c.user_id = a.by_id
    AND c.number <= r.number AND c.number > {_FROM})"""
_YES = "a.claim_id = r.claim_id AND a.number = r.number AND a.content_sha256 = r.content_sha256"
_LAST = "(SELECT DISTINCT ON (public_id) * FROM claims_revision ORDER BY public_id, number DESC)"
# What a version says, to compare columns with; nothing is hashed here.
_SAID = "convert_from(r.content, 'UTF8')::jsonb"
_TOLD = "convert_from(e.payload, 'UTF8')::jsonb"
_STANDING = "removed_at IS NULL"

VERSIONS = {
    "a version is public without its basis": f"""
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.kind = 'publication' AND NOT EXISTS (
          SELECT FROM claims_approval a WHERE {_YES} AND CASE r.basis
            WHEN 'second_person' THEN a.kind = 'editor' AND NOT {_HAS_A_HAND}
            WHEN 'countersigned' THEN a.kind = 'countersign' AND {_HAS_A_HAND}
            ELSE a.override_reason ~ '\\S' OR a.redacted_at IS NOT NULL END)""",
    "a countersigned version has fewer than two signatures": f"""
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.basis = 'countersigned' AND 2 > (
          SELECT count(DISTINCT a.by_id) FROM claims_approval a WHERE {_YES} AND a.kind = 'countersign')""",
    "versions are not numbered 1 to n": """
        SELECT r.public_id FROM claims_revision r GROUP BY r.public_id
        HAVING min(r.number) <> 1 OR max(r.number) <> count(*)""",
    "a version stands under another claim's number": """
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r JOIN claims_claim c ON c.id = r.claim_id
        WHERE c.public_id <> r.public_id""",
    "a version says another change than its content": f"""
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.redacted_at IS NULL AND (
          r.change_text <> coalesce({_SAID} #>> '{{change_note,text}}', '')
          OR coalesce(r.change_kind, '') <> CASE WHEN r.number = 1 THEN ''
            ELSE coalesce(nullif({_SAID} #>> '{{change_note,kind}}', ''), 'wording') END)""",
    "a version has other words for its rating than the scale": f"""
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.redacted_at IS NULL AND {_SAID} #>> '{{rating,slug}}' IS NOT NULL AND NOT EXISTS (
          SELECT FROM claims_rating k JOIN claims_ratingscale s ON s.id = k.scale_id
          WHERE s.name = {_SAID} #>> '{{rating,scale,name}}' AND s.used
            AND s.version::text = {_SAID} #>> '{{rating,scale,version}}'
            AND k.slug = {_SAID} #>> '{{rating,slug}}' AND k.label = {_SAID} #>> '{{rating,label}}'
            AND k.definition = {_SAID} #>> '{{rating,definition}}'
            AND coalesce(k.value::text, '') = {_SAID} #>> '{{rating,value}}')""",
    "a yes lies ahead of its claim": """
        SELECT c.public_id || ' approval ' || a.id FROM claims_approval a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.content_version > c.content_version OR a.number > 1 + coalesce(
          (SELECT max(r.number) FROM claims_revision r WHERE r.claim_id = c.id), 0)""",
    "a contribution lies ahead of its claim": """
        SELECT c.public_id || ' number ' || k.number FROM claims_contribution k JOIN claims_claim c ON c.id = k.claim_id
        WHERE k.number > 1 + coalesce((SELECT max(r.number) FROM claims_revision r WHERE r.claim_id = c.id), 0)""",
}

PAGES = {
    "what readers see is not the last version": f"""
        SELECT coalesce(p.public_id, r.public_id) FROM claims_publicclaim p FULL JOIN {_LAST} r
          ON r.public_id = p.public_id
        WHERE p.number IS DISTINCT FROM r.number OR p.status IS DISTINCT FROM CASE r.kind
          WHEN 'publication' THEN 'shown' WHEN 'retraction' THEN 'retracted' ELSE 'taken_down' END""",
    "a page has other words than its version": f"""
        SELECT p.public_id FROM claims_publicclaim p JOIN {_LAST} r ON r.public_id = p.public_id
        WHERE p.status <> 'taken_down' AND r.redacted_at IS NULL AND
          (p.headline, p.statement, p.language, p.rating, p.rating_label, p.rating_token) IS DISTINCT FROM
          ({_SAID} ->> 'headline', {_SAID} ->> 'statement', {_SAID} ->> 'language',
           coalesce({_SAID} #>> '{{rating,slug}}', ''), coalesce({_SAID} #>> '{{rating,label}}', ''),
           coalesce({_SAID} #>> '{{rating,token}}', ''))""",
    "a page that was taken down has words": """
        SELECT p.public_id FROM claims_publicclaim p WHERE p.status = 'taken_down' AND
          (p.headline, p.slug, p.statement, p.rating, p.rating_label, p.rating_token, p.story_url) <>
          ('', '', '', '', '', '', '')""",
    "a page does not tell each of its versions": """
        SELECT p.public_id FROM claims_publicclaim p WHERE jsonb_array_length(p.changes) <>
          (SELECT count(*) FROM claims_revision r WHERE r.public_id = p.public_id)""",
    "a page tells of a version other than it was": """
        SELECT p.public_id || ' version ' || r.number FROM claims_publicclaim p
        CROSS JOIN jsonb_array_elements(p.changes) AS told
        JOIN claims_revision r ON r.public_id = p.public_id AND r.number = (told ->> 'number')::int
        WHERE told ->> 'kind' <> r.kind
          OR r.redacted_at IS NULL AND told ->> 'text' NOT IN ('', r.change_text)""",
    "the list of corrections is not that of the versions": f"""
        SELECT coalesce(l.public_id, r.public_id) FROM claims_publicchange l FULL JOIN (
          SELECT r.id, r.public_id, r.number, r.change_kind, r.published_at,
            CASE WHEN r.redacted_at IS NULL THEN coalesce({_SAID} #>> '{{rating,slug}}', '') END AS rating
          FROM claims_revision r WHERE r.number > 1 AND r.change_kind <> 'wording' AND NOT EXISTS (
            SELECT FROM claims_revision t
            WHERE t.public_id = r.public_id AND t.number > r.number AND t.kind = 'takedown')) r ON r.id = l.id
        WHERE (l.public_id, l.number, l.kind, l.at, l.rating) IS DISTINCT FROM
          (r.public_id, r.number, r.change_kind, r.published_at, coalesce(r.rating, l.rating))""",
    "a page has other days than its versions": """
        SELECT p.public_id FROM claims_publicclaim p JOIN claims_revision r ON r.public_id = p.public_id
        GROUP BY p.public_id HAVING p.first_published_at <> min(r.published_at) OR p.changed_at <> max(r.published_at)
          OR p.published_at <> max(r.published_at) FILTER (WHERE r.kind = 'publication')""",
    "a page has a version that was never given out": """
        SELECT p.public_id FROM claims_publicclaim p
        WHERE p.version > coalesce(pg_sequence_last_value('claims_publicversion'), 0)""",
}

CLAIMS = {
    "a published working copy has nothing public": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'published' AND NOT EXISTS (
          SELECT FROM claims_publicclaim p WHERE p.public_id = c.public_id AND p.status = 'shown')""",
    "a published working copy is not its version": f"""
        SELECT c.public_id FROM claims_claim c JOIN {_LAST} r ON r.claim_id = c.id
        LEFT JOIN claims_rating k ON k.id = c.rating_id
        WHERE c.state = 'published' AND r.redacted_at IS NULL AND (
          (c.headline, c.statement, c.language, c.conclusion, c.analysis, c.looked_for, c.fewer_sources, c.reply,
           c.selection_reason, coalesce(c.true_as_of::text, ''), coalesce(k.slug, '')) IS DISTINCT FROM
          ({_SAID} ->> 'headline', {_SAID} ->> 'statement', {_SAID} ->> 'language', {_SAID} ->> 'conclusion',
           {_SAID} ->> 'analysis', {_SAID} ->> 'looked_for', {_SAID} ->> 'fewer_sources', {_SAID} ->> 'reply',
           {_SAID} ->> 'selection_reason', {_SAID} ->> 'true_as_of', coalesce({_SAID} #>> '{{rating,slug}}', ''))
          OR jsonb_array_length({_SAID} -> 'evidence') <>
            (SELECT count(*) FROM claims_evidence e WHERE e.claim_id = c.id AND {_STANDING})
          OR jsonb_array_length({_SAID} -> 'appearances') <>
            (SELECT count(*) FROM claims_appearance e WHERE e.claim_id = c.id AND NOT proposed AND {_STANDING}))""",
    "a claim was dropped after it had been public": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'dropped'
          AND EXISTS (SELECT FROM claims_revision r WHERE r.claim_id = c.id)""",
    "a claim was dropped without a reason": """
        SELECT c.public_id FROM claims_claim c WHERE (c.state = 'dropped') <> (c.drop_reason <> '')""",
    "an approved claim has no yes to its present text": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'approved' AND NOT EXISTS (
          SELECT FROM claims_approval a WHERE a.claim_id = c.id AND a.content_version = c.content_version)""",
    "a claim passed the gate with nothing in it": f"""
        SELECT c.public_id FROM claims_claim c WHERE c.state IN ('in_review', 'approved', 'published') AND (
          c.rating_id IS NULL OR '' IN (c.headline, c.statement, c.conclusion) OR NOT EXISTS (
            SELECT FROM claims_appearance e WHERE e.claim_id = c.id AND NOT proposed AND {_STANDING}))""",
    "a claim has content and no contributor": """
        SELECT c.public_id FROM claims_claim c
        WHERE NOT EXISTS (SELECT FROM claims_contribution k WHERE k.claim_id = c.id)""",
    "pieces of evidence are not numbered 1 to n": f"""
        SELECT c.public_id FROM claims_claim c JOIN claims_evidence e ON e.claim_id = c.id
        WHERE {_STANDING} GROUP BY c.public_id
        HAVING min(e.position) <> 1 OR max(e.position) <> count(*) OR count(DISTINCT e.position) <> count(*)""",
    "a piece repeats one that is not beside it": """
        SELECT c.public_id || ' piece ' || e.position FROM claims_evidence e JOIN claims_claim c ON c.id = e.claim_id
        JOIN claims_evidence o ON o.id = e.repeats_id
        WHERE e.removed_at IS NULL AND (o.claim_id <> e.claim_id OR o.id = e.id OR o.removed_at IS NOT NULL)""",
    "a private person is named": """
        SELECT c.public_id FROM claims_appearance a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.claimant_kind NOT IN ('public_figure', 'organisation')
          AND (a.claimant_name <> '' OR a.claimant_id IS NOT NULL)""",
    "a proposed place has nobody who wrote it": """
        SELECT c.public_id FROM claims_appearance a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.proposed AND cardinality(a.hands) = 0""",
    "a quotation does not stand where it says": f"""
        SELECT c.public_id FROM claims_appearance a JOIN claims_claim c ON c.id = a.claim_id
        JOIN claims_snapshot s ON s.id = a.snapshot_id
        WHERE a.start IS NOT NULL AND a.{_STANDING} AND s.redacted_at IS NULL
          AND substr(s.text, a.start + 1, a."end" - a.start) <> a.exact""",
    "a quotation is from a copy of another document": """
        SELECT c.public_id FROM claims_appearance a JOIN claims_claim c ON c.id = a.claim_id
        JOIN claims_snapshot s ON s.id = a.snapshot_id WHERE s.document_id <> a.document_id""",
    "a claim is rated on a scale that is not frozen": """
        SELECT c.public_id FROM claims_claim c JOIN claims_rating k ON k.id = c.rating_id
        JOIN claims_ratingscale s ON s.id = k.scale_id WHERE NOT s.used""",
}

HISTORY = {
    "the chain has a gap": """
        SELECT 'link ' || l.seq FROM (SELECT seq, lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS before
          FROM claims_eventlink) l WHERE l.seq <> l.before + 1""",
    "an event has no link": """
        SELECT 'event ' || e.id FROM claims_event e
        WHERE NOT EXISTS (SELECT FROM claims_eventlink l WHERE l.event_id = e.id)""",
    "a claim has versions without an event, or events without a version": """
        SELECT c.public_id FROM claims_claim c
        WHERE (SELECT count(*) FROM claims_revision r WHERE r.claim_id = c.id) <> (
          SELECT count(*) FROM claims_event e WHERE e.object = 'claim/' || c.public_id
            AND e.verb IN ('publish', 'retract', 'take_down'))""",
    "a claim has a yes without an event, or an event without a yes": """
        SELECT c.public_id FROM claims_claim c
        WHERE (SELECT count(*) FROM claims_approval a WHERE a.claim_id = c.id) <> (
          SELECT count(*) FROM claims_event e WHERE e.object = 'claim/' || c.public_id
            AND e.verb IN ('approve', 'countersign', 'override'))""",
    "a claim is in another state than its history says": f"""
        SELECT c.public_id FROM claims_claim c LEFT JOIN LATERAL (
          SELECT {_TOLD} ->> 'state' AS state FROM claims_event e
          WHERE e.object = 'claim/' || c.public_id AND e.redacted_at IS NULL AND {_TOLD} ? 'state'
          ORDER BY e.id DESC LIMIT 1) last ON true
        WHERE c.state <> coalesce(last.state, 'spotted') AND NOT EXISTS (
          SELECT FROM claims_event e WHERE e.object = 'claim/' || c.public_id AND e.redacted_at IS NOT NULL)""",
    "a claim was not spotted exactly once": """
        SELECT c.public_id FROM claims_claim c WHERE 1 <> (SELECT count(*) FROM claims_event e
          WHERE e.object = 'claim/' || c.public_id AND e.verb = 'spot')""",
}

PEOPLE = {
    "a person has another role than the history says": f"""
        SELECT u.username FROM claims_user u JOIN LATERAL (
          SELECT coalesce({_TOLD} ->> 'new', {_TOLD} ->> 'role') AS role FROM claims_event e
          WHERE e.object = 'user/' || u.key AND e.verb IN ('invite', 'change_role') AND e.redacted_at IS NULL
          ORDER BY e.id DESC LIMIT 1) last ON true WHERE last.role <> u.role""",
    "an account is open or closed, and the history says otherwise": """
        SELECT u.username FROM claims_user u JOIN LATERAL (
          SELECT e.verb FROM claims_event e WHERE e.object = 'user/' || u.key AND e.verb IN ('deactivate', 'reactivate')
          ORDER BY e.id DESC LIMIT 1) last ON true WHERE (last.verb = 'reactivate') <> u.is_active""",
    "nobody administers this newsroom": """
        SELECT min(u.username) FROM claims_user u WHERE u.role = 'administrator'
        HAVING count(*) > 0 AND count(*) FILTER (WHERE u.is_active) = 0""",
    "who may review is set to something unknown": """
        SELECT s.value FROM claims_setting s WHERE s.key = 'reviewers' AND s.value NOT IN ('editors', 'everyone')""",
}

_DECIDED = """EXISTS (SELECT FROM claims_redaction d JOIN claims_event e ON e.id = d.done_event_id
    WHERE d.status = 'done' AND e.verb = 'redact' AND d.asked_by_id <> d.confirmed_by_id"""
REDACTIONS = {
    "a version that readers see is redacted": """
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        JOIN claims_publicclaim p ON p.public_id = r.public_id
        WHERE r.redacted_at IS NOT NULL AND (p.status = 'shown' AND r.number = p.number
          OR p.status = 'retracted' AND r.number >= (
            SELECT max(l.number) FROM claims_revision l WHERE l.public_id = p.public_id AND l.kind = 'publication'))""",
    "a row is blank that no two people decided on": f"""
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r WHERE r.redacted_at IS NOT NULL
          AND NOT {_DECIDED} AND 'revision ' || r.number = ANY (d.rows) AND d.about = 'claim/' || r.public_id)
        UNION ALL SELECT 'event ' || r.id FROM claims_event r WHERE r.redacted_at IS NOT NULL
          AND NOT {_DECIDED} AND 'event ' || r.id = ANY (d.rows))
        UNION ALL SELECT 'copy ' || r.id FROM claims_snapshot r WHERE r.redacted_at IS NOT NULL
          AND NOT {_DECIDED} AND 'snapshot ' || r.id = ANY (d.rows))
        UNION ALL SELECT 'approval ' || r.id FROM claims_approval r WHERE r.redacted_at IS NOT NULL
          AND NOT {_DECIDED} AND 'approval ' || r.id = ANY (d.rows))""",
}

INVARIANTS = {**VERSIONS, **PAGES, **CLAIMS, **HISTORY, **PEOPLE, **REDACTIONS}
MOST = 100  # rows named for each rule


def problems_of_invariants() -> Iterator[str]:
    """One sentence for each row that breaks a rule."""
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            # The queries are ours, from the tables above; nothing that anybody typed is in them.
            cursor.execute(f"SELECT breach FROM ({sql}) AS breaches (breach) ORDER BY breach LIMIT {MOST}")
            for (breach,) in cursor.fetchall():
                yield f"{breach}: {name}"
