"""Commands load only what they use; what help says of one is what it says of itself."""

import subprocess
import sys

import pytest

from estate.cli.commands import COMMANDS, loaded

HEAVY = ("fastapi", "matplotlib", "folium", "geopandas", "scipy", "pandas", "sqlalchemy")
OF_THE_SERVICE = ("fastapi", "matplotlib", "folium", "geopandas", "scipy", "pandas")


def modules_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after a statement."""
    told = f"import sys\n{statement}\nprint('\\nheld', *sys.modules)"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


def test_help_loads_nothing_heavy() -> None:
    held = modules_after(
        "from estate.cli import app\ntry: app(['--help'])\nexcept SystemExit: pass"
    )
    assert "typer" in held
    assert not held & {*HEAVY, "estate.settings", "api", "estate.register"}


def test_a_command_of_the_register_alone_loads_no_service() -> None:
    held = modules_after("from estate.cli.commands import loaded\nloaded('organisations')")
    assert "estate.register.queries.organisations" in held
    assert not held & {*OF_THE_SERVICE, "api"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    assert " ".join(loaded(name).help.split()) == COMMANDS[name].help
