"""``radicular serve``: the workbench in a browser."""

import os
import webbrowser
from pathlib import Path
from threading import Timer

import click

from radicular.cli.examples import examples
from radicular.cli.home import home_named, needing_the_workbench, with_home

__all__ = ["command"]


@click.command(
    epilog=examples(
        "radicular serve",
        "radicular serve --port 9000 --no-open",
        "radicular serve --demo --home demo",
        "radicular serve --database postgresql://me@127.0.0.1/radicular",
        "radicular serve --host 10.0.0.5 --tls-cert server.pem --tls-key server.key",
    )
)
@click.option("--port", default=8021, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Others need TLS.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_home
@click.option("--demo", is_flag=True, help="Add invented patients; refused beside real ones.")
@click.option("--open/--no-open", "opened", default=True, help="Open a browser.")
def command(  # noqa: PLR0913, PLR0917 - one argument an option
    port: int,
    host: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    home: Path | None,
    database: str,
    demo: bool,
    opened: bool,
) -> None:
    """Serve the workbench on this machine.

    The first start makes a database and one account, and prints a link with which its password is
    set, once. It listens on this machine only, unless TLS is set up.
    """
    with needing_the_workbench("radicular serve"):
        from radicular.workbench.course.site_policy import site_policy
        from radicular.workbench.serve.first_start import add_demo, prepare
        from radicular.workbench.serve.hosts import HOST_VARIABLE, allowed_hosts
        from radicular.workbench.serve.server import Place, serve

        place = Place(host, port, tls_cert, tls_key)
        place.check_free()
        chosen = home_named(home, database)
        allowed_hosts(host, chosen.settings.get("hosts", []))
        site_policy()
        os.environ[HOST_VARIABLE] = host
        os.environ["RADICULAR_TLS"] = "1" if place.tls else ""
        token = prepare(chosen)
        if demo:
            click.echo(f"Invented patients added: {add_demo(chosen)}.")
    address = f"{place.address}link/{token}" if token else place.address
    click.echo(f"The workbench: {address}   (Ctrl-C stops it)")
    if token:
        click.echo("The link sets the password of the first account, 'owner'; it works once.")
    if opened:
        Timer(1.5, webbrowser.open, [address]).start()
    with chosen.held(alone=False):
        serve(place)
