"""A town's plan as files that anyone can check, with each variable in plain English.

Made from the problem that the reader was answered from: no file holds more.
"""

import io
import zipfile

from estate.answers.towns.question import TownQuestion
from estate.codes import DISCLAIMER
from estate.consolidation.town import proof
from estate.errors import BadQuestion
from estate.quarters import day_words

_MADE = (1980, 1, 1, 0, 0, 0)


def files(question: TownQuestion) -> dict[str, str]:
    """Text of each file by its name; ``BadQuestion`` where there is no plan to prove."""
    plan, town = question.found.plan, question.town
    if plan is None:
        raise BadQuestion(
            "There is no plan to check: none keeps to all of this, or none was found yet."
        )
    stated = {
        "town": question.asked.town,
        "asked": "&".join(f"{name}={value}" for name, value in question.asked.pairs),
        "reader": question.estate.reader,
        "register_version": str(question.estate.version),
        "day": town.today.isoformat(),
        "assumption_set": town.assumptions.id,
        "price_base": town.assumptions.price_base,
        "disclaimer": DISCLAIMER,
    }
    return proof.files(plan, question.limits, words=words(question), stated=stated)


def zipped(question: TownQuestion) -> bytes:
    """The same in one file; of the same plan the same bytes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(question).items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def words(question: TownQuestion) -> list[str]:
    """What each of the model's columns stands for, in their order."""
    town, model = question.town, question.model
    dates = [day_words(one) for one in town.problem.dates]
    places = [town.names[one] for one in town.property_ids]
    home = [places[at] for at in model.home.tolist()]
    people = [town.names.get(one, "An occupier") for one in town.occupation_ids]

    def move(who: int, into: int) -> str:
        return f"{people[who]} moves from {home[who]} to {places[into]}"

    found = [
        f"{move(who, into)}, there from {dates[when]}"
        for who, into, when in zip(
            model.who.tolist(), model.into.tolist(), model.when.tolist(), strict=True
        )
    ]
    found += [
        f"Everybody leaves {places[at]}, for {dates[when]}"
        for at, when in zip(model.closing.tolist(), model.closing_when.tolist(), strict=True)
    ]
    found += [f"{places[at]} comes into use" for at in model.opening.tolist()]
    found += [f"{places[at]} takes somebody in" for at in model.hosts.tolist()]
    pairs = model.pair_names[model.pairs].tolist()
    found += [f"{move(*divmod(int(one), len(places)))}, on whatever day" for one in pairs]
    found += [
        f"{people[model.leaving[at]]} leaves others behind in {home[model.leaving[at]]}, for "
        f"{dates[model.leaving_when[at]]}"
        for at in model.lefts.tolist()
    ]
    return found
