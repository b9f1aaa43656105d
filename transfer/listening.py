"""Where the web server answers: this machine only, unless what leaves it is encrypted."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, create_server
from typing import Self


class CannotStart(Exception):
    """Why, in words for the person who typed the command."""


@dataclass(frozen=True)
class Listening:
    """Where the web server answers, and with which certificate."""

    host: str
    port: int
    certificate: str | None = None
    key: str | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Where TRANSFER_BIND says; beyond this machine only with TLS, here or in proxies in front.

        Raises: CannotStart, if passwords would cross a network in the clear.
        """
        host, _, port = environ.get("TRANSFER_BIND", "127.0.0.1:8000").rpartition(":")
        certificate, key = environ.get("TRANSFER_TLS_CERT"), environ.get("TRANSFER_TLS_KEY")
        host = host.strip("[]").replace("localhost", "127.0.0.1")
        try:
            here_only = ip_address(host).is_loopback
            where = cls(host, int(port), certificate or None, key or None)
        except ValueError:
            raise CannotStart("TRANSFER_BIND skal være ADRESSE:PORT, fx 127.0.0.1:8000") from None
        hops = environ.get("TRANSFER_PROXIES", "0")
        if not (here_only or (certificate and key) or (hops.isdigit() and int(hops) > 0)):
            raise CannotStart(
                f"{host} kan nås fra andre maskiner, så TRANSFER_TLS_CERT og TRANSFER_TLS_KEY skal"
                " nævne certifikatets filer, eller TRANSFER_PROXIES antallet af TLS-proxyer foran"
            )
        return where

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.bind}"

    def insist_on_free(self) -> None:
        family = AF_INET6 if ":" in self.host else AF_INET
        try:
            create_server((self.host, self.port), family=family).close()
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise CannotStart(f"der kan ikke lyttes på {self.bind} ({why})") from error

    def answers(self) -> bool:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asks, does not bind
        near = everywhere.get(self.host, self.host)
        connection = HTTPConnection(near, self.port, timeout=2)
        if self.certificate:  # our own server on this machine: its name need not match
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            connection = HTTPSConnection(near, self.port, timeout=2, context=context)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
