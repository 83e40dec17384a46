from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resources", "0008_induction_tenancy")]

    operations = [
        migrations.AddField(
            model_name="mentorship",
            name="because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("left", "One of the two left the program"),
                    ("stopped", "The mentor takes a rest from mentoring"),
                    ("full", "The mentor has no room any more"),
                    ("late", "The week was over"),
                ],
                default="",
                max_length=7,
            ),
            preserve_default=False,
        ),
    ]
