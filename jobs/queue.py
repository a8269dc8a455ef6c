"""The only enqueuer: asks a worker to dispatch an order, and waits for the word that it was decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DispatchQueue:
    """A queue of orders to dispatch, on a Redis server.

    Parameters
    ----------
    redis_url
        ``redis://``, ``rediss://`` or ``unix://``.
    """

    redis_url: str

    def ask(self, tenant: str, order_id: str, attempt: int = 1) -> bool:
        """Ask for the dispatch of an order whose request is stored. False if the queue server is down.

        Nothing is lost then: upkeep finds the request when the server is back.
        """
        raise NotImplementedError

    def wait(self, tenant: str, order_id: str, timeout_s: float) -> bool:
        """Wait until the order is decided. False if that took longer, or the queue server is down.

        Holds one connection for as long as it waits. One waiter of an order is woken; the record is the truth.
        """
        raise NotImplementedError

    def is_up(self) -> bool:
        """Does the queue server answer?"""
        raise NotImplementedError
