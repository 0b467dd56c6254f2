"""The house that the other tests kill things in stands, and can be worked in."""

from tests.faults.site import Site


def test_people_work_in_it(site: Site) -> None:
    ((public_id,),) = site.sql(
        "SELECT public_id FROM claims_claim WHERE state = 'spotted' ORDER BY id LIMIT 1"
    )
    browser = site.browser("reporter")
    assert browser.get("/desk/").status == 200
    assert browser.post(f"/desk/claims/{public_id}/take/").status == 302
    assert site.sql("SELECT state FROM claims_claim WHERE public_id = %s", public_id) == [("drafting",)]
    assert "hold" in site.manage("check_invariants").stdout
    assert len(site.web_workers()) == 2
    assert len(site.postgres_processes()) > 3
