"""How the pages are served. transfer/supervisor.py starts it; `gunicorn wsgi:app` from here does the same."""

import os
from pathlib import Path

from transfer.listening import Listening

where = Listening.from_environment()
bind = where.bind
certfile = where.certificate
keyfile = where.key

worker_class = "gthread"
workers = int(os.environ.get("TRANSFER_WEB_WORKERS", "2"))
threads = 4
graceful_timeout = 20  # a request under way when told to stop has this long
max_requests, max_requests_jitter = 5000, 500  # memory that leaks is given back
memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes its own unguessable names in it
worker_tmp_dir = str(memory) if memory.is_dir() else None  # a slow disk must not look like a hang
control_socket_disable = True
loglevel = "warning"
