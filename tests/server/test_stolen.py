"""A backup, or a practice as a file, in the hands of a stranger: what is in it, and what is not."""

import stat
from pathlib import Path

from carried import exported
from holdwell.backup import back_up
from worlds import fact_text, open_world

NOTE, NAME = "of the shoulder of Q. X.", "Q. X."


async def test_a_stolen_backup_or_file_holds_the_record_and_opens_nothing(tmp_path: Path) -> None:
    data, backup, file = tmp_path / "data", tmp_path / "backup.sqlite3", tmp_path / "practice.jsonl"
    async with open_world(data) as world:
        owner = await world.paired()
        code = await world.code("therapist")
        named = fact_text(2, kind="client_saved", subject="client-aa", client_id="client-aa")
        named = named.replace('"body": {"text": "note 2 é"}', f'"body": {{"replaces": null, "name": "{NAME}"}}')
        assert (await owner.sync([fact_text(1, body={"text": NOTE}), named]))["refused"] == []
        (data / "authority").mkdir()
        (data / "authority" / "authority.pem").write_text("the key that devices trust")
        back_up(data, data / "holdwell.sqlite3", backup, None, world.clock)
        exported(data, file)
        secrets = [world.token(owner), code, code.replace("-", "")]
    for copy in (backup, file):
        content = copy.read_bytes()
        # It is the record, in plain text, and for its owner only.
        assert (NOTE.encode() in content, NAME.encode() in content) == (True, True)
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        # Nobody becomes a device of the practice by it, and no code in it pairs one.
        assert [secret for secret in secrets if secret.encode() in content] == []
    # The authority's key goes along in a backup, since a restored server is trusted by it, and in nothing else.
    assert b"the key that devices trust" in backup.read_bytes()
    assert b"the key that devices trust" not in file.read_bytes()
