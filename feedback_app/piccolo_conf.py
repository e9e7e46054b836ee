"""Piccolo's entry: the engine that is bound now, or one from DATABASE_URL for Piccolo's own command line."""

import os
from typing import Any

from piccolo.conf.apps import AppRegistry

APP_REGISTRY = AppRegistry(
    apps=[
        "surveys.piccolo_app",
        "classifier.piccolo_app",
        "feedback_app.alerts.piccolo_app",
        "feedback_app.asking.piccolo_app",
        "feedback_app.cases.piccolo_app",
        "feedback_app.insights.piccolo_app",
        "feedback_app.auth.piccolo_app",
    ]
)


def __getattr__(name: str) -> Any:
    if name != "DB":
        raise AttributeError(name)
    from feedback_app.foundation import database  # noqa: PLC0415 Piccolo imports this module while tables load

    try:
        return database.engine()
    except RuntimeError:
        return database.make_engine(os.environ.get("DATABASE_URL", "sqlite:///var/feedback.db"))
