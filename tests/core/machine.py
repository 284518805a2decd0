"""Any machine of the product under random hands: arbitrary steps, people, words, versions and waits."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import time
from core.actors import SYSTEM, Actor
from core.errors import DoorError
from core.models import LedgerEntry, Proposal, Stateful
from core.verify import verify
from core.workflow import act, acts_of, approve, declarations, decline, perform, propose, settle

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=time.SHANGHAI)
# Not shrunk: a failure tells its steps, and shrinking them through a database takes minutes.
QUICK = settings(
    derandomize=True, max_examples=18, stateful_step_count=25, deadline=None, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate], report_multiple_bugs=False,
)  # fmt: skip
OFFSETS = st.sampled_from([None, None, 0, 0, 0, -1, 1])
Data = Mapping[str, st.SearchStrategy[Mapping[str, Any]]]


class Hands(RuleBasedStateMachine):
    """One case in one savepoint, and a clock that only goes forward. `machine_for` makes one for a model."""

    model: ClassVar[type[Stateful]]
    make: ClassVar[Callable[[], Stateful]]
    actors: ClassVar[Sequence[Actor]]
    data: ClassVar[Data]

    @initialize()
    def begin(self) -> None:
        self.now = START
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        with time.at(self.now):
            self.pk = type(self).make().pk
        self.seen = self.turn = 0

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @property
    def case(self) -> Any:
        return self.model._base_manager.get(pk=self.pk)

    def image(self) -> tuple[Any, ...]:
        """Every column of the case, and how long each of its histories is."""
        row = self.model._base_manager.filter(pk=self.pk).values().get()
        entries = LedgerEntry.objects.filter(stream__startswith=self.case.stream)
        return row, entries.count(), list(Proposal.objects.order_by("pk").values_list("pk", "decision"))

    def settle(self) -> None:
        """End what is due, so that the next knock is answered for itself alone."""
        with time.at(self.now):
            settle(self.case.stream)

    def knock(self, work: Callable[[Any], Any]) -> bool:
        """Whether the door let it pass; what it refused must have changed nothing."""
        before = self.image()
        with time.at(self.now):
            try:
                work(self.case)
            except DoorError:
                assert self.image() == before
                return False
        assert self.image() != before
        return True

    def choose(self, given: Any, *, drafts: bool) -> tuple[str, Actor, Mapping[str, Any]]:
        """A step, a person and words: more often than not ones that fit, or no case would ever get far."""
        case, people = self.case, [*self.actors, SYSTEM]
        # A seed, not a choice: hypothesis likes first elements, and no case would ever get far.
        self.turn += 1
        dice = random.Random(f"{given.draw(st.integers(0, 2**32 - 1))}:{self.turn}")
        fitting = [
            (name, by)
            for name, one in declarations(self.model).items()
            for by in people
            if one.step.offered and case.state in one.targets and one.who(case, by)
            if (one.step.second_person is not None) == drafts
        ]
        if fitting and dice.random() < 0.75:
            wanted = dice.choice(sorted({name for name, _by in fitting}))
            name, by = dice.choice([pair for pair in fitting if pair[0] == wanted])
        else:
            name, by = dice.choice([*declarations(self.model), "no_such_step"]), dice.choice(people)
        return name, by, given.draw(self.data.get(name, st.just({})))

    @rule(offset=OFFSETS, given=st.data())
    def step(self, offset: int | None, given: Any) -> None:
        self.settle()
        name, by, sent = self.choose(given, drafts=False)
        case = self.case
        version = None if offset is None else case.version + offset
        if self.knock(lambda found: perform(found, name, by=by, data=sent, version=version)):
            one = declarations(self.model)[name]
            assert one.step.offered
            assert one.step.second_person is None
            assert one.who(case, by)
            assert case.state in one.targets
            assert offset in {None, 0}

    @precondition(lambda self: self.has_drafts())
    @rule(given=st.data())
    def draft(self, given: Any) -> None:
        self.settle()
        name, by, sent = self.choose(given, drafts=True)
        case = self.case
        if self.knock(lambda found: propose(found, name, by=by, data=sent)):
            assert declarations(self.model)[name].who(case, by)
            assert (self.case.state, self.case.version) == (case.state, case.version)
            if given.draw(st.sampled_from([True, True, False])):  # at once: nearly every other step voids it
                self.decide_newest(given, agree=given.draw(st.booleans()))

    def has_drafts(self) -> bool:
        """Whether any step of this machine takes two."""
        return any(one.step.second_person and one.step.offered for one in declarations(self.model).values())

    @precondition(lambda self: self.has_drafts())
    @rule(agree=st.booleans(), given=st.data())
    def decide(self, agree: bool, given: Any) -> None:
        self.settle()
        self.decide_newest(given, agree=agree)

    def decide_newest(self, given: Any, *, agree: bool) -> None:
        """Let somebody decide the newest draft, if there is one."""
        draft = Proposal.objects.filter(stream=self.case.stream).order_by("-pk").first()
        if draft is not None:
            self.decide_on(draft, given.draw(self.deciders(draft)), agree=agree)

    def deciders(self, draft: Proposal) -> st.SearchStrategy[Actor]:
        """Anybody, but more often than not somebody who may decide it."""
        second, case = declarations(self.model)[draft.step].step.second_person, self.case
        fitting = [by for by in self.actors if second is not None and second(case, by)]
        anybody = st.sampled_from(self.actors)
        return st.one_of(st.sampled_from(fitting), st.sampled_from(fitting), anybody) if fitting else anybody

    def decide_on(self, draft: Proposal, by: Actor, *, agree: bool) -> None:
        """Only another person who may, only once, and only on the case as it was drafted for."""
        case = self.case
        with time.at(self.now):
            try:
                approve(case, draft, by=by) if agree else decline(case, draft, by=by, reason="再议")
            except DoorError:
                assert self.case.version == case.version
                return
        second = declarations(self.model)[draft.step].step.second_person
        assert second is not None
        assert second(case, by)
        assert by.user_id != draft.by_id
        assert draft.decision == ""
        assert not (agree and draft.case_version != case.version)
        assert self.case.version == case.version + agree

    @precondition(lambda self: bool(acts_of(self.model)) and self.turn % 7 == 6)
    @rule(given=st.data())
    def note(self, given: Any) -> None:
        """Now and then between the steps, or no case would ever get far."""
        self.turn += 1
        for name, one in acts_of(self.model).items():
            self.settle()
            case = self.case
            by, sent = given.draw(st.sampled_from(self.actors)), given.draw(self.data.get(name, st.just({})))
            if self.knock(lambda found, name=name, by=by, sent=sent: act(found, name, by=by, data=sent)):  # type: ignore[misc]
                assert one.who(case, by)
            assert self.case.version == case.version

    @rule(days=st.sampled_from([1, 1, 2, 3, 30]))
    def wait(self, days: int) -> None:
        self.now += dt.timedelta(days=days)
        self.settle()

    @invariant()
    def the_history_holds(self) -> None:
        if not hasattr(self, "pk"):
            return
        case = self.case
        entries = list(LedgerEntry.objects.filter(stream=case.stream).order_by("seq"))
        assert case.version == len(entries) == entries[-1].seq
        assert case.state == entries[-1].target
        for entry in entries[self.seen :]:
            targets = declarations(self.model)[entry.kind].targets
            assert entry.target == (targets[entry.source] or entry.source)
        self.seen = len(entries)
        for stream in {case.stream, *beside(case)}:
            assert list(verify(stream)) == []


def beside(case: Stateful) -> list[str]:
    """The other streams of the case that have entries."""
    found = LedgerEntry.objects.filter(stream__startswith=f"{case.stream}:")
    return list(found.values_list("stream", flat=True).distinct())


def machine_for(
    model: type[Stateful], *, make: Callable[[], Stateful], actors: Sequence[Actor], data: Data
) -> type[Hands]:
    """A machine of hypothesis over everything `model` declares, to be run inside one database test.

    `make` makes a new case; `data` gives the raw form of a step or an act by its name (empty where none is given).
    """
    return type("Hands", (Hands,), {"model": model, "make": staticmethod(make), "actors": actors, "data": data})
