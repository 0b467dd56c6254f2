-- Blanking for good: one narrow door. Two people who are here and may, one of them an administrator, asked for exactly
-- this row and confirmed it; the owner blanks it, all of it, now; and the history says so in the same transaction.

-- ------------------------------------------------------------------ the request

-- Asked, then confirmed, then done; or closed. Each step names the Event that tells of it, and nothing else moves.
CREATE FUNCTION claims_guard_redaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may text[]; step text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'asked' THEN RAISE EXCEPTION 'a redaction begins with asking'; END IF;
    IF NEW.rows = '{}' OR EXISTS (SELECT FROM unnest(NEW.rows) AS name WHERE name IS NULL OR name !~
        '^(revision|event|snapshot|approval|appearance|evidence|log) [1-9][0-9]{0,17}$') THEN
      RAISE EXCEPTION 'a redaction names its rows'; END IF;
    IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.asked_by_id AND u.is_active
                   AND u.role IN ('editor', 'administrator')) THEN
      RAISE EXCEPTION 'a redaction is asked for by an editor'; END IF;
    IF NOT EXISTS (SELECT FROM claims_event e WHERE e.id = NEW.asked_event_id AND e.verb = 'ask_redaction'
                   AND e.actor_id = NEW.asked_by_id AND e.object = NEW.about
                   AND convert_from(e.payload, 'UTF8')::jsonb -> 'rows' = to_jsonb(NEW.rows)) THEN
      RAISE EXCEPTION 'the history does not say who asked for this'; END IF;
    RETURN NEW;
  END IF;
  step := OLD.status || ' to ' || NEW.status;
  may := CASE step
    WHEN 'asked to confirmed' THEN ARRAY['status', 'confirmed_by_id', 'confirmed_at', 'confirmed_event_id']
    WHEN 'asked to closed' THEN ARRAY['status', 'closed_by_id', 'closed_at', 'closed_event_id']
    WHEN 'confirmed to closed' THEN ARRAY['status', 'closed_by_id', 'closed_at', 'closed_event_id']
    WHEN 'confirmed to done' THEN ARRAY['status', 'done_at', 'done_event_id'] END;
  IF may IS NULL OR to_jsonb(OLD) - may IS DISTINCT FROM to_jsonb(NEW) - may THEN
    RAISE EXCEPTION 'a redaction that is % is not changed so', OLD.status; END IF;
  IF NEW.status = 'confirmed' THEN
    IF NOT EXISTS (SELECT FROM claims_user a, claims_user c
                   WHERE a.id = NEW.asked_by_id AND c.id = NEW.confirmed_by_id AND a.id <> c.id
                   AND a.is_active AND a.role IN ('editor', 'administrator')
                   AND c.is_active AND c.role IN ('editor', 'administrator')
                   AND 'administrator' IN (a.role, c.role)) THEN
      RAISE EXCEPTION 'two people confirm a redaction, one of them an administrator'; END IF;
    IF NOT EXISTS (SELECT FROM claims_event e WHERE e.id = NEW.confirmed_event_id AND e.verb = 'confirm_redaction'
                   AND e.actor_id = NEW.confirmed_by_id AND e.object = NEW.about
                   AND convert_from(e.payload, 'UTF8')::jsonb -> 'rows' = to_jsonb(NEW.rows)) THEN
      RAISE EXCEPTION 'the history does not say who confirmed this'; END IF;
  ELSIF NEW.status = 'closed' THEN
    IF NOT EXISTS (SELECT FROM claims_event e WHERE e.id = NEW.closed_event_id
                   AND e.verb IN ('withdraw_redaction', 'refuse_redaction')
                   AND e.actor_id = NEW.closed_by_id AND e.object = NEW.about
                   AND convert_from(e.payload, 'UTF8')::jsonb -> 'rows' = to_jsonb(NEW.rows)) THEN
      RAISE EXCEPTION 'the history does not say who closed this'; END IF;
  ELSIF NEW.status = 'done' THEN
    IF NOT claims_is_owner(TG_RELID) THEN RAISE EXCEPTION 'a redaction is carried out by the owner'; END IF;
    IF NOT EXISTS (SELECT FROM claims_event e WHERE e.id = NEW.done_event_id AND e.verb = 'redact'
                   AND e.object = NEW.about
                   AND convert_from(e.payload, 'UTF8')::jsonb -> 'rows' = to_jsonb(NEW.rows)) THEN
      RAISE EXCEPTION 'the history does not say what was redacted'; END IF;
    IF EXISTS (SELECT FROM unnest(NEW.rows) AS name WHERE NOT CASE split_part(name, ' ', 1)
        WHEN 'revision' THEN EXISTS (SELECT FROM claims_revision r WHERE 'claim/' || r.public_id = NEW.about
             AND r.number = split_part(name, ' ', 2)::bigint AND r.redacted_at IS NOT NULL)
        WHEN 'event' THEN EXISTS (SELECT FROM claims_event r
             WHERE r.id = split_part(name, ' ', 2)::bigint AND r.redacted_at IS NOT NULL)
        WHEN 'snapshot' THEN EXISTS (SELECT FROM claims_snapshot r
             WHERE r.id = split_part(name, ' ', 2)::bigint AND r.redacted_at IS NOT NULL)
        WHEN 'approval' THEN EXISTS (SELECT FROM claims_approval r
             WHERE r.id = split_part(name, ' ', 2)::bigint AND r.redacted_at IS NOT NULL)
        ELSE true END) THEN
      RAISE EXCEPTION 'not every row that was asked for is redacted'; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_guard BEFORE INSERT OR UPDATE ON claims_redaction FOR EACH ROW
  EXECUTE FUNCTION claims_guard_redaction();
CREATE TRIGGER claims_never_deleted BEFORE DELETE ON claims_redaction FOR EACH ROW
  EXECUTE FUNCTION claims_append_only();
CREATE TRIGGER claims_no_truncate BEFORE TRUNCATE ON claims_redaction FOR EACH STATEMENT
  EXECUTE FUNCTION claims_append_only();

-- Is there a confirmed request for this row, by two who are still here and still may? It is held until the end of the
-- transaction, so that nobody withdraws it meanwhile. (`about` is asked of versions alone: theirs is a number within a
-- claim.)
CREATE FUNCTION claims_confirmed(name text, about_claim text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM FROM claims_redaction r
    JOIN claims_user a ON a.id = r.asked_by_id AND a.is_active AND a.role IN ('editor', 'administrator')
    JOIN claims_user c ON c.id = r.confirmed_by_id AND c.is_active AND c.role IN ('editor', 'administrator')
    WHERE r.status = 'confirmed' AND name = ANY (r.rows) AND a.id <> c.id AND 'administrator' IN (a.role, c.role)
      AND (about_claim IS NULL OR r.about = about_claim)
    FOR NO KEY UPDATE OF r;
  RETURN FOUND;
END $$;

-- ------------------------------------------------------------------ what was written once

-- UPDATE is refused to everybody, but for one shape, to the owner alone: every column in the arguments becomes empty,
-- redacted_at becomes this moment, nothing else moves, and a confirmed request names the row. No arguments: never.
-- INSERT of a redacted row is refused.
CREATE OR REPLACE FUNCTION claims_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE o jsonb; n jsonb; col text;
BEGIN
  IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND claims_is_owner(TG_RELID) THEN
    o := to_jsonb(OLD); n := to_jsonb(NEW);
    IF o ->> 'redacted_at' IS NULL AND n ->> 'redacted_at' IS NOT NULL
       AND o - TG_ARGV - 'redacted_at' = n - TG_ARGV - 'redacted_at' THEN
      FOREACH col IN ARRAY TG_ARGV LOOP
        IF coalesce(n ->> col, '') NOT IN ('', '\x') THEN
          RAISE EXCEPTION '% is append-only: % is not blank', TG_TABLE_NAME, col; END IF;
      END LOOP;
      IF (n ->> 'redacted_at')::timestamptz <> now() THEN
        RAISE EXCEPTION '% is append-only: redacted at another time than now', TG_TABLE_NAME; END IF;
      PERFORM claims_guard_blanking(TG_TABLE_NAME, o);
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'INSERT' THEN
    IF to_jsonb(NEW) ->> 'redacted_at' IS NOT NULL THEN RAISE EXCEPTION 'no row is born redacted'; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP;
END $$;

-- What stands on a page, what carries a yes, and what proves that something was published is not blanked.
CREATE FUNCTION claims_guard_blanking(tab text, o jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE name text; about_claim text;
BEGIN
  IF tab = 'claims_revision' THEN
    about_claim := 'claim/' || (o ->> 'public_id');
    name := 'revision ' || (o ->> 'number');
    IF EXISTS (SELECT FROM claims_publicclaim p WHERE p.public_id = o ->> 'public_id'
               AND (p.status = 'shown' AND p.number = (o ->> 'number')::int
                    OR p.status = 'retracted' AND (o ->> 'number')::int >= (
                      SELECT max(r.number) FROM claims_revision r
                      WHERE r.public_id = p.public_id AND r.kind = 'publication'))) THEN
      RAISE EXCEPTION 'readers see this version'; END IF;
  ELSE
    name := replace(tab, 'claims_', '') || ' ' || (o ->> 'id');
    IF tab = 'claims_event' AND o ->> 'verb' IN ('publish', 'confirm_redaction', 'redact') THEN
      RAISE EXCEPTION 'this event is a proof and holds no words'; END IF;
    IF tab = 'claims_approval' AND EXISTS (
        SELECT FROM claims_claim c WHERE c.id = (o ->> 'claim_id')::bigint
        AND c.content_version = (o ->> 'content_version')::bigint AND (o ->> 'number')::int > (
          SELECT coalesce(max(r.number), 0) FROM claims_revision r WHERE r.claim_id = c.id)) THEN
      RAISE EXCEPTION 'this approval is of the present text'; END IF;
  END IF;
  IF NOT claims_confirmed(name, about_claim) THEN
    RAISE EXCEPTION 'no two people asked for % to be redacted', name; END IF;
END $$;

-- A yes may hold a name in its note and in its reason.
DROP TRIGGER claims_append_only ON claims_approval;
CREATE TRIGGER claims_append_only BEFORE INSERT OR UPDATE OR DELETE ON claims_approval FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('note', 'override_reason');
-- So may the address of an archived copy.
DROP TRIGGER claims_append_only ON claims_snapshot;
CREATE TRIGGER claims_append_only BEFORE INSERT OR UPDATE OR DELETE ON claims_snapshot FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('text', 'archive_url');

-- At COMMIT every blanked row is one of a request that is done: its Event stands in the history. Deferred, since the
-- request is done last.
CREATE FUNCTION claims_redacted_on_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n jsonb := to_jsonb(NEW); wanted text; about_claim text;
BEGIN
  IF TG_TABLE_NAME = 'claims_revision' THEN
    wanted := 'revision ' || (n ->> 'number'); about_claim := 'claim/' || (n ->> 'public_id');
  ELSE wanted := replace(TG_TABLE_NAME, 'claims_', '') || ' ' || (n ->> 'id'); END IF;
  IF NOT EXISTS (SELECT FROM claims_redaction r WHERE r.status = 'done' AND wanted = ANY (r.rows)
                 AND r.done_at = (n ->> 'redacted_at')::timestamptz
                 AND (about_claim IS NULL OR r.about = about_claim)) THEN
    RAISE EXCEPTION '% was redacted, but not on record', wanted; END IF;
  RETURN NULL;
END $$;
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['revision', 'event', 'snapshot', 'approval'] LOOP
    EXECUTE format('CREATE CONSTRAINT TRIGGER claims_redacted AFTER UPDATE ON claims_%I
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_redacted_on_record()', t); END LOOP;
END $$;

-- ------------------------------------------------------------------ what was removed

-- A place or a piece that was removed stays in its table, where no verb reaches it: under a confirmed request its words
-- may be blanked, in every state of the claim. It is no writing: nobody becomes a contributor, no yes falls.
CREATE FUNCTION claims_blanks_removed(tab text, o jsonb, n jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN o ->> 'removed_at' IS NOT NULL
    AND NOT EXISTS (SELECT FROM jsonb_each(n) AS c WHERE c.value IS DISTINCT FROM o -> c.key
                    AND NOT (c.value = '""' OR tab = 'claims_evidence' AND c.key = 'title' AND c.value = '"Redacted"'))
    AND claims_confirmed(replace(tab, 'claims_', '') || ' ' || (o ->> 'id'), NULL);
END $$;

CREATE OR REPLACE FUNCTION claims_write_content() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE old_content jsonb; old_state text;
BEGIN
  IF TG_OP = 'UPDATE' THEN old_content := claims_content(to_jsonb(OLD), TG_ARGV); END IF;
  IF TG_TABLE_NAME = 'claims_claim' THEN
    IF TG_OP = 'INSERT' OR old_content IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN
      PERFORM claims_contribute(NEW.id); END IF;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.claim_id <> OLD.claim_id THEN RAISE EXCEPTION 'a piece stays with its claim'; END IF;
    IF claims_blanks_removed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NULL; END IF;
  END IF;
  -- (A place that was proposed has no old content: becoming content is a write.)
  IF old_content IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN
    UPDATE claims_claim SET content_version = content_version + 1 WHERE id = NEW.claim_id
      RETURNING state INTO old_state;  -- locks
    IF old_state IS NULL OR old_state NOT IN ('spotted', 'drafting') THEN
      RAISE EXCEPTION 'content of a claim that is % cannot change', old_state; END IF;
    PERFORM claims_contribute(NEW.claim_id);
    IF TG_TABLE_NAME = 'claims_appearance' AND old_content IS NULL THEN
      -- Whoever presses Edit takes a proposed place up; those who wrote it have a hand in the text as well.
      INSERT INTO claims_contribution (claim_id, number, user_id)
        SELECT NEW.claim_id, coalesce((SELECT max(number) FROM claims_revision WHERE claim_id = NEW.claim_id), 0) + 1,
          hand::bigint FROM jsonb_array_elements_text(to_jsonb(NEW) -> 'hands') AS hand
        ON CONFLICT DO NOTHING;
    END IF;
  END IF;
  RETURN NULL;
END $$;
