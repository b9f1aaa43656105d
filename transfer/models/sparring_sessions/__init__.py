"""Sparringssessioner: meetings where prøvehandlinger get sparring, and what is written around them."""

from transfer.models.sparring_sessions.record import (
    AgendaItem,
    SessionParticipant,
    SparringSession,
    TwiceOnTheAgenda,
)
from transfer.models.sparring_sessions.room import (
    Contribution,
    DocumentationCheck,
    PrivateNote,
    Takeaway,
)

__all__ = [
    "AgendaItem",
    "Contribution",
    "DocumentationCheck",
    "PrivateNote",
    "SessionParticipant",
    "SparringSession",
    "Takeaway",
    "TwiceOnTheAgenda",
]
