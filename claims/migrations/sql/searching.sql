-- Finding checks: by who said it, topic and document; by whether they were changed; by words, spelt well or not.
--
-- The database keeps both tables itself, from what readers see now, and the application may only read them: whatever is
-- retracted or taken down is gone from them in the same statement, from every list, count and suggestion.

-- Whether a check was corrected, updated or clarified, as its page says itself.
ALTER TABLE claims_publicclaim ADD COLUMN changed boolean GENERATED ALWAYS AS (
  jsonb_path_exists(changes,
    '$[*] ? (@.change_kind == "correction" || @.change_kind == "update" || @.change_kind == "clarification")')) STORED;
CREATE INDEX public_changed ON claims_publicclaim (published_at DESC, public_id DESC) WHERE status = 'shown' AND changed;

-- What a version names. Claimants have ids where they are public figures or organisations; a document counts where the claim
-- stands in it, and where it is evidence.
CREATE FUNCTION claims_tags_of(p claims_publicclaim, content bytea) RETURNS TABLE (kind text, key text, label text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH c AS (SELECT CASE WHEN content = '' THEN '{}'::jsonb ELSE convert_from(content, 'UTF8')::jsonb END AS j),
  named AS (
    SELECT 'claimant', e ->> 'id', e ->> 'name' FROM jsonb_array_elements(p.claimants) AS e
    UNION ALL SELECT 'topic', e ->> 'slug', e ->> 'label' FROM jsonb_array_elements(p.topics) AS e
    UNION ALL SELECT 'document', e #>> '{document,id}', e #>> '{document,title}'
      FROM c, jsonb_array_elements(coalesce(j -> 'appearances', '[]')) AS e
    UNION ALL SELECT 'document', e ->> 'document_id', e ->> 'title'
      FROM c, jsonb_array_elements(coalesce(j -> 'evidence', '[]')) AS e)
  SELECT DISTINCT ON (1, 2) n.kind, n.key, coalesce(n.label, '') FROM named AS n (kind, key, label)
  WHERE coalesce(n.key, '') <> '' $$;

-- The words of a check as somebody may mistype them: without accents, in small letters, of four letters or more.
CREATE FUNCTION claims_words_of(headline text, statement text) RETURNS TABLE (word text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT left(lower(unaccent(t.token)), 60) FROM ts_parse('default', headline || ' ' || statement) AS t
  WHERE t.tokid IN (1, 2, 10, 11) AND length(t.token) > 3 $$;  -- word, ASCII word, and the parts of compounds

-- SECURITY DEFINER: the application has no right to write here.
CREATE FUNCTION claims_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM claims_publictag WHERE public_id = NEW.public_id;
  IF NEW.status = 'shown' THEN
    INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed)
      SELECT t.kind, t.key, t.label, NEW.public_id, NEW.published_at, NEW.rating, jsonb_path_exists(NEW.changes,
        '$[*] ? (@.change_kind == "correction" || @.change_kind == "update" || @.change_kind == "clarification")')
      FROM claims_revision r, claims_tags_of(NEW, r.content) AS t
      WHERE r.public_id = NEW.public_id AND r.number = NEW.number;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER claims_tag AFTER INSERT OR UPDATE OF status, number, published_at, rating, claimants, topics, changes
  ON claims_publicclaim FOR EACH ROW EXECUTE FUNCTION claims_tag();

-- In the order of the words: two publications that share some wait for each other, and never in a circle.
CREATE FUNCTION claims_spell() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH was AS (SELECT word, -1 AS n FROM claims_words_of(OLD.headline, OLD.statement) WHERE OLD.status = 'shown'),
  is_now AS (SELECT word, 1 AS n FROM claims_words_of(NEW.headline, NEW.statement) WHERE NEW.status = 'shown'),
  moved AS (SELECT word, sum(n) AS n FROM (TABLE was UNION ALL TABLE is_now) AS both_ GROUP BY word HAVING sum(n) <> 0)
  INSERT INTO claims_publicword AS w (word, checks) SELECT word, n FROM moved ORDER BY word
    ON CONFLICT (word) DO UPDATE SET checks = w.checks + EXCLUDED.checks;
  DELETE FROM claims_publicword WHERE checks < 1;
  RETURN NULL;
END $$;
CREATE TRIGGER claims_spell AFTER INSERT OR UPDATE OF status, headline, statement
  ON claims_publicclaim FOR EACH ROW EXECUTE FUNCTION claims_spell();
CREATE INDEX public_word_parts ON claims_publicword USING gin (word gin_trgm_ops);
CREATE INDEX public_word_gone ON claims_publicword (word) WHERE checks < 1;

-- Both tables for every check there is: here, and after a bulk load past the triggers.
CREATE FUNCTION claims_fill_search() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM claims_publictag;
  DELETE FROM claims_publicword;
  INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed)
    SELECT t.kind, t.key, t.label, p.public_id, p.published_at, p.rating, p.changed
    FROM claims_publicclaim p JOIN claims_revision r ON r.public_id = p.public_id AND r.number = p.number,
      claims_tags_of(p, r.content) AS t WHERE p.status = 'shown';
  INSERT INTO claims_publicword (word, checks)
    SELECT w.word, count(*) FROM claims_publicclaim p, claims_words_of(p.headline, p.statement) AS w
    WHERE p.status = 'shown' GROUP BY w.word;
$$;
SELECT claims_fill_search();
CREATE INDEX tag_label ON claims_publictag (kind, lower(left(label, 200)), published_at DESC, public_id DESC);
