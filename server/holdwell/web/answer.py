"""Owns how errors inside routes become problems: every exception, from a wrong field to a full disk, ends here."""

import logging
import re
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.types import ExceptionHandlersMap

from holdwell.logs import place_of
from holdwell.store.store import StoreError, StoreFull
from holdwell.web.problem import (
    MEDIA_TYPE,
    ProblemError,
    invalid,
    not_found,
    server_fault,
    storage_failed,
    storage_full,
)

_log = logging.getLogger("holdwell")


def answer_error(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem for an exception that a route raised."""
    problem = _problem_from(error)
    if problem.problem.status >= 500:
        _log_failure(error, problem)
    return Response(
        content=problem.body(), media_type=MEDIA_TYPE, status_code=problem.problem.status, headers=problem.headers
    )


# HTTPException is named too, since Litestar looks for the nearest class and has an answer of its own for it.
EXCEPTION_HANDLERS: ExceptionHandlersMap = {Exception: answer_error, HTTPException: answer_error}


def _problem_from(error: Exception) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, StoreFull):
        return storage_full()
    if isinstance(error, StoreError):
        return storage_failed()
    if isinstance(error, NotFoundException):
        return not_found()
    if isinstance(error, MethodNotAllowedException):
        return ProblemError(
            405,
            "method-not-allowed",
            "Not possible here",
            "This address does not know this method.",
            headers=error.headers,
        )
    if isinstance(error, ValidationException):
        return _problem_from_validation(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return ProblemError(error.status_code, "invalid", "Not understood", "The request cannot be understood.")
    return server_fault()


def _problem_from_validation(error: ValidationException) -> ProblemError:
    faults = error.extra if isinstance(error.extra, list) else []
    if not faults:
        return invalid("The request cannot be understood.")
    key, message = str(faults[0].get("key", "")), str(faults[0].get("message", ""))
    field = "$" if key in ("", "data") else "$." + re.sub(r"^data\.", "", key)
    expected = message.replace("`", "")
    return invalid(f"{field}: {expected[:1].lower()}{expected[1:]}", field)


def _log_failure(error: Exception, problem: ProblemError) -> None:
    # Where, but not what: an exception's own words may repeat what was sent.
    place = place_of(error)
    reason = str(error) if isinstance(error, StoreError) else ""
    _log.error("failed problem=%s error=%s %s at=%s", problem.problem.type, type(error).__name__, reason, place)
