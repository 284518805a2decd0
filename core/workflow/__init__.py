"""The one door: the only way a case changes, and everything that is read from the declarations of its steps."""

from core.workflow.acts import Act, act, acts_of, register_act
from core.workflow.creation import perform_new
from core.workflow.declare import Declared, Guard, Step, declarations, declared, guard, transition
from core.workflow.door import perform
from core.workflow.facts import Facts, facts
from core.workflow.forms import StepForm, WordsField
from core.workflow.knock import Receipt
from core.workflow.proposals import approve, decline, propose
from core.workflow.reading import Action, available
from core.workflow.settling import settle

__all__ = [
    "Act",
    "Action",
    "Declared",
    "Facts",
    "Guard",
    "Receipt",
    "Step",
    "StepForm",
    "WordsField",
    "act",
    "acts_of",
    "approve",
    "available",
    "declarations",
    "declared",
    "decline",
    "facts",
    "guard",
    "perform",
    "perform_new",
    "propose",
    "register_act",
    "settle",
    "transition",
]
