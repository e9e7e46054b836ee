"""The command line: verbs in the order of the flow. One line of outcome on stdout, trouble on stderr.

Exit status: 0 done, 1 it did not work, 2 wrong usage or settings.
"""

from __future__ import annotations

import sys

import click

from feedback_app.cli import exporting, house, loop, models, people, readings, report, rooms, service
from feedback_app.foundation.errors import FoundationError, SettingsError
from feedback_app.logs import configure_logs


class InOrder(click.Group):
    """Lists the verbs in the order of the flow instead of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs as they were added."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="feedback-loop", prog_name="feedback")
def feedback() -> None:
    """Return reasons and CSAT, themes, alerts, and what came of them."""


for verb in (
    service.migrate,
    house.demo,
    service.serve,
    service.worker,
    loop.import_group,
    loop.invite,
    readings.alerts,
    readings.submissions,
    exporting.export,
    report.report,
    rooms.themes,
    models.models,
    rooms.trends,
    rooms.privacy,
    people.members,
    people.api_keys,
):
    feedback.add_command(verb)


def main() -> None:
    """Run the command line; known troubles end in one plain sentence."""
    configure_logs()
    try:
        # Without its standalone mode click returns the status of an Exit instead of raising it.
        status = feedback.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except SettingsError as error:
        click.echo(f"Setting {error.variable} is wrong. Expected: {error.expected}.", err=True)
        sys.exit(2)
    except KNOWN as error:
        click.echo(f"{error}", err=True)
        sys.exit(1)
    except OSError as error:
        # A file or folder that somebody named; connections have errors of their own.
        click.echo(f"{error.filename or 'The file'}: {error.strerror or error}", err=True)
        sys.exit(1)


def _known() -> tuple[type[Exception], ...]:
    from classifier.errors import ClassifierError
    from feedback_app.alerts.errors import AlertError
    from feedback_app.auth.errors import AuthError
    from surveys.errors import SurveyError

    return (FoundationError, ClassifierError, AlertError, AuthError, SurveyError)


KNOWN = _known()
