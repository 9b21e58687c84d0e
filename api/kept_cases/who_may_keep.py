"""Who may keep a version of a business case."""

from api.http.identity import Bearer
from estate.codes import Role
from estate.errors import NotAllowed


def demand_keeper(bearer: Bearer) -> None:
    """``NotAllowed`` unless whoever asks may keep a case or sign one off."""
    if bearer.role not in (Role.EDITOR, Role.ADMINISTRATOR):
        raise NotAllowed("Only an editor of an organisation or an administrator may do this.")
