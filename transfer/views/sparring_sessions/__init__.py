"""Sparringssessioner: list, page, agenda, the running view for the room, and what comes after."""

from transfer.views.sparring_sessions import after, agenda, calling, listing, reading, room
from transfer.views.sparring_sessions.blueprint import bp

__all__ = ["after", "agenda", "bp", "calling", "listing", "reading", "room"]
