"""`manage.py load_samples FILE`: file example complaints. Exit status 1 when a line was refused."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from complaints.samples import Report, load
from complaints.samples.moments import opening
from core import time


def day(text: str) -> dt.date:
    """2026-11-22."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("日期的写法是 2026-11-22")) from None


class Command(BaseCommand):
    help = "File the complaints of a JSON-lines file; what a sample does not tell is made up and marked 示例."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="one JSON object per line")
        parser.add_argument("--until", type=day, help="the last day on which a complaint may have been filed (today)")
        parser.add_argument("--seed", type=int, default=1, help="what is made up follows from it")
        parser.add_argument("--now", action="store_true", help="file at the present moment instead of past days")

    def handle(self, *args: Any, **options: Any) -> None:
        backdate = not options["now"]
        refuse_to_backdate(backdate, options["until"])
        try:
            end = last_moment(options["until"])
            report = load(options["file"], seed=options["seed"], end=end, backdate=backdate)
        except OSError as error:
            raise CommandError(_("读不了文件：{error}").format(error=error)) from error
        self.tell(report)

    def tell(self, report: Report) -> None:
        """Every line that was refused, and the sums."""
        for problem in report.refused:
            self.stderr.write(str(problem))
        sums = {"filed": report.filed, "present": report.present, "refused": len(report.refused)}
        words = _("新登记 {filed} 件，已经登记过 {present} 件，没有登记 {refused} 件").format(**sums)
        self.stdout.write(words)
        if report.refused:
            raise CommandError(_("{n} 行没有登记").format(n=len(report.refused)))


def refuse_to_backdate(backdate: bool, until: dt.date | None) -> None:
    """The ledger of a real office holds no made-up days."""
    if backdate and not (settings.TESTING or settings.DEMO):
        raise CommandError(_("只有演示和测试可以写入过去的日期；要以现在的时间登记，请加 --now"))
    if until and not backdate:
        raise CommandError(_("--now 和 --until 不能同时使用"))


def last_moment(until: dt.date | None) -> dt.datetime:
    """The end of that day, or now if it has not passed."""
    if until is not None and until > time.today():
        raise CommandError(_("--until 不能晚于今天"))
    if until is not None and until < opening():
        raise CommandError(_("--until 不能早于 {day}：此前没有办理期限的规定").format(day=opening()))
    return time.now() if until is None else min(time.now(), time.end_of_day(until))
