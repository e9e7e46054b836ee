"""A wrong setting stops the start with its name and what is expected."""

import pytest

from feedback_app.foundation.errors import SettingsError
from feedback_app.settings import read_settings


def settings(tmp_path, **given):
    return read_settings({"FEEDBACK_VAR_DIR": str(tmp_path), **given})


def test_everything_has_a_default_that_works(tmp_path):
    read = settings(tmp_path)
    assert read.database_url == f"sqlite:///{tmp_path}/feedback.db"
    assert (read.base_url, read.smtp, str(read.zone)) == ("http://127.0.0.1:8000", None, "Europe/Berlin")


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    first = settings(tmp_path).secret
    assert len(first) >= 32
    assert settings(tmp_path).secret == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_file_that_is_not_whole_stops_the_start(tmp_path):
    (tmp_path / "secret").write_text("")
    with pytest.raises(SettingsError, match="FEEDBACK_SECRET"):
        settings(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_by_its_name(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="FEEDBACK_VAR_DIR"):
        settings(tmp_path / "file")


def test_signs_in_a_mail_password_may_be_escaped(tmp_path):
    url = "smtps://anna%40shop.example:p%2Fw%23@mail.shop.example"
    smtp = settings(tmp_path, FEEDBACK_MAIL_TO="a@shop.example", FEEDBACK_SMTP_URL=url).smtp
    assert (smtp.username, smtp.password, smtp.port) == ("anna@shop.example", "p/w#", 465)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FEEDBACK_PORT", "eighty"),
        ("FEEDBACK_PORT", "70000"),
        ("FEEDBACK_SECRET", "short"),
        ("FEEDBACK_BASE_URL", "shop.example"),
        ("FEEDBACK_BASE_URL", "https://shop.example/path"),
        ("FEEDBACK_TIMEZONE", "Mars/Olympus"),
        ("FEEDBACK_SMTP_URL", "http://localhost"),
        ("FEEDBACK_MAIL_FROM", "nobody"),
        ("FEEDBACK_MAIL_LOGISTICS", "a@b\nBcc: c@d"),
        ("FEEDBACK_WEBHOOK_URL", "ftp://x"),
        ("FEEDBACK_WEBHOOK_SECRET", "secret"),
        ("FEEDBACK_WEBHOOK_SECRET", "whsec_YQ=="),
        ("FEEDBACK_TRUSTED_PROXY", "proxy.shop.example"),
        ("FEEDBACK_TRUSTED_PROXY", "10.0.0.1/8"),
        ("FEEDBACK_TRUSTED_PROXY", "0.0.0.0/0"),
        ("FEEDBACK_TRUSTED_PROXY", "127.0.0.1,,::1"),
        ("FEEDBACK_TRUSTED_PROXY", "*"),
        ("FEEDBACK_WEBHOOK_PRIVATE", "maybe"),
        ("FEEDBACK_FALSE_ALARMS_PER_MONTH", "0.01"),
        ("FEEDBACK_FALSE_ALARMS_PER_MONTH", "nan"),
        ("FEEDBACK_INVITATION_DAYS", "0"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(tmp_path, variable, value):
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, **{variable: value})
    assert caught.value.variable == variable
    assert caught.value.expected


def test_a_mail_server_without_anybody_to_write_to_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="FEEDBACK_MAIL_TO"):
        settings(tmp_path, FEEDBACK_SMTP_URL="smtp://localhost:1025")


def test_a_webhook_that_nobody_could_trust_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="FEEDBACK_WEBHOOK_SECRET"):
        settings(tmp_path, FEEDBACK_WEBHOOK_URL="https://hook.shop.example/")


def test_proxies_are_addresses_and_networks_and_nobody_by_default(tmp_path):
    assert settings(tmp_path).trusted_proxy == ()
    read = settings(tmp_path, FEEDBACK_TRUSTED_PROXY="127.0.0.1, 10.0.0.0/8,::1")
    assert read.trusted_proxy == ("127.0.0.1", "10.0.0.0/8", "::1")


def test_teams_without_an_address_share_the_common_one(tmp_path):
    read = settings(tmp_path, FEEDBACK_MAIL_TO="all@shop.example", FEEDBACK_MAIL_LOGISTICS="lager@shop.example")
    assert read.team_mail["logistics"] == "lager@shop.example"
    assert read.team_mail["product"] == "all@shop.example"
