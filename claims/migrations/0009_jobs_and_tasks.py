"""What the worker has to do, how far it has read the history, and what the desk has to tell again."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.event",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due_at", "id"], name="job_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "event"), name="job_once_an_event"),
                    models.UniqueConstraint(
                        condition=models.Q(("event", None)), fields=("name",), name="job_one_that_comes_round"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("tell_again", "Tell again where the old version was told")], max_length=20
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, verbose_name="where it was told")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="claims.claim"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["done_at", "due_on"], name="task_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "number", "kind"), name="task_once_a_version"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tell_again"])), name="task_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", None)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="task_done_by_somebody",
                    ),
                ],
            },
        ),
        # From the beginning: what was corrected before there was a worker has to be told again too.
        migrations.RunSQL(
            "INSERT INTO claims_bookmark (name, seq) VALUES ('history', 0)", migrations.RunSQL.noop
        ),
        # What the worker notes has no row of its own in the history (it follows one); what a person does with it has.
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER claims_told AFTER UPDATE ON claims_task DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION claims_is_told('claim', 'claim_id')",
            migrations.RunSQL.noop,
        ),
    ]
