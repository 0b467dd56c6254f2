-- The list of public change notes, written by the database from each version as it comes in. The application may only
-- read it: no code path, forgotten or forged, makes the corrections page say other than what was published.
--
-- SECURITY DEFINER: the application has no INSERT and no DELETE here. AFTER INSERT: the guards of Revision have spoken.
CREATE FUNCTION claims_tell_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- What was taken down is said again nowhere, not even which rating it had.
  IF NEW.kind = 'takedown' THEN DELETE FROM claims_publicchange WHERE public_id = NEW.public_id; END IF;
  IF NEW.number > 1 AND NEW.change_kind <> 'wording' THEN
    INSERT INTO claims_publicchange (id, public_id, number, kind, at, from_rating, rating, rating_changed)
      SELECT NEW.id, NEW.public_id, NEW.number, NEW.change_kind, NEW.published_at, * FROM claims_rating_change(NEW.content);
  END IF;
  RETURN NULL;
END $$;

-- A rating has changed where readers read another word, or the same word with another meaning (another slug).
-- A retraction names no rating before: it takes one back, and puts none in its place.
CREATE FUNCTION claims_rating_change(content bytea, OUT old text, OUT new text, OUT changed boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE c jsonb := '{}';
BEGIN
  IF content <> '' THEN c := convert_from(content, 'UTF8')::jsonb; END IF;  -- redacted: nothing is left to tell
  old := coalesce(c #>> '{change_note,from_rating,slug}', '');
  new := coalesce(c #>> '{rating,slug}', '');
  changed := old <> '' AND (old <> new
    OR c #>> '{change_note,from_rating,label}' IS DISTINCT FROM c #>> '{rating,label}');
END $$;

CREATE TRIGGER claims_tell_change AFTER INSERT ON claims_revision FOR EACH ROW
  EXECUTE FUNCTION claims_tell_change();

INSERT INTO claims_publicchange (id, public_id, number, kind, at, from_rating, rating, rating_changed)
  SELECT r.id, r.public_id, r.number, r.change_kind, r.published_at, told.*
  FROM claims_revision r, claims_rating_change(r.content) AS told
  WHERE r.number > 1 AND r.change_kind <> 'wording' AND NOT EXISTS (
    SELECT FROM claims_revision t
    WHERE t.public_id = r.public_id AND t.number > r.number AND t.kind = 'takedown');

-- What a page says of its versions is what they say themselves, of each of them. Deferred like claims_public, and only where the list or
-- the number is written: a person's new name reads no version again.
CREATE FUNCTION claims_changes_agree() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE pid text := NEW.public_id; lowest int; told jsonb; r claims_revision; c jsonb; note jsonb;
BEGIN
  SELECT coalesce(max(v.number), 0) INTO lowest FROM claims_revision v WHERE v.public_id = pid AND v.kind = 'takedown';
  FOR told IN SELECT jsonb_array_elements(p.changes) FROM claims_publicclaim p WHERE p.public_id = pid LOOP
    SELECT * INTO r FROM claims_revision v WHERE v.public_id = pid AND v.number = (told ->> 'number')::int;
    IF (r.id IS NULL OR told ->> 'kind' IS DISTINCT FROM r.kind
       OR coalesce(nullif(told ->> 'change_kind', ''), CASE WHEN r.number > 1 THEN 'wording' END)
          IS DISTINCT FROM r.change_kind
       OR told ->> 'at' IS DISTINCT FROM to_char(r.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
       OR told ->> 'by' IS DISTINCT FROM (SELECT u.key FROM claims_user u WHERE u.id = r.published_by_id)) THEN  -- in brackets: else IF ends at the CASE's first THEN
      RAISE EXCEPTION 'page % tells of a version that was none', pid; END IF;
    -- A version that is called redacted answers 410, so it must be: and one that is must be called so.
    IF told ->> 'redacted_at' IS DISTINCT FROM
       to_char(r.redacted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') THEN
      RAISE EXCEPTION 'page % does not say what was redacted', pid; END IF;
    -- What was taken down, or blanked since, says nothing; anything else says what was approved.
    IF r.number < lowest OR r.redacted_at IS NOT NULL THEN
      IF (r.number < lowest AND (told -> 'rating', told -> 'from_rating') IS DISTINCT FROM ('{}'::jsonb, '{}'::jsonb)
         OR coalesce(told ->> 'text', '') <> '') THEN
        RAISE EXCEPTION 'page % repeats what was taken down', pid; END IF;
      CONTINUE;
    END IF;
    c := convert_from(r.content, 'UTF8')::jsonb;
    note := c -> 'change_note';
    IF (told ->> 'text' IS DISTINCT FROM r.change_text
       OR told -> 'from_rating' IS DISTINCT FROM coalesce(note -> 'from_rating', '{}')
       OR told -> 'rating' IS DISTINCT FROM CASE WHEN c -> 'rating' = '{}' THEN '{}' ELSE jsonb_build_object(
            'slug', c #> '{rating,slug}', 'label', c #> '{rating,label}', 'token', c #> '{rating,token}') END) THEN
      RAISE EXCEPTION 'page % tells of version % other than it was', pid, r.number; END IF;
  END LOOP;
  -- Left out here, a correction would stand on no page and in no list: the list takes its words from here.
  IF (SELECT array_agg(entry ->> 'number' ORDER BY nth) FROM claims_publicclaim p,
        jsonb_array_elements(p.changes) WITH ORDINALITY AS entries (entry, nth) WHERE p.public_id = pid)
     IS DISTINCT FROM
     (SELECT array_agg(v.number::text ORDER BY v.number) FROM claims_revision v WHERE v.public_id = pid) THEN
    RAISE EXCEPTION 'page % does not tell each of its versions once', pid; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_changes AFTER INSERT OR UPDATE OF changes, number ON claims_publicclaim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_changes_agree();
