"""What a WSGI server loads. It refuses to start what should not be seen in public."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_POOL", "1")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from claims.checks import refuse_to_serve  # noqa: E402

refuse_to_serve()
