"""The log-in in a real browser."""


def test_log_in_and_out(open_browser, people):
    page = open_browser(people["reporter"])
    page.get_by_role("heading", name="Queue").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.goto("/desk/")
    assert "/accounts/login/" in page.url
