"""The pages made from the code are up to date, and what the README tells people to type is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs_from_code import DOCS, MADE, pages

ROOT = Path(__file__).parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/salesforce.md",
    *(f"docs/decisions/{path.name}" for path in sorted((DOCS / "decisions").glob("*.md"))),
]


@pytest.mark.parametrize("name", MADE)
def test_a_page_made_from_the_code_is_up_to_date(name: str) -> None:
    """`make docs` was run after the last change of a binding, a clause or the library of bank holidays."""
    assert (DOCS / name).read_text("utf-8") == MADE[name]()


def test_every_binding_says_what_it_does() -> None:
    """A key without a tooltip or a description can't be looked up."""
    for page in pages():
        for binding in page.BINDINGS:
            assert binding.tooltip or binding.description, (page, binding)  # type: ignore[union-attr]


def test_every_psw_command_of_the_readme_is_a_command() -> None:
    """Each `psw …` line names commands that exist."""
    import click

    from psw_tui.cli.tree import root

    for line in re.findall(r"^psw ([a-z].*)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE):
        command: click.Command = root
        for word in line.split():
            if not isinstance(command, click.Group):
                break
            assert word in command.commands, line
            command = command.commands[word]


def test_every_make_target_of_the_readme_is_in_the_makefile() -> None:
    """Each `make …` line names a target."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_what_a_template_may_use_is_on_the_page_on_messages() -> None:
    """Every name that a template of the package uses is explained, and so is every template."""
    from jinja2 import Environment, meta

    page = (DOCS / "messages.md").read_text("utf-8")
    listed = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    explained = {name for row in listed for name in re.findall(r"`(\w+)`", row)}
    templates = sorted((ROOT / "psw_tui" / "data" / "messages").glob("*.txt"))
    assert len(templates) == 9
    for template in templates:
        assert f"`{template.name}`" in page
        used = meta.find_undeclared_variables(Environment(autoescape=True).parse(template.read_text("utf-8")))
        assert used <= explained, template.name


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    """In full (`psw_tui/store/core/store.py`), and every page that it links to."""
    text = (ROOT / page).read_text("utf-8")
    named = re.findall(r"`((?:psw_tui|screens|models|tests|docs)/[\w/.-]+)`", text)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert [target for target in linked if not ((ROOT / page).parent / target).exists()] == []


def test_every_function_of_the_key_that_is_followed_is_where_the_page_says() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    steps = re.findall(r"^\| `(\S+\.py)` \| `(\w+)` \|", page, re.MULTILINE)
    assert len(steps) > 10
    for place, name in steps:
        assert re.search(rf"^ *(?:async )?def {name}\(", (ROOT / place).read_text("utf-8"), re.MULTILINE), name


def test_every_package_that_ships_says_that_it_is_typed() -> None:
    """And the licence is one file that goes with them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert (ROOT / package / "py.typed").is_file(), package
    assert project["project"]["license"] == "MIT"
    assert all((ROOT / name).is_file() for name in project["project"]["license-files"])
