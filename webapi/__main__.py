"""``python -m webapi``: the API as a process of its own, as its supervisor starts it."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType

from jobs.settings import Settings, SettingsError
from webapi.app import create_app
from webapi.server import listen


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; 1 if the address is not to be had, 2 if the settings cannot be meant."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        settings = Settings.from_environment()
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    try:
        server = listen(create_app(settings), settings.host, settings.port)
    except OSError as fault:
        sys.stderr.write(f"cannot listen on {settings.host}:{settings.port}: {fault.strerror or fault}\n")
        return 1
    signal.signal(signal.SIGTERM, _end)
    server.run()
    return 0


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
