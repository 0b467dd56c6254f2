-- What must never happen, said by the database. {claim}, {appearance} and {evidence} are the columns that are content.
--
-- Every function has a fixed search_path with pg_temp LAST: unnamed, pg_temp comes FIRST for tables, and the application
-- could shadow claims_user or claims_approval with a temporary table of its own.

-- ------------------------------------------------------------------ the one door for content

-- What of a row is content. A column that a migration renamed must fail loudly (?&), or its changes would pass unseen.
-- A proposed appearance is no content at all.
CREATE FUNCTION claims_content(r jsonb, columns text[]) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT r ?& columns THEN RAISE EXCEPTION 'a content column of the trigger is gone: %', columns; END IF;
  RETURN CASE WHEN r @> '{{"proposed": true}}' THEN NULL
    ELSE (SELECT jsonb_object_agg(key, value) FROM jsonb_each(r) WHERE key = ANY (columns)) END;
END $$;

-- The table's owner, or a SECURITY DEFINER function acting as the owner. Asked in invoker functions only.
CREATE FUNCTION claims_is_owner(t oid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = t $$;

-- The actor is "user/transaction": a setting that outlived its transaction in a pooled session names nobody.
CREATE FUNCTION claims_contribute(claim bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE actor text := nullif(current_setting('factcheck.actor', true), '');
BEGIN
  IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN
    RAISE EXCEPTION 'content of claim % written without an actor', claim; END IF;
  -- The claim row is locked by now, so this statement's snapshot sees every committed Revision.
  INSERT INTO claims_contribution (claim_id, number, user_id)
    SELECT claim, coalesce(max(number), 0) + 1, split_part(actor, '/', 1)::bigint
    FROM claims_revision WHERE claim_id = claim
    ON CONFLICT DO NOTHING;
END $$;

-- BEFORE, as the invoker (it must see who writes): state and counter. No side effect: BEFORE INSERT also fires for
-- ON CONFLICT.
CREATE FUNCTION claims_guard_claim() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.content_version <> 0 THEN RAISE EXCEPTION 'content_version is not for the application'; END IF;
    IF NEW.state <> 'spotted' THEN RAISE EXCEPTION 'a claim begins as spotted'; END IF;
    NEW.content_version := 1;
    RETURN NEW;
  END IF;
  IF NEW.public_id <> OLD.public_id OR NEW.id <> OLD.id THEN RAISE EXCEPTION 'a claim keeps its id'; END IF;
  IF NEW.content_version < OLD.content_version THEN RAISE EXCEPTION 'content_version never goes down'; END IF;
  IF NEW.content_version <> OLD.content_version AND NOT claims_is_owner(TG_RELID) THEN
    RAISE EXCEPTION 'content_version is not for the application'; END IF;
  IF claims_content(to_jsonb(OLD), TG_ARGV) IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN
    -- OLD, not NEW: else one UPDATE could set state and content together. edit and discard write the state first.
    IF OLD.state NOT IN ('spotted', 'drafting') THEN
      RAISE EXCEPTION 'content of a claim that is % cannot change', OLD.state; END IF;
    NEW.content_version := OLD.content_version + 1;
  ELSIF NEW.state = 'drafting' AND OLD.state NOT IN ('spotted', 'drafting') THEN
    -- Back to drafting (edit, request changes, recall) voids every yes, even if not one word changes afterwards.
    NEW.content_version := OLD.content_version + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_guard BEFORE INSERT OR UPDATE ON claims_claim FOR EACH ROW
  EXECUTE FUNCTION claims_guard_claim({claim});

-- AFTER, SECURITY DEFINER: the application has no INSERT on Contribution and no UPDATE on content_version.
CREATE FUNCTION claims_write_content() RETURNS trigger
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
  END IF;
  -- (A place that was proposed has no old content: becoming content is a write.)
  IF old_content IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN
    UPDATE claims_claim SET content_version = content_version + 1 WHERE id = NEW.claim_id
      RETURNING state INTO old_state;  -- locks
    IF old_state IS NULL OR old_state NOT IN ('spotted', 'drafting') THEN
      RAISE EXCEPTION 'content of a claim that is % cannot change', old_state; END IF;
    PERFORM claims_contribute(NEW.claim_id);
    IF TG_TABLE_NAME = 'claims_appearance' THEN
      -- Whoever presses Edit takes a proposed place up; those who wrote it have a hand in the text as well.
      INSERT INTO claims_contribution (claim_id, number, user_id)
        SELECT NEW.claim_id, coalesce((SELECT max(number) FROM claims_revision WHERE claim_id = NEW.claim_id), 0) + 1,
          hand::bigint FROM jsonb_array_elements_text(to_jsonb(NEW) -> 'hands') AS hand
        ON CONFLICT DO NOTHING;
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- A proposed place is no content yet, but somebody wrote it: the application cannot say who, nor forget.
CREATE FUNCTION claims_keep_hands() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE actor text := nullif(current_setting('factcheck.actor', true), '');
BEGIN
  NEW.hands := CASE TG_OP WHEN 'INSERT' THEN '{{}}' ELSE OLD.hands END;
  IF NEW.proposed AND (TG_OP = 'INSERT' OR claims_content(to_jsonb(OLD) - 'proposed', TG_ARGV)
                       IS DISTINCT FROM claims_content(to_jsonb(NEW) - 'proposed', TG_ARGV)) THEN
    IF actor IS NULL OR split_part(actor, '/', 2) IS DISTINCT FROM pg_current_xact_id()::text THEN
      RAISE EXCEPTION 'a place is proposed without an actor'; END IF;
    IF NOT split_part(actor, '/', 1)::bigint = ANY (NEW.hands) THEN
      NEW.hands := NEW.hands || split_part(actor, '/', 1)::bigint; END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_hands BEFORE INSERT OR UPDATE ON claims_appearance FOR EACH ROW
  EXECUTE FUNCTION claims_keep_hands({appearance});
CREATE TRIGGER claims_content AFTER INSERT OR UPDATE ON claims_claim FOR EACH ROW
  EXECUTE FUNCTION claims_write_content({claim});
CREATE TRIGGER claims_content AFTER INSERT OR UPDATE ON claims_appearance FOR EACH ROW
  EXECUTE FUNCTION claims_write_content({appearance});
CREATE TRIGGER claims_content AFTER INSERT OR UPDATE ON claims_evidence FOR EACH ROW
  EXECUTE FUNCTION claims_write_content({evidence});

-- ------------------------------------------------------------------ a yes, and a version

-- An Approval is of the present number and counter when it is given; else one could be written ahead, for a text to come.
CREATE FUNCTION claims_guard_approval() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE version bigint;
BEGIN
  SELECT content_version INTO version FROM claims_claim WHERE id = NEW.claim_id FOR NO KEY UPDATE;
  IF NEW.content_version IS DISTINCT FROM version
     OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM claims_revision WHERE claim_id = NEW.claim_id) THEN
    RAISE EXCEPTION 'an approval is of the present number and content_version'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_guard BEFORE INSERT ON claims_approval FOR EACH ROW EXECUTE FUNCTION claims_guard_approval();

CREATE FUNCTION claims_guard_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  version bigint; pid text; last_number int; last_kind text; last_hash bytea; n int; fit boolean;
  content jsonb; record jsonb;
BEGIN
  -- Lock by UPDATE, not by SELECT FOR UPDATE: a new row version makes a REPEATABLE READ transaction with an older
  -- snapshot fail (40001); a mere lock would let it write its Contribution to the number before, and its author could
  -- approve himself.
  UPDATE claims_claim SET content_version = content_version WHERE id = NEW.claim_id
    RETURNING content_version, public_id INTO version, pid;
  SELECT r.number, r.kind, r.record_sha256 INTO last_number, last_kind, last_hash
    FROM claims_revision r WHERE r.claim_id = NEW.claim_id ORDER BY r.number DESC LIMIT 1;
  IF NEW.public_id IS DISTINCT FROM pid THEN RAISE EXCEPTION 'a version has its claim''s public_id'; END IF;
  IF NEW.number <> coalesce(last_number, 0) + 1 THEN
    RAISE EXCEPTION 'the next number is %', coalesce(last_number, 0) + 1; END IF;
  -- Born redacted, a row would slip past every hash CHECK.
  IF NEW.redacted_at IS NOT NULL THEN RAISE EXCEPTION 'no row is born redacted'; END IF;
  -- What was approved names its place in the claim's life, and the record holds what was approved. (Read only, never
  -- hashed: jsonb changes what it stores.)
  content := convert_from(NEW.content, 'UTF8')::jsonb;
  record := convert_from(NEW.record, 'UTF8')::jsonb;
  IF content ->> 'public_id' IS DISTINCT FROM pid OR content -> 'number' IS DISTINCT FROM to_jsonb(NEW.number)
     OR content ->> 'previous_record_sha256' IS DISTINCT FROM coalesce(encode(last_hash, 'hex'), '') THEN
    RAISE EXCEPTION 'the content is of another version'; END IF;
  IF record -> 'content' IS DISTINCT FROM content OR record ->> 'kind' IS DISTINCT FROM NEW.kind
     OR record ->> 'content_sha256' IS DISTINCT FROM encode(NEW.content_sha256, 'hex')
     OR record ->> 'basis' IS DISTINCT FROM NEW.basis THEN
    RAISE EXCEPTION 'the record does not say what was approved'; END IF;
  IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.published_by_id AND u.is_active
                 AND u.role IN ('editor', 'administrator')) THEN
    RAISE EXCEPTION 'published by nobody who may publish'; END IF;
  IF NEW.kind IN ('retraction', 'takedown') THEN
    IF NEW.change_text !~ '\S' THEN RAISE EXCEPTION 'a % needs a public reason', NEW.kind; END IF;
    -- A retracted text still stands on its page, so it can be taken down; it cannot be retracted twice.
    IF last_kind IS NULL
       OR NOT (last_kind = 'publication' OR last_kind = 'retraction' AND NEW.kind = 'takedown') THEN
      RAISE EXCEPTION 'nothing is public'; END IF;
    RETURN NEW;
  END IF;
  -- N: the last publication not followed by a retraction or take-down, else 0.
  SELECT coalesce(max(p.number), 0) INTO n FROM claims_revision p
    WHERE p.claim_id = NEW.claim_id AND p.kind = 'publication'
    AND NOT EXISTS (SELECT FROM claims_revision r
                    WHERE r.claim_id = p.claim_id AND r.number > p.number AND r.kind <> 'publication');
  WITH yes AS (
    SELECT a.by_id, a.kind, u.role, a.override_reason,
      EXISTS (SELECT FROM claims_contribution c
              WHERE c.claim_id = a.claim_id AND c.user_id = a.by_id AND c.number > n) AS contributor
    FROM claims_approval a JOIN claims_user u ON u.id = a.by_id AND u.is_active
    WHERE a.claim_id = NEW.claim_id AND a.number = NEW.number AND a.content_version = version
      AND a.content_sha256 = sha256(NEW.content))
  SELECT CASE NEW.basis
    WHEN 'second_person' THEN coalesce(bool_or(kind = 'editor' AND NOT contributor
      AND (role IN ('editor', 'administrator')
           OR EXISTS (SELECT FROM claims_setting WHERE key = 'reviewers' AND value = 'everyone'))), false)
    WHEN 'countersigned' THEN count(DISTINCT by_id) FILTER (WHERE kind = 'countersign' AND contributor) >= 2
      AND coalesce(bool_or(role IN ('editor', 'administrator'))
                   FILTER (WHERE kind = 'countersign' AND contributor), false)
    WHEN 'override' THEN coalesce(bool_or(kind = 'editor' AND role = 'administrator'
                                          AND override_reason ~ '\S'), false)
    ELSE false END INTO fit FROM yes;
  IF fit IS NOT TRUE THEN RAISE EXCEPTION 'no approval of this content for basis %', NEW.basis; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_guard BEFORE INSERT ON claims_revision FOR EACH ROW EXECUTE FUNCTION claims_guard_revision();

-- The application writes PublicClaim freely, and PublicClaim is all that readers see: so at COMMIT it must say what the
-- last Revision says, from whichever side the change came. Deferred, for the verb writes both in any order. It takes no
-- lock: a lock on a claim at COMMIT could come after the lock of the chain, and deadlock.
CREATE FUNCTION claims_public_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE pid text := NEW.public_id; p claims_publicclaim; r claims_revision; c jsonb;
BEGIN
  SELECT * INTO p FROM claims_publicclaim WHERE public_id = pid;
  SELECT v.* INTO r FROM claims_revision v WHERE v.public_id = pid ORDER BY v.number DESC LIMIT 1;
  IF r.redacted_at IS NULL THEN c := convert_from(r.content, 'UTF8')::jsonb; END IF;  -- only read here, never hashed
  IF (p.number IS DISTINCT FROM r.number
      OR p.status IS DISTINCT FROM
         CASE r.kind WHEN 'publication' THEN 'shown' WHEN 'retraction' THEN 'retracted' ELSE 'taken_down' END
      OR CASE WHEN p.status = 'taken_down' THEN (p.headline, p.statement, p.rating, p.rating_label) <> ('', '', '', '')
              WHEN c IS NOT NULL THEN
                (p.headline, p.statement, p.rating, p.rating_label) IS DISTINCT FROM
                (c ->> 'headline', c ->> 'statement', coalesce(c #>> '{{rating,slug}}', ''),
                 coalesce(c #>> '{{rating,label}}', ''))
              ELSE false END) THEN  -- in brackets: else IF ends at the CASE's first THEN
    RAISE EXCEPTION 'PublicClaim % does not say what its last Revision says', pid; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_public AFTER INSERT OR UPDATE ON claims_publicclaim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_public_agrees();
CREATE CONSTRAINT TRIGGER claims_public AFTER INSERT ON claims_revision
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_public_agrees();

-- ------------------------------------------------------------------ ratings

-- A scale's words are frozen once a claim uses it: its ratings, its name and its version. Its dates may change.
CREATE FUNCTION claims_freeze_rating() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE scale bigint;
BEGIN
  IF TG_TABLE_NAME = 'claims_ratingscale' THEN
    IF OLD.used AND NOT NEW.used THEN RAISE EXCEPTION 'a scale that was used stays so'; END IF;
    IF (OLD.name, OLD.version) IS NOT DISTINCT FROM (NEW.name, NEW.version) THEN RETURN NEW; END IF;
    scale := OLD.id;
  ELSIF TG_OP = 'INSERT' THEN scale := NEW.scale_id;
  ELSE
    IF TG_OP = 'UPDATE' THEN
      IF to_jsonb(OLD) = to_jsonb(NEW) THEN RETURN NEW; END IF;
    END IF;
    scale := OLD.scale_id;
  END IF;
  IF EXISTS (SELECT FROM claims_ratingscale s WHERE s.id = scale AND s.used) THEN
    RAISE EXCEPTION 'the scale is in use: its words are frozen'; END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER claims_freeze BEFORE INSERT OR UPDATE OR DELETE ON claims_rating FOR EACH ROW
  EXECUTE FUNCTION claims_freeze_rating();
CREATE TRIGGER claims_freeze BEFORE UPDATE ON claims_ratingscale FOR EACH ROW
  EXECUTE FUNCTION claims_freeze_rating();

-- Once a claim was rated on a scale it is used for good: versions keep its words when the claim has moved on.
CREATE FUNCTION claims_use_scale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE claims_ratingscale s SET used = true FROM claims_rating r
    WHERE r.id = NEW.rating_id AND s.id = r.scale_id AND NOT s.used;
  RETURN NULL;
END $$;
CREATE TRIGGER claims_use_scale AFTER INSERT OR UPDATE OF rating_id ON claims_claim FOR EACH ROW
  WHEN (NEW.rating_id IS NOT NULL) EXECUTE FUNCTION claims_use_scale();

-- ------------------------------------------------------------------ history

-- Linked at COMMIT: inside the verbs a transaction with two Events deadlocks with another. The lock is one statement,
-- the head is read in the next: in one statement the snapshot would be older than the lock. SECURITY DEFINER: the
-- application has no INSERT here, and after SET ROLE ... COMMIT a deferred trigger runs as the committing role on
-- PostgreSQL 15 and as the queuing role on 18.
CREATE FUNCTION claims_link_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE head claims_eventlink;
BEGIN
  PERFORM pg_advisory_xact_lock(7305510128);
  SELECT * INTO head FROM claims_eventlink ORDER BY seq DESC LIMIT 1;
  head.seq := coalesce(head.seq, 0) + 1;
  head.previous := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
  head.hash := sha256(int8send(head.seq) || head.previous || NEW.payload_sha256);
  INSERT INTO claims_eventlink (seq, event_id, previous, hash) VALUES (head.seq, NEW.id, head.previous, head.hash);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_link AFTER INSERT ON claims_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_link_event();

-- ------------------------------------------------------------------ append-only

-- UPDATE is refused to everybody, but for one shape, to the owner alone: every column in the arguments becomes empty,
-- redacted_at goes from NULL to a time, nothing else moves. No arguments: never. INSERT of a redacted row is refused.
CREATE FUNCTION claims_append_only() RETURNS trigger
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
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'INSERT' THEN
    IF to_jsonb(NEW) ->> 'redacted_at' IS NOT NULL THEN RAISE EXCEPTION 'no row is born redacted'; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER claims_append_only BEFORE INSERT OR UPDATE OR DELETE ON claims_snapshot FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('text');
CREATE TRIGGER claims_append_only BEFORE INSERT OR UPDATE OR DELETE ON claims_event FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('payload');
CREATE TRIGGER claims_append_only BEFORE UPDATE OR DELETE ON claims_revision FOR EACH ROW
  EXECUTE FUNCTION claims_append_only('content', 'record', 'change_text');
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['contribution', 'approval', 'eventlink'] LOOP
    EXECUTE format('CREATE TRIGGER claims_append_only BEFORE UPDATE OR DELETE ON claims_%I
      FOR EACH ROW EXECUTE FUNCTION claims_append_only()', t); END LOOP;
  FOREACH t IN ARRAY ARRAY['claim', 'appearance', 'evidence', 'publicclaim'] LOOP
    EXECUTE format('CREATE TRIGGER claims_never_deleted BEFORE DELETE ON claims_%I
      FOR EACH ROW EXECUTE FUNCTION claims_append_only()', t); END LOOP;
  FOREACH t IN ARRAY ARRAY['snapshot', 'contribution', 'approval', 'revision', 'event', 'eventlink', 'claim',
                           'appearance', 'evidence', 'publicclaim'] LOOP
    EXECUTE format('CREATE TRIGGER claims_no_truncate BEFORE TRUNCATE ON claims_%I
      FOR EACH STATEMENT EXECUTE FUNCTION claims_append_only()', t); END LOOP;
END $$;
