"""Resources that a GME office keeps for its institution: read in each of its programs, written by the office alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

HERE = "institution_id = (SELECT hearten_institution())"
OFFICES = f"program_id IS NULL AND {HERE}"
# Whoever stands in a program reads the institution's and changes none of it, whatever the statement.
WRITES = f"program_id = (SELECT hearten_program()) OR ({OFFICES} AND (SELECT hearten_program()) IS NULL)"

SECURITY = f"""
DROP POLICY tenant ON resources_localresource;
CREATE POLICY tenant ON resources_localresource USING ({WRITES}) WITH CHECK ({WRITES});
CREATE POLICY institutions ON resources_localresource FOR SELECT USING ({OFFICES});
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0010_induction_owners"), ("programs", "0006_set_aside")]

    operations = [
        migrations.AlterField(
            model_name="localresource",
            name="program",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programs.program",
            ),
        ),
        migrations.AddField(
            model_name="localresource",
            name="institution",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programs.institution",
            ),
        ),
        migrations.AddField(model_name="localresource", name="inherited", field=models.UUIDField(null=True)),
        migrations.RemoveConstraint(model_name="localresource", name="own_resource_is_told_about"),
        migrations.AddConstraint(
            model_name="localresource",
            constraint=models.UniqueConstraint(
                fields=["program", "inherited"], name="inherited_resource_once", condition=Q(inherited__isnull=False)
            ),
        ),
        migrations.AddConstraint(
            model_name="localresource",
            constraint=models.CheckConstraint(
                condition=Q(original__isnull=False)
                | Q(inherited__isnull=False)
                | ~(Q(name="") | Q(about="") | Q(country="") | Q(specialty="")),
                name="own_resource_is_told_about",
            ),
        ),
        migrations.AddConstraint(
            model_name="localresource",
            constraint=models.CheckConstraint(
                condition=Q(program__isnull=False, institution__isnull=True)
                | Q(program__isnull=True, institution__isnull=False, original__isnull=True, inherited__isnull=True),
                name="resource_is_a_programs_or_an_institutions",
            ),
        ),
        migrations.AddConstraint(
            model_name="localresource",
            constraint=models.CheckConstraint(
                condition=Q(original__isnull=True) | Q(inherited__isnull=True), name="resource_changes_one_other"
            ),
        ),
        migrations.RunSQL(SECURITY),
    ]
