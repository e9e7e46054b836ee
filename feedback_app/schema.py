"""All floors' tables in the order in which they build on each other, and how to bring them up to date."""

from __future__ import annotations

from classifier.piccolo_app import APP_CONFIG as CLASSIFIER
from feedback_app.alerts.piccolo_app import APP_CONFIG as ALERTS
from feedback_app.asking.piccolo_app import APP_CONFIG as ASKING
from feedback_app.auth.piccolo_app import APP_CONFIG as AUTH
from feedback_app.cases.piccolo_app import APP_CONFIG as CASES
from feedback_app.foundation import migrations
from feedback_app.insights.piccolo_app import APP_CONFIG as INSIGHTS
from surveys.piccolo_app import APP_CONFIG as SURVEYS

APPS = (SURVEYS, CLASSIFIER, ALERTS, ASKING, CASES, INSIGHTS, AUTH)


async def migrate() -> int:
    """Run all migrations that have not run; returns how many did."""
    return await migrations.migrate(APPS)


async def migrate_back() -> None:
    """Undo all migrations: every table is dropped."""
    await migrations.migrate_back(APPS)


async def pending() -> int:
    """Count migrations that have not run yet."""
    return await migrations.pending(APPS)
