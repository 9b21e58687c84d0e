"""What is counted of a running service, in Prometheus' own terms.

Every label has few values: route templates and never paths, kinds of this program's own lists,
the number of a worker. No name, organisation or address stands in a figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from estate import __version__
from estate.codes import JobTask, RecordKind

#: Seconds; from a kept answer to a county's worst question (`ESTATE_QUESTION_SECONDS`).
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Route templates of import plans, and what became of a plan when they answer well.
_IMPORT_STEPS = {
    ("POST", "/api/v1/imports"): "planned",
    ("POST", "/api/v1/imports/{id}/commit"): "committed",
    ("DELETE", "/api/v1/imports/{id}"): "discarded",
    ("POST", "/api/v1/imports/{id}/revert"): "reverted",
}
#: The request at once that does what a job does.
_AT_ONCE = {
    JobTask.READ: "/api/v1/imports",
    JobTask.COMMIT: "/api/v1/imports/{id}/commit",
    JobTask.REVERT: "/api/v1/imports/{id}/revert",
}
#: How somebody signs in; both answer 303 when it worked.
_SIGN_INS = {
    ("GET", "/sign-in/callback"): "provider",
    ("POST", "/sign-in/once/{link}"): "link",
}

disable_created_metrics()


@dataclass
class Seen:
    """One request, as it turned out. ``status`` is None when nobody waited for the answer;
    ``problem`` the kind of a problem+json, ``note`` what routes and guards told on the way."""

    method: str
    route: str
    status: int | None
    seconds: float
    note: dict[str, Any] = field(default_factory=dict)


class Figures:
    """The figures of one process; of all workers' together where they share a folder
    (``api.monitoring.workers``)."""

    def __init__(self, worker: int | None = None) -> None:
        """In a registry of their own: several services in one process keep apart.

        ``worker``: its number among several that share a folder; None for the only one.
        """
        self.registry = CollectorRegistry()
        self.worker = str(worker or 0)
        self.in_progress = 0
        self._children: dict[tuple[Any, ...], Any] = {}
        self._requests = self.counter(
            "estate_http_requests", "Answers given.", ("method", "route", "status")
        )
        self._seconds = Histogram(
            "estate_http_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route"),
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._problems = self.counter(
            "estate_problems",
            "Answers that refuse or fail, by kind of problem.",
            ("kind", "status"),
        )
        self._limited = self.counter(
            "estate_rate_limited", "Requests answered 429, by the bound that was met.", ("bound",)
        )
        self._sign_ins = self.counter("estate_sign_ins", "Attempts to sign in.", ("way", "outcome"))
        self._imports = self.counter(
            "estate_imports", "Steps of imports over HTTP.", ("kind", "outcome")
        )
        self._audit_failures = self.counter(
            "estate_audit_write_failures",
            "Lines of the record that could not be written (the request was then not answered).",
        )
        if worker is None:
            self.gauge("estate_workers", "Worker processes that live.").set(1)
        self._begin_at_nought()
        build = self.gauge("estate_build_info", "The program's version.", ("version",))
        build.labels(__version__).set(1)

    def _begin_at_nought(self) -> None:
        """What alerts look for: a count that begins at 1 has not risen, as Prometheus sees it."""
        self._problems.labels("unexpected", "500")
        for kind in RecordKind:
            self._imports.labels(kind.value, "failed")
        for way in _SIGN_INS.values():
            self._sign_ins.labels(way, "refused")
        for bound in ("person", "address"):
            self._limited.labels(bound)

    def counter(self, name: str, words: str, labels: Iterable[str] = ()) -> Counter:
        """A figure that only grows; of several workers' the sum."""
        return Counter(name, words, tuple(labels), registry=self.registry)

    def gauge(self, name: str, words: str, labels: Iterable[str] = ()) -> Gauge:
        """A figure that is set; of several workers' values the newest holds."""
        return Gauge(
            name, words, tuple(labels), registry=self.registry, multiprocess_mode="mostrecent"
        )

    def saw(self, seen: Seen) -> None:
        """Count one request, and what its note tells."""
        method = seen.method if seen.method in _METHODS else "other"
        status = "gone" if seen.status is None else str(seen.status)
        self._child(self._requests, method, seen.route, status).inc()
        self._child(self._seconds, method, seen.route).observe(seen.seconds)
        step = (method, seen.route)
        if seen.note.get("audit_failed"):
            self._audit_failures.inc()
        if "problem" in seen.note:
            self._problems.labels(seen.note["problem"], status).inc()
        if "rate_bound" in seen.note:
            self._limited.labels(seen.note["rate_bound"]).inc()
        if step in _SIGN_INS:
            outcome = "signed in" if seen.status == 303 else _outcome(seen.status)
            self._sign_ins.labels(_SIGN_INS[step], outcome).inc()
        if step in _IMPORT_STEPS:
            good = seen.status is not None and seen.status < 300
            outcome = _IMPORT_STEPS[step] if good else _outcome(seen.status)
            self._imports.labels(seen.note.get("import_kind", "not said"), outcome).inc()

    def saw_job(self, task: JobTask, kind: str, status: int) -> None:
        """Count what a job has done as a request at once is counted."""
        step = ("POST", _AT_ONCE[task])
        outcome = _IMPORT_STEPS[step] if status < 300 else _outcome(status)
        self._imports.labels(kind, outcome).inc()

    def _child(self, metric: Counter | Histogram, *labels: str) -> Any:
        """The library looks labels up under a lock, with checks; this is the hot path."""
        key = (metric, *labels)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = metric.labels(*labels)
        return found


def _outcome(status: int | None) -> str:
    return "refused" if status is not None and status < 500 else "failed"
