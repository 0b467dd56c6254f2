from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_history_filters")]

    operations = [
        migrations.AddField("sentform", "status", models.PositiveSmallIntegerField(default=302)),
    ]
