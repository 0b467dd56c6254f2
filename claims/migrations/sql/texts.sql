-- The words of shown checks in a table of their own, a row of some three hundred bytes each, with one index for words
-- and filters alike. It is read from the newest checks back, as far as is needed.
--
-- Filters stand among the words as marks, which begin with “=”: no word does, for the parser takes it for a space, so
-- nobody can type one. Marks of time are slices of days, each four times as long as those one level below it.

CREATE FUNCTION claims_day(at timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT floor(extract(epoch FROM at - timestamptz '2000-01-01 00:00:00+00') / 86400)::integer $$;

CREATE FUNCTION claims_slices(at timestamptz) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT array_agg('=' || level || ':' || (claims_day(at) >> (2 * level))) FROM generate_series(0, 5) AS level $$;

-- Which of our text search configurations a language has.
CREATE FUNCTION claims_stems(language text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN left(language, 2) IN ('en', 'es', 'de', 'fr', 'pt', 'it') THEN left(language, 2) ELSE 'any' END $$;

-- Headline and statement, and for less whoever said it.
CREATE FUNCTION claims_vector(p claims_publicclaim) RETURNS tsvector
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT setweight(to_tsvector(config, p.headline || ' ' || p.statement), 'A')
    || setweight(to_tsvector(config, jsonb_path_query_array(p.claimants, '$[*].name')), 'B')
  FROM (SELECT ('public.claims_' || claims_stems(p.language))::regconfig AS config) AS c $$;

-- What the lists narrow by, tags (sql/searching.sql) among it.
CREATE FUNCTION claims_marks(p claims_publicclaim) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT claims_slices(p.published_at) || ('=stems:' || claims_stems(p.language)) || ('=rating:' || p.rating)
    || CASE WHEN p.changed THEN ARRAY['=changed'] ELSE '{}' END
    || ARRAY(SELECT '=' || t.kind || ':' || t.key FROM claims_publictag AS t WHERE t.public_id = p.public_id) $$;

-- Changed, as its page says it: what a take-down ended says nothing any more.
CREATE FUNCTION claims_changed(changes jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM jsonb_array_elements(changes) AS e
    WHERE e ->> 'change_kind' IN ('correction', 'update', 'clarification') AND (e ->> 'number')::integer > coalesce((
      SELECT max((t ->> 'number')::integer) FROM jsonb_array_elements(changes) AS t WHERE t ->> 'kind' = 'takedown'), 0)) $$;
ALTER TABLE claims_publicclaim DROP COLUMN vector, DROP COLUMN changed;
ALTER TABLE claims_publicclaim ADD COLUMN changed boolean GENERATED ALWAYS AS (claims_changed(changes)) STORED;
CREATE INDEX public_changed ON claims_publicclaim (published_at DESC, public_id DESC) WHERE status = 'shown' AND changed;

CREATE OR REPLACE FUNCTION claims_tag() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM claims_publictag WHERE public_id = NEW.public_id;
  DELETE FROM claims_publictext WHERE public_id = NEW.public_id;
  IF NEW.status = 'shown' THEN
    INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed)
      SELECT t.kind, t.key, t.label, NEW.public_id, NEW.published_at, NEW.rating, NEW.changed
      FROM claims_revision r, claims_tags_of(NEW, r.content) AS t
      WHERE r.public_id = NEW.public_id AND r.number = NEW.number;
    INSERT INTO claims_publictext (public_id, published_at, stems, vector)
      VALUES (NEW.public_id, NEW.published_at, claims_stems(NEW.language),
        claims_vector(NEW) || array_to_tsvector(claims_marks(NEW)));
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER claims_tag ON claims_publicclaim;
CREATE TRIGGER claims_tag AFTER INSERT OR UPDATE OF status, number, published_at, language, headline, statement, rating,
  claimants, topics, changes ON claims_publicclaim FOR EACH ROW EXECUTE FUNCTION claims_tag();

CREATE OR REPLACE FUNCTION claims_fill_search() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM claims_publictag;
  DELETE FROM claims_publicword;
  DELETE FROM claims_publictext;
  INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed)
    SELECT t.kind, t.key, t.label, p.public_id, p.published_at, p.rating, p.changed
    FROM claims_publicclaim p JOIN claims_revision r ON r.public_id = p.public_id AND r.number = p.number,
      claims_tags_of(p, r.content) AS t WHERE p.status = 'shown';
  INSERT INTO claims_publicword (word, checks)
    SELECT w.word, count(*) FROM claims_publicclaim p, claims_words_of(p.headline, p.statement) AS w
    WHERE p.status = 'shown' GROUP BY w.word;
  INSERT INTO claims_publictext (public_id, published_at, stems, vector)
    SELECT p.public_id, p.published_at, claims_stems(p.language), claims_vector(p) || array_to_tsvector(claims_marks(p))
    FROM claims_publicclaim p WHERE p.status = 'shown' ORDER BY p.published_at, p.public_id;
$$;
-- What is there, in the order of publication: what is read together lies together.
INSERT INTO claims_publictext (public_id, published_at, stems, vector)
  SELECT p.public_id, p.published_at, claims_stems(p.language), claims_vector(p) || array_to_tsvector(claims_marks(p))
  FROM claims_publicclaim p WHERE p.status = 'shown' ORDER BY p.published_at, p.public_id;
UPDATE claims_publictag t SET changed = p.changed FROM claims_publicclaim p
  WHERE p.public_id = t.public_id AND p.changed <> t.changed;

-- The newest `most` checks with what is asked for, published since `since` and before
-- (`before`, `before_id`), and how well each fits `ranked` in millionths (nothing to rank: 0). `confirmed` is asked of
-- what is found where the index would be slow to decide it; it may be missing. (ts_rank: in texts of one or two sentences
-- it says no less than ts_rank_cd, which takes nine times as long where languages have stems of their own.)
--
-- Slice by slice from the newest; each next one as long as it is likely to hold what is missing, and at most sixteen
-- times as long as the one before. What is read grows with what is needed, not with the table. The planner would rather
-- read the whole table for a word in one check of fifty; and one plan fits all words.
CREATE FUNCTION claims_find(asked tsquery, confirmed tsquery, ranked tsquery, since timestamptz, before timestamptz,
  before_id text, most integer)
RETURNS TABLE (public_id varchar, published_at timestamptz, rank integer)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  newest timestamptz;
  oldest timestamptz;
  read_from timestamptz := 'infinity';  -- from here on all is read
  day integer;  -- the newest that is not
  last_day integer;
  -- For the beginning of a word, all that begin so are gathered anew for each slice: rather few and long ones.
  rather_long integer := (asked::text LIKE '%:*%')::integer;
  level integer := 1 + 2 * rather_long;
  first_day integer;  -- of a slice
  missing integer := most;
  got integer;
  likely double precision;  -- days, until all is found
BEGIN
  SELECT max(p.published_at), min(p.published_at) INTO newest, oldest FROM claims_publicclaim AS p WHERE p.status = 'shown';
  IF newest IS NULL OR numnode(asked) = 0 THEN
    RETURN;
  END IF;
  day := claims_day(least(before, newest));
  last_day := claims_day(greatest(since, oldest));
  WHILE missing > 0 AND day >= last_day LOOP
    RETURN QUERY
      SELECT n.public_id, n.published_at,
        CASE WHEN ranked IS NULL THEN 0 ELSE (1000000 * ts_rank(n.vector, ranked))::integer END
      FROM (
        SELECT t.public_id, t.published_at, t.vector FROM claims_publictext AS t
        WHERE t.vector @@ asked
          AND t.vector @@ CASE WHEN level > 5 THEN asked  -- of so many days the marks would only be in the way
            ELSE ('''=' || level || ':' || (day >> 2 * level) || '''')::tsquery END
          AND (confirmed IS NULL OR t.vector @@ confirmed)
          AND t.published_at < read_from
          AND t.published_at >= since AND (t.published_at, t.public_id) < (before, before_id)
        ORDER BY t.published_at DESC, t.public_id DESC LIMIT missing) AS n;
    GET DIAGNOSTICS got = ROW_COUNT;
    missing := missing - got;
    EXIT WHEN level > 5;
    first_day := day >> 2 * level << 2 * level;
    likely := missing::double precision * (day - first_day + 1) / greatest(got, 1);
    read_from := timestamptz '2000-01-01 00:00:00+00' + first_day * interval '24 hours';
    day := first_day - 1;
    level := least(level + 2, CASE WHEN missing < most THEN 6 ELSE 4 END);  -- an empty slice costs next to nothing
    WHILE level > 0 AND 1 << 2 * (level - rather_long) > likely LOOP
      level := level - 1;
    END LOOP;
  END LOOP;
END $$;
