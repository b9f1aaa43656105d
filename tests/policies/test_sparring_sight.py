"""Who sees what lies around a sparringssession, asked of the database: the words themselves, not whether a deed is allowed."""

from tests.factories import AT, a_membership, a_session, an_agreement, saved
from tests.policies.test_sight import Scene, scene  # noqa: F401  (pytest finds it by its name)
from transfer.db import across_organisations
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.vocabulary import Role
from transfer.models.sparring_sessions import (
    Contribution,
    DocumentationCheck,
    PrivateNote,
    Takeaway,
)
from transfer.policies import (
    visible_agreements,
    visible_contributions,
    visible_documentation_checks,
    visible_private_notes,
    visible_takeaways,
)

ROOM = {"owner", "colleague", "consultant", "consultant_of_all", "both"}
"""The facilitator, those who were called and are not only leaders, and who advises all."""


def test_everything_around_a_session_is_seen_by_its_own_readers(scene: Scene):  # noqa: F811
    here, who = scene.organisation, scene.people
    who["both"] = both = scene.people["consultant_elsewhere"]
    del who["consultant_elsewhere"]
    with across_organisations():
        a_membership(both, here, Role.CONSULTANT, scene.havblik)
        a_membership(both, here, Role.LEADER, scene.havblik)
        trial = scene.trial(visibility="network", state="running")
        called = [who[name] for name in ("owner", "colleague", "leader", "both")]
        session = a_session(
            here, who["consultant"], participants=called, trials=[trial], state=SessionState.HELD
        )
        own = {"organisation_id": here.id, "session_id": session.id}
        brought = saved(
            Contribution(author_id=who["owner"].id, text="Om natten", created_at=AT, **own)
        )
        taken = saved(Takeaway(person_id=who["colleague"].id, line="Spørg", updated_at=AT, **own))
        note = saved(PrivateNote(author_id=both.id, text="Husk", updated_at=AT, **own))
        check = saved(
            DocumentationCheck(
                trial_id=trial.id, by_id=who["consultant"].id, marks={}, updated_at=AT, **own
            )
        )
        promised = an_agreement(here, who["distant"], trial_id=trial.id, session_id=session.id)

    assert scene.those_who_see(visible_contributions, brought) == ROOM
    assert scene.those_who_see(visible_takeaways, taken) == {
        "colleague",
        "consultant",
        "consultant_of_all",
    }
    assert scene.those_who_see(visible_private_notes, note) == {"both"}
    assert scene.those_who_see(visible_documentation_checks, check) == {
        "owner",
        "consultant",
        "consultant_of_all",
    }
    assert scene.those_who_see(visible_agreements, promised) == ROOM | {
        "participant",
        "external",
        "distant",
    }
