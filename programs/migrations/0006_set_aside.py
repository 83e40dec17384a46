"""What a program said it doesn't need, of the tasks that set it up."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_ends")]

    operations = [
        migrations.AddField(
            model_name="program",
            name="set_aside",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
            ),
        ),
    ]
