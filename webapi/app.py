"""The application: one blueprint for one resource, and what holds for all of them."""

from __future__ import annotations

from threading import BoundedSemaphore

from flask import Flask
from werkzeug.routing import BaseConverter

from jobs.queue import DispatchQueue
from jobs.settings import Settings
from operations.engine import open_engine
from webapi import auth, operation, problems
from webapi.areas import areas
from webapi.by_hand import work_by_hand
from webapi.decisions import decisions
from webapi.docs import docs
from webapi.events import events
from webapi.health import health
from webapi.orders import orders
from webapi.policies import policies
from webapi.rewriting import rewritten
from webapi.service import EXTENSION, Service
from webapi.skills import skills
from webapi.technicians import technicians

BODY_LIMIT_BYTES = 1024 * 1024
"""Larger bodies are refused with 413."""

THREADS = 16
"""Requests that are answered at the same time."""

MAX_WAITERS = THREADS // 2
"""Of them, those that may wait for a decision; the rest keeps the service answering."""

BLUEPRINTS = (orders, work_by_hand, rewritten, technicians, areas, skills, policies, decisions, events, health, docs)


class RefConverter(BaseConverter):
    """An id, or ``ext:`` and an external id, which may hold slashes; a control character is in neither."""

    regex = r"ext:[^\x00-\x1f\x7f]{1,200}?|[^/\x00-\x1f\x7f]{1,204}"
    part_isolating = False


class ExternalIdConverter(BaseConverter):
    """An external id, which may hold slashes, and no control character."""

    regex = r"[^\x00-\x1f\x7f-\x9f]{1,200}?"
    part_isolating = False


def create_app(settings: Settings) -> Flask:
    """The WSGI application of a service; opens no connection yet.

    Parameters
    ----------
    settings
        Where the database and the queue are, and whose clock counts.
    """
    app = Flask("webapi", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT_BYTES
    app.url_map.converters |= {"ref": RefConverter, "external": ExternalIdConverter}
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = Service(
        settings=settings,
        database=open_engine(settings.database_url),
        queue=DispatchQueue(settings.redis_url),
        waiters=BoundedSemaphore(MAX_WAITERS),
    )
    auth.require_key(app)
    operation.check_requests(app)
    problems.tell_problems(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
