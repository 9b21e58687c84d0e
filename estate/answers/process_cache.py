"""The answers that a process keeps, with the network that their minutes rest on."""

import threading
from pathlib import Path

import structlog

from estate.answers.cache import AnswerCache
from estate.errors import Refused
from estate.networks.instance_network import InUse

_log = structlog.get_logger("estate.network")


class KeptAnswers:
    """Answers over the network in use; where another was built, all are made anew."""

    def __init__(self, data_dir: Path | None) -> None:
        """``data_dir``: where the instance's network lies; None for none."""
        self._networks = InUse(data_dir)
        self._cache = AnswerCache()
        self._lock = threading.Lock()

    def cache(self) -> AnswerCache:
        """The answers of now. A question keeps those that it began with."""
        try:
            network = self._networks.network()
        except Refused as error:
            _log.error("network not usable", why=str(error))
            network = None
        with self._lock:
            if self._cache.network is not network:
                self._cache = AnswerCache(network=network)
            return self._cache


def fresh(data_dir: Path) -> AnswerCache:
    """No answer yet, over the network in use: for a command, which says so where it is broken."""
    return AnswerCache(network=InUse(data_dir).network())
