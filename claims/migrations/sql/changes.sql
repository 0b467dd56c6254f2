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
