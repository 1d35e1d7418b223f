"""The demo's own rules."""

import socket

import pytest
from django.core.management import CommandError, call_command

from samenspel.config.management.commands.demo import free_port


def test_demo_refuses_outside_demo_mode(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="make demo"):
        call_command("demo")


def test_port_in_use_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        found = free_port(port)

    assert port < found < port + 20
