from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_jobs_and_tasks")]

    operations = [
        migrations.AddField("sentform", "status", models.PositiveSmallIntegerField(default=302)),
    ]
