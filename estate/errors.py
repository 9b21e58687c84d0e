"""Errors raised on purpose. No HTTP in here: the edge maps them (``api/http/problems.py``).

::

    EstateError
    ├── SetupError              the machine lacks something; the message says the mending line
    │   ├── PostgresMissing
    │   └── ClusterBroken
    ├── NotInitialised          no county in this register yet (``estate init``)
    ├── Refused                 a file or request that cannot be trusted, refused whole
    │   ├── FileRefused         …an import file (message: one sentence, how to mend it)
    │   │   └── KindDoubtful    …until somebody has said what its rows are
    │   └── AreaRefused         …an area.toml or an overlay
    ├── NotFound                no such property, organisation, import
    ├── NotAllowed              the reader may not do this
    ├── Conflict                the register has moved on, or someone else is importing
    │   └── ThereAlready        what would be opened is there already; ``page`` says where
    ├── BadQuestion             parameters that cannot be answered
    └── ProviderFailed          the identity provider did not answer, or cannot be trusted
"""


class EstateError(Exception):
    """Base of all errors that carry a sentence for the person who sees them."""


class SetupError(EstateError):
    """The machine lacks something; the message says which line mends it."""


class PostgresMissing(SetupError):
    """PostgreSQL or PostGIS is not installed."""


class ClusterBroken(SetupError):
    """The private cluster cannot start; the message explains; nothing has been deleted."""


class NotInitialised(EstateError):
    """The register holds no county yet."""


class Refused(EstateError):
    """Input that cannot be trusted is refused whole."""


class FileRefused(Refused):
    """An import file is refused whole, in one sentence that says how to mend it."""


class KindDoubtful(FileRefused):
    """An import file looks like another kind of list than was said; ``kinds`` are those that it
    may be, the likeliest first, each with how many of its columns fit."""

    def __init__(self, words: str, kinds: list[dict[str, object]]) -> None:
        super().__init__(words)
        self.kinds = kinds


class AreaRefused(Refused):
    """An area description or overlay is refused whole."""


class NotFound(EstateError):
    """The thing asked for is not in the register, or not visible to this reader."""


class NotAllowed(EstateError):
    """The reader's role does not allow this."""


class Conflict(EstateError):
    """The register has moved on, or another import of this organisation is running."""


class ThereAlready(Conflict):
    """What would be opened is open already: ``number`` as people call it; ``page`` a path of the
    service, where the reader is shown it."""

    def __init__(self, words: str, number: int, page: str | None = None) -> None:
        super().__init__(words)
        self.number = number
        self.page = page


class BadQuestion(EstateError):
    """Parameters that cannot be answered."""


class ProviderFailed(EstateError):
    """The identity provider did not answer, or not in a way that can be trusted."""


class ReaderFailed(RuntimeError):
    """A process that reads files met something that it was not made for.

    Its words are kinds of error and lines of code alone: what such an error says repeats cells.
    """
