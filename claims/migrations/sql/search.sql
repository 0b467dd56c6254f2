-- Search. Trusted extensions: the database's owner may create them. unaccent() is not IMMUTABLE, so a generated column
-- cannot call it; a text search configuration with the unaccent *dictionary* in front of the stemmer can be used there.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION public.claims_en (COPY = english);
CREATE TEXT SEARCH CONFIGURATION public.claims_es (COPY = spanish);
CREATE TEXT SEARCH CONFIGURATION public.claims_de (COPY = german);
CREATE TEXT SEARCH CONFIGURATION public.claims_fr (COPY = french);
CREATE TEXT SEARCH CONFIGURATION public.claims_pt (COPY = portuguese);
CREATE TEXT SEARCH CONFIGURATION public.claims_it (COPY = italian);
CREATE TEXT SEARCH CONFIGURATION public.claims_any (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION public.claims_en ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_es ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_de ALTER MAPPING FOR hword, hword_part, word WITH unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_fr ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_pt ALTER MAPPING FOR hword, hword_part, word WITH unaccent, portuguese_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_it ALTER MAPPING FOR hword, hword_part, word WITH unaccent, italian_stem;
ALTER TEXT SEARCH CONFIGURATION public.claims_any ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- One constant configuration a branch: to_tsvector(regconfig, text) is IMMUTABLE, to_tsvector(text) is not.
ALTER TABLE claims_publicclaim ADD COLUMN vector tsvector GENERATED ALWAYS AS (
  CASE left(language, 2)
    WHEN 'en' THEN to_tsvector('public.claims_en'::regconfig, headline || ' ' || statement)
    WHEN 'es' THEN to_tsvector('public.claims_es'::regconfig, headline || ' ' || statement)
    WHEN 'de' THEN to_tsvector('public.claims_de'::regconfig, headline || ' ' || statement)
    WHEN 'fr' THEN to_tsvector('public.claims_fr'::regconfig, headline || ' ' || statement)
    WHEN 'pt' THEN to_tsvector('public.claims_pt'::regconfig, headline || ' ' || statement)
    WHEN 'it' THEN to_tsvector('public.claims_it'::regconfig, headline || ' ' || statement)
    ELSE to_tsvector('public.claims_any'::regconfig, headline || ' ' || statement)
  END) STORED;
CREATE INDEX claims_publicclaim_vector ON claims_publicclaim USING gin (vector);

-- The version of a public page: from one sequence, so that no page ever has the same one twice.
CREATE SEQUENCE claims_publicversion AS bigint;
