"""Lets ``python -m feedback_app.cli`` run the command line, as the web server does for its worker."""

from feedback_app.cli import main

main()
