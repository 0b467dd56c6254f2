"""Who works in the demo newsroom. Accounts are named by role, so that nobody has to remember one."""

# Printed by ./run; a real newsroom refuses to start while it opens an account.
PASSWORD = "factcheck-demo"  # noqa: S105

PEOPLE = (
    {"username": "reporter", "role": "reporter", "public_name": "Demo Reporter"},
    {"username": "editor", "role": "editor", "public_name": "Demo Editor"},
    {"username": "editor2", "role": "editor", "public_name": "Demo Second Editor"},
    {"username": "admin", "role": "administrator", "public_name": "Demo Administrator"},
)
