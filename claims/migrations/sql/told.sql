-- What plain SQL could still do, and no longer can: words that nobody approved through a retraction, a record that names
-- others than those who were there, a page that says less or other than its version, a name that changes.

CREATE OR REPLACE FUNCTION claims_guard_claim() RETURNS trigger
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
  ELSIF NEW.state IN ('spotted', 'drafting') AND OLD.state NOT IN ('spotted', 'drafting') THEN
    -- Back to drafting (edit, request changes, recall) voids every yes, even if not one word changes afterwards.
    NEW.content_version := OLD.content_version + 1;
  END IF;
  RETURN NEW;
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

CREATE OR REPLACE FUNCTION claims_guard_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  version bigint; pid text; last_number int; last_kind text; last_hash bytea; last_content jsonb; n int; fit boolean;
  content jsonb; record jsonb; place text[] := ARRAY['number', 'previous_record_sha256', 'change_note'];
BEGIN
  -- Lock by UPDATE, not by SELECT FOR UPDATE: a new row version makes a REPEATABLE READ transaction with an older
  -- snapshot fail (40001); a mere lock would let it write its Contribution to the number before, and its author could
  -- approve himself.
  UPDATE claims_claim SET content_version = content_version WHERE id = NEW.claim_id
    RETURNING content_version, public_id INTO version, pid;
  SELECT r.number, r.kind, r.record_sha256,
      CASE WHEN r.redacted_at IS NULL THEN convert_from(r.content, 'UTF8')::jsonb END
    INTO last_number, last_kind, last_hash, last_content
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
  IF jsonb_path_exists(content, '$.appearances[*].claimant ? (@.kind != "public_figure" && @.kind != "organisation"
       && (@.name != "" || @.id != ""))') THEN
    RAISE EXCEPTION 'a private person is named'; END IF;
  IF NOT EXISTS (SELECT FROM claims_user u WHERE u.id = NEW.published_by_id AND u.is_active
                 AND u.role IN ('editor', 'administrator')) THEN
    RAISE EXCEPTION 'published by nobody who may publish'; END IF;
  IF NEW.kind IN ('retraction', 'takedown') THEN
    IF NEW.change_text !~ '\S' THEN RAISE EXCEPTION 'a % needs a public reason', NEW.kind; END IF;
    -- A retracted text still stands on its page, so it can be taken down; it cannot be retracted twice.
    IF last_kind IS NULL
       OR NOT (last_kind = 'publication' OR last_kind = 'retraction' AND NEW.kind = 'takedown') THEN
      RAISE EXCEPTION 'nothing is public'; END IF;
    -- It needs no yes, so it brings no words: a retraction repeats what it retracts, a take-down has none.
    IF NEW.kind = 'retraction' AND content - place IS DISTINCT FROM last_content - place
       OR NEW.kind = 'takedown' AND EXISTS (
         SELECT FROM jsonb_each(content - place - ARRAY['format', 'public_id', 'language'])
         WHERE value NOT IN ('""', '[]', '{}')) THEN
      RAISE EXCEPTION 'a % has no words of its own', NEW.kind; END IF;
  END IF;
  -- N: the last publication not followed by a retraction or take-down, else 0.
  SELECT coalesce(max(p.number), 0) INTO n FROM claims_revision p
    WHERE p.claim_id = NEW.claim_id AND p.kind = 'publication'
    AND NOT EXISTS (SELECT FROM claims_revision r
                    WHERE r.claim_id = p.claim_id AND r.number > p.number AND r.kind <> 'publication');
  IF NEW.kind NOT IN ('retraction', 'takedown') THEN
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
  END IF;
  -- What the desk lists as a correction, and what readers are told, is what was approved as one.
  IF (NEW.change_text <> coalesce(content #>> '{change_note,text}', '') OR NEW.change_kind IS DISTINCT FROM
      CASE WHEN NEW.number > 1 THEN coalesce(nullif(content #>> '{change_note,kind}', ''), 'wording') END) THEN
    RAISE EXCEPTION 'the change is not the one that the content names'; END IF;
  -- The record names those who were there, and no others. (In brackets: else IF ends at a CASE's THEN.)
  IF (record ->> 'published_by' IS DISTINCT FROM (SELECT u.key FROM claims_user u WHERE u.id = NEW.published_by_id)
     OR record ->> 'published_at' IS DISTINCT FROM
        to_char(NEW.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
     OR record ->> 'public_reason' IS DISTINCT FROM
        CASE NEW.kind WHEN 'publication' THEN '' ELSE NEW.change_text END
     OR record -> 'contributors' IS DISTINCT FROM (
        SELECT coalesce(jsonb_agg(DISTINCT u.key COLLATE "C"), '[]') FROM claims_contribution c
        JOIN claims_user u ON u.id = c.user_id WHERE c.claim_id = NEW.claim_id AND c.number > n)
     OR coalesce(jsonb_array_length(record -> 'approvals'), 0) <
        CASE WHEN NEW.kind IN ('retraction', 'takedown') THEN 0 WHEN NEW.basis = 'countersigned' THEN 2 ELSE 1 END
     OR EXISTS (
        SELECT FROM jsonb_array_elements(record -> 'approvals') AS told WHERE NOT EXISTS (
          SELECT FROM claims_approval a JOIN claims_user u ON u.id = a.by_id
          WHERE a.claim_id = NEW.claim_id AND a.number = NEW.number AND a.content_version = version
            AND a.content_sha256 = sha256(NEW.content) AND told ->> 'by' = u.key AND told ->> 'role' = u.role
            AND told ->> 'kind' = a.kind AND told ->> 'override_reason' = a.override_reason))) THEN
    RAISE EXCEPTION 'the record does not say who approved and published it'; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION claims_public_agrees() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE pid text := NEW.public_id; p claims_publicclaim; r claims_revision; c jsonb;
BEGIN
  -- Renamed, a page would leave its versions without one, and its address without an answer.
  IF TG_OP = 'UPDATE' THEN
    IF NEW.public_id <> OLD.public_id THEN RAISE EXCEPTION 'a page keeps its public_id'; END IF;
  END IF;
  SELECT * INTO p FROM claims_publicclaim WHERE public_id = pid;
  SELECT v.* INTO r FROM claims_revision v WHERE v.public_id = pid ORDER BY v.number DESC LIMIT 1;
  IF r.redacted_at IS NULL THEN c := convert_from(r.content, 'UTF8')::jsonb; END IF;  -- only read here, never hashed
  IF (p.number IS DISTINCT FROM r.number
      OR p.status IS DISTINCT FROM
         CASE r.kind WHEN 'publication' THEN 'shown' WHEN 'retraction' THEN 'retracted' ELSE 'taken_down' END
      OR CASE WHEN p.status = 'taken_down' THEN (p.headline, p.statement, p.rating, p.rating_label) <> ('', '', '', '')
              WHEN c IS NOT NULL THEN
                (p.headline, p.statement, p.language, p.rating, p.rating_label, p.rating_token, p.claimants)
                IS DISTINCT FROM
                (c ->> 'headline', c ->> 'statement', c ->> 'language', coalesce(c #>> '{rating,slug}', ''),
                 coalesce(c #>> '{rating,label}', ''), coalesce(c #>> '{rating,token}', ''),
                 (SELECT coalesce(jsonb_agg(place -> 'claimant' ORDER BY nth), '[]')
                  FROM jsonb_array_elements(c -> 'appearances') WITH ORDINALITY AS places (place, nth)
                  WHERE place #>> '{claimant,kind}' <> ''))
              ELSE false END) THEN  -- in brackets: else IF ends at the CASE's first THEN
    RAISE EXCEPTION 'PublicClaim % does not say what its last Revision says', pid; END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION claims_freeze_rating() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE scale bigint; other bigint;
BEGIN
  IF TG_TABLE_NAME = 'claims_ratingscale' THEN
    IF OLD.used AND NOT NEW.used THEN RAISE EXCEPTION 'a scale that was used stays so'; END IF;
    IF (OLD.name, OLD.version) IS NOT DISTINCT FROM (NEW.name, NEW.version) THEN RETURN NEW; END IF;
    scale := OLD.id;
  ELSIF TG_OP = 'INSERT' THEN scale := NEW.scale_id;
  ELSE
    IF TG_OP = 'UPDATE' THEN
      IF to_jsonb(OLD) = to_jsonb(NEW) THEN RETURN NEW; END IF;
      other := NEW.scale_id;  -- nor may a word move in
    END IF;
    scale := OLD.scale_id;
  END IF;
  IF EXISTS (SELECT FROM claims_ratingscale s WHERE s.id IN (scale, other) AND s.used) THEN
    RAISE EXCEPTION 'the scale is in use: its words are frozen'; END IF;
  RETURN coalesce(NEW, OLD);
END $$;

-- ------------------------------------------------------------------ names that never change

-- Records and contents name people, claimants and documents by these.
CREATE FUNCTION claims_keep_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF claims_content(to_jsonb(OLD), TG_ARGV) IS DISTINCT FROM claims_content(to_jsonb(NEW), TG_ARGV) THEN
    RAISE EXCEPTION '% never changes its %', TG_TABLE_NAME, TG_ARGV[1]; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER claims_keep_names BEFORE UPDATE ON claims_user FOR EACH ROW
  EXECUTE FUNCTION claims_keep_names('id', 'key');
CREATE TRIGGER claims_keep_names BEFORE UPDATE ON claims_document FOR EACH ROW
  EXECUTE FUNCTION claims_keep_names('id', 'public_id');
CREATE TRIGGER claims_keep_names BEFORE UPDATE ON claims_claimant FOR EACH ROW
  EXECUTE FUNCTION claims_keep_names('id', 'public_id');
