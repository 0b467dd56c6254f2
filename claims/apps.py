from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Factcheck"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claims import checks, grants  # noqa: F401  checks register themselves

        # Rights are data, not history: after every migrate they are what the table in grants.py says.
        post_migrate.connect(grants.apply, sender=self, dispatch_uid="claims-grants")
