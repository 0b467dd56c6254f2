-- Pages of the newsroom: a version is written once, by somebody, with its Event, and the next one has the next number.

CREATE FUNCTION claims_guard_page() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Two who write at once count alike: the unique number lets one of them through.
  IF NEW.number <> (SELECT coalesce(max(p.number), 0) + 1 FROM claims_pageversion p WHERE p.page = NEW.page) THEN
    RAISE EXCEPTION 'a page''s versions are numbered without a gap' USING ERRCODE = 'unique_violation'; END IF;
  IF claims_is_owner(TG_RELID) THEN RETURN NEW; END IF;  -- the texts that every newsroom starts from
  IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.by_id AND u.is_active
                 AND u.role IN ('editor', 'administrator')) THEN
    RAISE EXCEPTION 'a page is written by an editor'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_guard BEFORE INSERT ON claims_pageversion FOR EACH ROW EXECUTE FUNCTION claims_guard_page();

CREATE TRIGGER claims_append_only BEFORE INSERT OR UPDATE OR DELETE ON claims_pageversion FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('title', 'text', 'note');
CREATE TRIGGER claims_no_truncate BEFORE TRUNCATE ON claims_pageversion FOR EACH STATEMENT
  EXECUTE FUNCTION claims_append_only();
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT ON claims_pageversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('page', 'page');
-- And the history says that it was this person, and this version.
CREATE FUNCTION claims_page_is_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT claims_is_owner(TG_RELID) AND NOT EXISTS (
      SELECT FROM claims_event e WHERE e.object = 'page/' || NEW.page AND e.verb = 'revise_page'
      AND e.actor_id = NEW.by_id AND convert_from(e.payload, 'UTF8')::jsonb -> 'number' = to_jsonb(NEW.number)) THEN
    RAISE EXCEPTION 'the history does not say who wrote this version'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_told_who AFTER INSERT ON claims_pageversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_page_is_signed();
CREATE CONSTRAINT TRIGGER claims_redacted AFTER UPDATE ON claims_pageversion
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_redacted_on_record();

-- ------------------------------------------------------------------ an old version may hold a name that must go

-- As before, and of a page's version too.
CREATE OR REPLACE FUNCTION claims_guard_redaction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE may text[]; step text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'asked' THEN RAISE EXCEPTION 'a redaction begins with asking'; END IF;
    IF NEW.rows = '{}' OR EXISTS (SELECT FROM unnest(NEW.rows) AS name WHERE name IS NULL OR name !~
        '^(revision|event|snapshot|approval|appearance|evidence|log|pageversion) [1-9][0-9]{0,17}$') THEN
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
        WHEN 'pageversion' THEN EXISTS (SELECT FROM claims_pageversion r
             WHERE r.id = split_part(name, ' ', 2)::bigint AND r.redacted_at IS NOT NULL)
        ELSE true END) THEN
      RAISE EXCEPTION 'not every row that was asked for is redacted'; END IF;
  END IF;
  RETURN NEW;
END $$;

-- As before; of a page, the version that readers see is not blanked.
CREATE OR REPLACE FUNCTION claims_guard_blanking(tab text, o jsonb) RETURNS void
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
    IF tab = 'claims_pageversion' AND NOT EXISTS (SELECT FROM claims_pageversion p WHERE p.page = o ->> 'page'
        AND p.number > (o ->> 'number')::int) THEN
      RAISE EXCEPTION 'readers see this version'; END IF;
    IF tab = 'claims_approval' AND EXISTS (
        SELECT FROM claims_claim c WHERE c.id = (o ->> 'claim_id')::bigint
        AND c.content_version = (o ->> 'content_version')::bigint AND (o ->> 'number')::int > (
          SELECT coalesce(max(r.number), 0) FROM claims_revision r WHERE r.claim_id = c.id)) THEN
      RAISE EXCEPTION 'this approval is of the present text'; END IF;
  END IF;
  IF NOT claims_confirmed(name, about_claim) THEN
    RAISE EXCEPTION 'no two people asked for % to be redacted', name; END IF;
END $$;
