"""Queue, worker and upkeep, with a real server and real worker processes."""

from __future__ import annotations

import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import redis
from sqlalchemy import Engine, text

from jobs.preparing import prepare
from jobs.queue import DispatchQueue, Standing
from jobs.settings import Settings, socket_path
from jobs.upkeep import MAX_ATTEMPTS, Upkeep
from operations import days, decisions, dispatch_requests, events
from operations.engine import open_engine, read, write
from operations.pages import Slice
from tests.jobs.conftest import (
    FAST,
    TENANT,
    add_technician,
    await_true,
    is_decided,
    order_of,
    place,
    queue_server,
    worker,
)


def test_a_queue_that_is_down_says_no_and_raises_nothing(queue: DispatchQueue) -> None:
    begun = time.monotonic()
    assert queue.ask(TENANT, "o1") is False
    assert queue.wait(TENANT, "o1", 5.0) is False
    queue.tell_decided(TENANT, "o1")
    queue.show_worker()
    assert (queue.is_up(), queue.has_worker()) == (False, False)
    with pytest.raises(redis.ConnectionError):
        queue.standing(TENANT, "o1", 1)
    assert time.monotonic() - begun < 5.0


def test_the_word_of_a_decision_is_heard_before_and_after_it_is_said(settings: Settings, queue: DispatchQueue) -> None:
    with queue_server(settings):
        assert queue.wait(TENANT, "o1", 0.05) is False
        queue.tell_decided(TENANT, "o1")
        assert queue.wait(TENANT, "o1", 0.05) is True
        threading.Timer(0.1, queue.tell_decided, (TENANT, "o2")).start()
        assert queue.wait(TENANT, "o2", 5.0) is True
        assert queue.standing(TENANT, "o1", 1) is Standing.UNKNOWN
        assert queue.ask(TENANT, "o1")
        assert queue.standing(TENANT, "o1", 1) is Standing.WAITING


def test_a_lost_enqueue_is_found_and_a_worker_killed_in_the_middle_decides_once(
    settings: Settings, engine: Engine, queue: DispatchQueue
) -> None:
    add_technician(engine)
    lost = place(engine)
    with queue_server(settings):
        with worker(settings) as first:
            # Stored before there was a queue, and never enqueued.
            await_true(is_decided(engine, lost))
            # A writer holds the database, so the worker comes as far as keeping its decision; there it is killed.
            order_id = place(engine)
            with write(engine, TENANT):
                assert queue.ask(TENANT, order_id)
                await_true(lambda: queue.standing(TENANT, order_id, 1) is Standing.TAKEN)
                time.sleep(0.3)
                first.send_signal(signal.SIGKILL)
                first.wait()
        assert order_of(engine, order_id).decision_id is None
        with worker(settings):
            await_true(is_decided(engine, order_id))
            # Asked for again although it is decided: nothing more happens.
            assert queue.ask(TENANT, order_id, 7)
            await_true(lambda: queue.standing(TENANT, order_id, 7) is Standing.TAKEN)
            last = place(engine)
            assert queue.ask(TENANT, last)
            assert queue.wait(TENANT, last, 10.0)
    with read(engine) as connection:
        of_order = decisions.page(connection, TENANT, Slice(), order_id=order_id).items
        assert [record.attempt for record in of_order] == [2]
        (day,) = days.of_technician(connection, TENANT, "t1")
        assert sorted(stop.order for stop in day.route.stops) == [lost, order_id, last]
        told = [event.kind for event in events.page(connection, TENANT, Slice(), order_id=order_id).items]
        # The last one may be served before it, which moves it; it is scheduled once.
        assert [kind for kind in told if kind != "order.moved"] == ["order.placed", "order.scheduled"]


def test_a_worker_works_in_a_folder_with_any_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("p") / "今 a=b addr=c '5%#?"
    folder.mkdir()
    settings = Settings.from_environment({"PAIDAN_DATA_DIR": str(folder), **FAST})
    prepare(settings)
    assert socket_path(settings.data_dir).parent == settings.data_dir
    made = open_engine(settings.database_url)
    add_technician(made)
    order_id = place(made)
    with queue_server(settings), worker(settings):
        await_true(is_decided(made, order_id))
    made.dispose()


def test_a_server_that_comes_back_empty_loses_nothing(settings: Settings, engine: Engine, queue: DispatchQueue) -> None:
    add_technician(engine)
    with queue_server(settings):
        ids = [place(engine) for _ in range(5)]
        for order_id in ids:
            assert queue.ask(TENANT, order_id)
    with queue_server(settings), worker(settings):
        for order_id in ids:
            await_true(is_decided(engine, order_id))
    with read(engine) as connection:
        assert len(decisions.page(connection, TENANT, Slice()).items) == 5


def test_two_workers_at_once_decide_each_order_once_and_nobody_is_in_two_places(
    settings: Settings, engine: Engine, queue: DispatchQueue
) -> None:
    for _ in range(2):
        add_technician(engine)
    with queue_server(settings), worker(settings), worker(settings):
        await_true(queue.has_worker)
        ids = [place(engine) for _ in range(16)]
        for order_id in [*ids, *ids]:
            assert queue.ask(TENANT, order_id)
        for order_id in ids:
            await_true(is_decided(engine, order_id))
    with read(engine) as connection:
        made = [record.order_id for record in decisions.page(connection, TENANT, Slice(200)).items]
        assert sorted(made) == sorted(ids)
        for technician_id in ("t1", "t2"):
            (day,) = days.of_technician(connection, TENANT, technician_id)
            for earlier, later in pairwise(day.route.stops):
                assert later.arrive is not None
                assert earlier.finish <= later.arrive <= later.start


def test_upkeep_leaves_alone_what_waits_in_line_and_what_is_young(
    settings: Settings, engine: Engine, queue: DispatchQueue
) -> None:
    order_id = place(engine)
    upkeep = Upkeep(engine, queue, lease_s=10.0, period_s=5.0)
    wall = datetime.now(UTC)
    with pytest.raises(redis.ConnectionError):
        upkeep.look(wall + timedelta(seconds=60))
    with queue_server(settings):
        assert upkeep.look(wall) == 0, "its enqueueing may still be on the way"
        assert upkeep.look(wall + timedelta(seconds=60)) == 1
        assert upkeep.look(wall + timedelta(seconds=60)) == 0, "it waits in line"
        assert queue.standing(TENANT, order_id, 2) is Standing.WAITING


def test_an_order_whose_every_attempt_dies_is_left_to_people_with_the_reason(
    settings: Settings, engine: Engine, queue: DispatchQueue
) -> None:
    order_id = place(engine)
    with write(engine, TENANT) as connection:
        # What a worker cannot read makes each attempt fail.
        connection.execute(text("UPDATE policies SET body = '[]'"))
        connection.execute(text(f"UPDATE dispatch_requests SET attempt = {MAX_ATTEMPTS}"))
    with queue_server(settings), worker(settings):
        assert queue.ask(TENANT, order_id, MAX_ATTEMPTS)
        await_true(lambda: order_of(engine, order_id).reason == "dispatch_failed")
    with read(engine) as connection:
        assert dispatch_requests.pending_of(connection, TENANT, order_id) is None
        last = events.page(connection, TENANT, Slice(), order_id=order_id).items[-1]
    assert last.kind == "order.given_up"
    assert last.data["attempts"] == MAX_ATTEMPTS
    assert last.data["trouble"].startswith("InvalidInputError: ")


def test_a_worker_without_a_queue_server_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jobs import dispatch_run
    from jobs import worker as process

    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(process, "QUEUE_WITHIN_S", 0.1)
    dispatch_run.bench.cache_clear()
    assert process.main() == 2
    assert "paidan worker: the queue server unix:" in capsys.readouterr().err
    dispatch_run.bench.cache_clear()
