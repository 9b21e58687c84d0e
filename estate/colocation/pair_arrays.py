"""What pairs look up, as plain arrays: numbers and small codes instead of words.

A pair is then scored by taking a few numbers from each side; nothing of text is touched until
a candidate is shown. Codes are good within one ``Columns`` only; −1 stands for "none".
"""

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from estate.arrays import Bools, Floats, Ints
from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS
from estate.colocation import gates, score
from estate.colocation.network_ways import Ways
from estate.frames import Estate


@dataclass(frozen=True)
class GuestColumns:
    """One entry per guest: an occupation that could move."""

    home: Ints  # position of its property
    organisation: Ints
    order: Ints  # place among all guests by organisation and reference
    row: Ints  # of the compatibility table
    need_m2: Floats
    limit_min: Floats
    m_per_minute: Floats
    drives: Bools  # else it is walked
    reach_m: Floats  # limit × metres a minute ÷ detour factor
    looked_m: Floats  # how far hosts are looked for: nobody in reach is farther in a straight line
    public: Bools
    front_desk: Ints  # how many occupations share it, 0 for none
    conflicts: Ints  # services it may not meet, one bit each
    leave_value: Floats  # lease component as far as the guest's side goes
    leave_days: Floats  # when it leaves, days since 1970
    saving: Floats  # component

    def __getitem__(self, keep: Bools) -> "GuestColumns":
        """The same for some of the guests."""
        return GuestColumns(**{one.name: getattr(self, one.name)[keep] for one in fields(self)})


@dataclass(frozen=True)
class PropertyArrays:
    """One entry per property, as home or as host."""

    organisation: Ints
    order: Ints
    town: Ints
    column: Ints  # of the compatibility table
    spare_m2: Floats
    unanswered: Bools  # n × 4: a school's conditions of which nothing is on record …
    refused: Bools  # … and those on record as not met
    use_class: Ints
    like_for_like: Bools  # its occupiers may move to the same use class only
    services: Ints  # given there, one bit each
    secure_days: Floats  # until when the manager's own term is safe, days since 1970
    out: Floats  # rating component of its occupiers leaving …
    into: Floats  # … and of others coming in
    grades: Floats  # n × 2: condition and energy, 0 the best


@dataclass(frozen=True)
class Columns:
    """Both sides, and the words that the codes stand for."""

    guests: GuestColumns
    properties: PropertyArrays
    organisations: pd.Index
    signed: Bools  # by organisation code
    towns: pd.Index
    occupiers: Ints  # who is where: property × number of organisations + organisation, sorted
    occupiers_at: Ints  # how many organisations are at each property

    def of_guests(self, keep: Bools) -> "Columns":
        """The same with some of the guests."""
        return replace(self, guests=self.guests[keep])


def columns(
    estate: Estate,
    guests: pd.DataFrame,
    hosts: pd.DataFrame,
    saving_gbp_pa: Floats,
    ready: pd.Timestamp,
    assumptions: AssumptionSet,
    ways: Ways | None = None,
) -> Columns:
    """Arrays of the facts that ``facts.gather`` found; ``ways`` where there is a network."""
    properties = estate.properties
    codes, names = _codes(
        properties["organisation"], guests["organisation"], estate.occupations["organisation"]
    )
    towns, town_names = _codes(properties["town"])
    references = _ranks(properties["local_ref"])
    order = _ranks(pd.Series(names))[codes]
    first, last = len(properties), len(properties) + len(guests)
    there = _presence(estate, codes[last:], len(names))
    signed = estate.organisations["signed"].eq(True).reindex(names, fill_value=False)
    guest_order = _dense(order[first:last], references[guests["home"].to_numpy(dtype=np.int64)])
    own_order = _dense(order[:first], references[:-1])
    return Columns(
        guests=_of_guests(
            guests, codes[first:last], guest_order, saving_gbp_pa, ready, assumptions, ways
        ),
        properties=_of_properties(
            properties,
            hosts,
            codes[:first],
            own_order,
            towns,
            gates.service_bits(
                properties, estate.occupations["property_id"], gates.services(estate, assumptions)
            ),
            assumptions,
        ),
        organisations=names,
        signed=np.append(signed.to_numpy(dtype=bool), False),
        towns=town_names,
        occupiers=there,
        occupiers_at=np.bincount(there // max(len(names), 1), minlength=len(properties)),
    )


def _presence(estate: Estate, who: Ints, organisations: int) -> Ints:
    where = estate.properties.index.get_indexer(pd.Index(estate.occupations["property_id"]))
    return np.unique((where * organisations + who)[(where >= 0) & (who >= 0)]).astype(np.int64)


def _of_guests(
    guests: pd.DataFrame,
    organisation: Ints,
    order: Ints,
    saving_gbp_pa: Floats,
    ready: pd.Timestamp,
    assumptions: AssumptionSet,
    ways: Ways | None,
) -> GuestColumns:
    owned = guests["exit_kind"].eq("owned").to_numpy(dtype=bool)
    value, days = score.leaving(pd.to_datetime(guests["exit_date"]), owned, ready, assumptions)
    rows = pd.Index(GUEST_ROWS).get_indexer(pd.Index(guests["row"]))
    limit, pace = (guests[name].to_numpy(dtype=float) for name in ("limit_min", "m_per_minute"))
    drives = guests["drives"].to_numpy(dtype=bool)
    reach_m = limit * pace / assumptions.value("detour_factor")
    return GuestColumns(
        home=guests["home"].to_numpy(dtype=np.int64),
        organisation=organisation,
        order=order,
        row=rows.astype(np.int64),
        need_m2=guests["need_m2"].to_numpy(dtype=float),
        limit_min=limit,
        m_per_minute=pace,
        drives=drives,
        reach_m=reach_m,
        looked_m=reach_m if ways is None else ways.bound_m(limit, drives),
        public=guests["public"].to_numpy(dtype=bool),
        front_desk=guests["front_desk"].to_numpy(dtype=np.int64),
        conflicts=gates.conflict_bits(guests["conflict_service"]),
        leave_value=value,
        leave_days=days,
        saving=score.saving(saving_gbp_pa, assumptions),
    )


def _of_properties(
    properties: pd.DataFrame,
    hosts: pd.DataFrame,
    organisation: Ints,
    order: Ints,
    towns: Ints,
    services: Ints,
    assumptions: AssumptionSet,
) -> PropertyArrays:
    columns = pd.Index(HOST_COLUMNS).get_indexer(pd.Index(hosts["column"]))
    unanswered, refused = gates.open_conditions(properties, assumptions)
    return PropertyArrays(
        organisation=organisation,
        order=order,
        town=towns,
        column=columns.astype(np.int64),
        spare_m2=hosts["spare_m2"].to_numpy(dtype=float),
        unanswered=unanswered,
        refused=refused,
        use_class=_codes(properties["use_class"])[0],
        like_for_like=gates.like_for_like(properties),
        services=services,
        secure_days=score.days(pd.to_datetime(hosts["secure_until"])),
        out=score.rated(properties["availability"], "rag_guest_availability", assumptions),
        into=score.rated(properties["sharing"], "rag_host_sharing", assumptions),
        grades=score.grades(properties),
    )


def _codes(*texts: pd.Series) -> tuple[Ints, pd.Index]:
    """A number for each word, the same in all columns; −1 for null."""
    found, names = pd.factorize(pd.concat(texts, ignore_index=True))
    return found.astype(np.int64), pd.Index(names)


def _ranks(texts: pd.Series) -> Ints:
    """Place of each text among its kind; equal texts share theirs. Null comes last.

    One more entry at the end is the place of null, which code −1 therefore finds.
    """
    found, names = pd.factorize(texts, sort=True)
    return np.append(np.where(found < 0, len(names), found), len(names)).astype(np.int64)


def _dense(major: Ints, minor: Ints) -> Ints:
    """Places by ``major``, then ``minor``, without gaps, so that two fit in one number."""
    key = major * (int(minor.max(initial=0)) + 1) + minor
    return np.asarray(np.unique(key, return_inverse=True)[1], dtype=np.int64)
