-- Nothing that matters changes without a row in the history: checked at COMMIT, since a verb writes its Event last.

-- What this transaction has told so far: its own number, then the objects of its Events. A savepoint that is rolled back
-- takes its objects along, and a setting that outlived its transaction in a pooled session counts for nothing. (Who
-- holds the application's password could set it by hand, as they could write an Event that says something else.)
CREATE FUNCTION claims_tell() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE told text := current_setting('factcheck.told', true); here text := pg_current_xact_id()::text;
BEGIN
  IF split_part(coalesce(told, ''), ' ', 1) <> here THEN told := here; END IF;
  PERFORM set_config('factcheck.told', told || ' ' || NEW.object, true);
  RETURN NULL;
END $$;
CREATE TRIGGER claims_tell AFTER INSERT ON claims_event FOR EACH ROW EXECUTE FUNCTION claims_tell();

CREATE FUNCTION claims_is_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  about text; changed jsonb := to_jsonb(coalesce(NEW, OLD));
  told text[] := string_to_array(current_setting('factcheck.told', true), ' ');
BEGIN
  IF claims_is_owner(TG_RELID) THEN RETURN NULL; END IF;  -- migrations, and what only the owner may repair
  IF TG_ARGV[1] = 'claim_id' THEN
    SELECT 'claim/' || c.public_id INTO about FROM claims_claim c WHERE c.id = (changed ->> 'claim_id')::bigint;
  ELSE
    about := TG_ARGV[0] || '/' || (changed ->> TG_ARGV[1]);
  END IF;
  IF told[1] IS DISTINCT FROM pg_current_xact_id()::text OR about <> ALL (told) THEN
    RAISE EXCEPTION '% changed without a row in the history', about USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT ON claims_claim
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'public_id');
CREATE CONSTRAINT TRIGGER claims_told_again AFTER UPDATE ON claims_claim DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.content_version <> NEW.content_version
        OR (OLD.priority, OLD.assigned_to_id, OLD.due_on, OLD.recheck_on, OLD.story_url)
           IS DISTINCT FROM (NEW.priority, NEW.assigned_to_id, NEW.due_on, NEW.recheck_on, NEW.story_url))
  EXECUTE FUNCTION claims_is_told('claim', 'public_id');
-- Content of a place or a piece raises its claim's content_version; a proposed place does not.
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE ON claims_appearance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'claim_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE ON claims_evidence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'claim_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT ON claims_approval
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'claim_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT ON claims_revision
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'claim_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER UPDATE ON claims_user DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.role, OLD.is_active, OLD.public_name, OLD.email, OLD.username)
        IS DISTINCT FROM (NEW.role, NEW.is_active, NEW.public_name, NEW.email, NEW.username))
  EXECUTE FUNCTION claims_is_told('user', 'key');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE ON claims_document
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('document', 'public_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE ON claims_claimant
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('claimant', 'public_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE OR DELETE ON claims_topic
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('topic', 'slug');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR UPDATE OR DELETE ON claims_rating
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('scale', 'scale_id');
CREATE CONSTRAINT TRIGGER claims_told AFTER INSERT OR DELETE ON claims_ratingscale
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_is_told('scale', 'id');
CREATE CONSTRAINT TRIGGER claims_told_again AFTER UPDATE ON claims_ratingscale
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.version, OLD.valid_from, OLD.valid_to) IS DISTINCT FROM
        (NEW.name, NEW.version, NEW.valid_from, NEW.valid_to))  -- not `used`, which a trigger sets
  EXECUTE FUNCTION claims_is_told('scale', 'id');
