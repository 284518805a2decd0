"""How often a reader failed on an entry, and when it last took it in hand."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="pending",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="失败次数"),
        ),
        migrations.AddField(
            model_name="pending",
            name="tried_at",
            field=models.DateTimeField(null=True, verbose_name="上次处理"),
        ),
    ]
