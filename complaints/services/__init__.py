"""The writers of complaints. Views, API, commands and tasks call these and nothing else."""

from complaints.services.assign import complaint_assign, complaint_auto_assign, complaint_reassign
from complaints.services.claim import complaint_claim, complaints_claim_proven
from complaints.services.course import complaint_accept, complaint_close, complaint_withdraw
from complaints.services.dossier import evidence_add, evidence_store, evidence_withdraw
from complaints.services.file import complaint_file

__all__ = [
    "complaint_accept",
    "complaint_assign",
    "complaint_auto_assign",
    "complaint_claim",
    "complaint_close",
    "complaint_file",
    "complaint_reassign",
    "complaint_withdraw",
    "complaints_claim_proven",
    "evidence_add",
    "evidence_store",
    "evidence_withdraw",
]
