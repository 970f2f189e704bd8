"""Runs `openstack` commands in one process: starting Python and finding the plugins takes longer than most commands.

Reads one JSON list of arguments per line, writes one JSON object per line: status, stdout, stderr. Everything that the
command itself does (options, requests, columns, formats, messages) is the client's own code.
"""
import contextlib
import io
import json
import sys
import traceback

from openstackclient import shell


def run(arguments):
    stdout, stderr = io.StringIO(), io.StringIO()
    stdout.buffer = io.BytesIO()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            status = shell.OpenStackShell().run(arguments)
        except SystemExit as end:
            status = end.code
        except Exception:
            traceback.print_exc()
            status = 1
    return {"status": status, "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
