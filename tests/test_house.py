"""The house keeps its own laws, and its documents tell the truth."""

import ast
import re
from pathlib import Path

import click
import pytest
from importlinter.cli import lint_imports

from feedback_app import settings
from feedback_app.cli import feedback

HOME = Path(__file__).parents[1]
CODE = sorted(path for name in ("feedback_app", "surveys", "classifier") for path in (HOME / name).rglob("*.py"))
README = (HOME / "README.md").read_text(encoding="utf-8")


def test_no_file_is_longer_than_400_lines():
    long = {str(path.relative_to(HOME)): count for path in CODE if (count := len(path.read_text().splitlines())) > 400}
    assert CODE
    assert long == {}


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{path.relative_to(HOME)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.body[0].lineno >= 40
    ]
    assert long == []


def test_no_partial_is_longer_than_60_lines():
    partials = sorted((HOME / "templates").rglob("_*.html"))
    assert partials
    assert [path.name for path in partials if len(path.read_text().splitlines()) > 60] == []


def test_imports_go_one_way_down(monkeypatch):
    monkeypatch.chdir(HOME)
    assert lint_imports() == 0


def test_every_setting_is_documented_and_every_documented_setting_exists():
    used = set(re.findall(r'"(FEEDBACK_[A-Z_]+|DATABASE_URL)"', Path(settings.__file__).read_text()))
    used |= {f"FEEDBACK_MAIL_{team}" for team in ("PRODUCT", "LOGISTICS", "SERVICE")}
    assert used == set(re.findall(r"`(FEEDBACK_[A-Z_]+|DATABASE_URL)`", README))


def test_only_the_settings_and_the_entries_read_the_environment():
    readers = {str(path.relative_to(HOME)) for path in CODE if re.search(r"os\.(environ|getenv)", path.read_text())}
    assert readers <= {
        "feedback_app/cli/opening.py",
        "feedback_app/piccolo_conf.py",
        "feedback_app/foundation/migrations.py",
    }


def verbs(group: click.Group, before: str = "") -> set[str]:
    found: set[str] = set()
    for name, command in group.commands.items():
        full = f"{before} {name}".strip()
        found |= verbs(command, full) if isinstance(command, click.Group) else {full}
    return found


def test_every_verb_is_documented_and_has_help():
    spelled_out = README.replace("members add | list", "members add\nfeedback members list").replace(
        "api-keys create NAME | revoke PREFIX", "api-keys create NAME\nfeedback api-keys revoke PREFIX"
    )
    documented = [line.removeprefix("feedback ") for line in spelled_out.splitlines() if line.startswith("feedback ")]
    for verb in verbs(feedback):
        assert any(line.startswith(verb) for line in documented), verb
    for line in documented:
        assert any(line.startswith(verb) for verb in verbs(feedback)), line


def test_every_picture_and_link_of_the_readme_exists():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (HOME / target).exists(), target


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(HOME)))
def test_every_module_says_what_it_is_for(path):
    assert "piccolo_migrations" in path.parts or ast.get_docstring(ast.parse(path.read_text()))
