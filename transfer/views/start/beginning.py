"""What a new organisation still lacks before anybody can try anything: for its administrator."""

from dataclasses import dataclass

from flask import url_for

from transfer.domain.vocabulary import Role, UnitKind
from transfer.policies import Member
from transfer.speaking import gettext as _


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One sentence, why it matters, and a button that leads to where it is done."""

    text: str
    why: str
    button: str
    url: str


def first_steps(who: Member) -> list[FirstStep]:
    """What is left of setting up, in the order it is done; nothing for an organisation under way."""
    names = who.directory
    steps = []
    if not any(one.is_active and one.kind is UnitKind.UNIT for one in names.units.values()):
        steps.append(
            FirstStep(
                _("Opret enhederne"),
                _("En prøvehandling foregår altid i en enhed."),
                _("Ny enhed"),
                url_for("administration.unit_new"),
            )
        )
    if not any(one.is_active for one in names.goals.values()):
        steps.append(
            FirstStep(
                _("Skriv kompetencemålene"),
                _("Hver plan vælger et til tre af dem."),
                _("Nyt kompetencemål"),
                url_for("goals.new"),
            )
        )
    roles = [role.role for one in names.people.values() for role in one.roles]
    if Role.ACTIVIST not in roles:
        steps.append(
            FirstStep(
                _("Opret læringsaktivister, ledere og konsulenter"),
                _("Er de mange, kan du hente dem ind fra et regneark under Importér."),
                _("Ny bruger"),
                url_for("administration.person_new"),
            )
        )
    return steps
