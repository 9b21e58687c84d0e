"""What a command writes of the club's work: by whoever types, for the whole club."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import ValidationError

from api.http.bodies import Sent
from api.http.identity import Bearer
from api.http.writing import Doing
from estate import clock
from estate.answers.context import ReadContext
from estate.cli.asking import fresh_answers
from estate.cli.opening import writing
from estate.codes import Role
from estate.errors import BadQuestion
from estate.register.visibility import CLUB

Read = TypeVar("Read", bound=Sent)


@contextmanager
def doing_as_the_club() -> Iterator[Doing]:
    """One transaction of whoever types, who speaks for the whole club."""
    with writing() as connection:
        today = clock.today()
        context = ReadContext(connection, CLUB, today, fresh_answers())
        bearer = Bearer(Role.ADMINISTRATOR, None, getpass.getuser())
        yield Doing(connection, bearer, CLUB, today, context)


def read(schema: type[Read], values: dict[str, Any]) -> Read:
    """What was typed, as HTTP takes it; ``BadQuestion`` says what to mend."""
    try:
        return schema.as_typed(values)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'fields'}: {one['msg']}" for one in error.errors()
        )
        raise BadQuestion(f"To mend: {wrong}. Nothing was kept.") from error
