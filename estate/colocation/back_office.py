"""Back-office functions that bodies could combine: the county's list of 2010, as groups of users.

Worcestershire Total Place (2010), appendix 4, p. 50, names seven kinds of specialist backroom
service that could support a broader range of public bodies. A group is who gives such a service in
this register today, and where. It is a list to look at: nothing is proposed, and no saving is
worked out, since service money is not on record.
"""

import math
from dataclasses import dataclass

from estate.assumptions import AssumptionSet
from estate.codes import ServiceFunction
from estate.colocation.sharing_matrix import partner_users
from estate.frames import Estate

_S = ServiceFunction
#: As the county names them → our codes of the services that are meant.
FUNCTIONS: dict[str, tuple[ServiceFunction, ...]] = {
    "Revenues and benefits, together with work and pensions": (_S.REVS_BENS, _S.EMPLOYMENT),
    "Planning and building control": (_S.PLANNING_BC,),
    "Economic development and business promotion": (_S.ECON_DEV,),
    "Tourism": (_S.TOURISM,),
    "Community public health and personal social services": (_S.PUBLIC_HEALTH, _S.SOCIAL_CARE),
    "Vehicle procurement and maintenance": (_S.VEHICLE_WORKSHOP,),
    "Managed ICT service": (_S.ICT,),
}


@dataclass(frozen=True)
class User:
    """One occupation of a group: whose, where, which service; ``need_m2`` NIA, None unknown."""

    property_id: str
    organisation: str
    service: ServiceFunction
    need_m2: float | None


@dataclass(frozen=True)
class Group:
    """Who gives one kind of service today, by organisation and property; ``need_m2`` together,
    None where one is unknown."""

    name: str
    functions: tuple[ServiceFunction, ...]
    users: tuple[User, ...]

    @property
    def organisations(self) -> list[str]:
        """Codes of the organisations in the group, each once."""
        return sorted({one.organisation for one in self.users})

    @property
    def is_of_several(self) -> bool:
        """Whether there is anybody to combine with."""
        return len(self.organisations) > 1

    @property
    def need_m2(self) -> float | None:
        """Room that all of them need."""
        needs = [one.need_m2 for one in self.users]
        known = [one for one in needs if one is not None]
        return sum(known) if known and len(known) == len(needs) else None


def groups(estate: Estate, assumptions: AssumptionSet) -> list[Group]:
    """A group for each kind of the county's list, in its order, those without a user among them.

    Hidden and protected places, and users outside the register, are left out, as among like users
    (``sharing_matrix.similar_users``).
    """
    users = partner_users(estate, assumptions)
    found = []
    for name, functions in FUNCTIONS.items():
        mine = users[users["service_function"].isin([one.value for one in functions])]
        mine = mine.sort_values(["organisation", "property_id"], kind="stable")
        rows = zip(
            mine["property_id"],
            mine["organisation"],
            mine["service_function"],
            mine["need_m2"],
            strict=True,
        )
        made = tuple(
            User(str(key), str(whose), ServiceFunction(what), _known(need))
            for key, whose, what, need in rows
        )
        found.append(Group(name, functions, made))
    return found


def _known(need_m2: float) -> float | None:
    return None if math.isnan(need_m2) else float(need_m2)
