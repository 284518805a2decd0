"""The state machine of a complaint (domain.md §3), written once."""

from complaints.workflow.flow import ComplaintFlow
from complaints.workflow.states import Result, Stage, State

__all__ = ["ComplaintFlow", "Result", "Stage", "State"]
