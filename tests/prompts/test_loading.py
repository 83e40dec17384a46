"""`load_library`: loads, upgrades, and leaves alone what programs made of it."""

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import resources.library
from programs.models import Program
from prompts.actions.loading import load
from prompts.library import Library, LibraryError, read
from prompts.models import LocalPrompt, Prompt

pytestmark = pytest.mark.django_db
KEY = "adjustment-3"
COUNT = len(list(read().prompts()))


def _changed(library: Library, **changes: Any) -> Library:
    """The library with one prompt changed, or left out."""
    categories = [
        replace(
            category,
            prompts=tuple(
                replace(prompt, **changes) if prompt.key == KEY else prompt
                for prompt in category.prompts
                if changes or prompt.key != KEY
            ),
        )
        for category in library.categories
    ]
    return replace(library, categories=tuple(categories))


def _command(*arguments: str) -> str:
    out = StringIO()
    call_command("load_library", *arguments, stdout=out)
    return out.getvalue()


def test_loading_again_changes_nothing() -> None:
    before = list(Prompt.objects.order_by("key").values_list())
    loaded = json.loads(_command("--json"))
    nothing = {"added": 0, "changed": 0, "retired": 0}
    assert {**loaded, "resources": {}} == {**nothing, "unchanged": COUNT, "resources": {}}
    assert loaded["resources"] == {**nothing, "unchanged": len(resources.library.read())}
    assert list(Prompt.objects.order_by("key").values_list()) == before


def test_an_empty_table_gets_everything() -> None:
    Prompt.objects.exclude(parent=None).delete()
    Prompt.objects.all().delete()
    assert json.loads(_command("--json"))["added"] == COUNT
    assert Prompt.objects.filter(category__kind="question", parent=None).count() == 42


def test_the_sentence_for_people() -> None:
    assert f"{COUNT} unchanged" in _command()


def test_an_upgrade_keeps_local_words(program: Program) -> None:
    local = LocalPrompt.objects.create(
        program=program, original_id=KEY, category_id="adjustment", text="What drains you?", hidden=True, place=3
    )
    loaded = load(_changed(read(), text="What takes your strength here?"))
    assert (loaded.changed, loaded.unchanged) == (1, COUNT - 1)
    local.refresh_from_db()
    assert (local.text, local.hidden, local.place) == ("What drains you?", True, 3)
    assert Prompt.objects.get(pk=KEY).text == "What takes your strength here?"


def test_what_an_upgrade_takes_out_is_retired_not_deleted(program: Program) -> None:
    LocalPrompt.objects.create(program=program, original_id=KEY, category_id="adjustment", text="Ours?")
    assert load(_changed(read())).retired == 1
    assert Prompt.objects.get(pk=KEY).retired
    assert LocalPrompt.objects.filter(original_id=KEY).exists()
    # And it comes back with the next upgrade that has it.
    assert load(read()).added == 0
    assert not Prompt.objects.get(pk=KEY).retired


def test_a_broken_file_is_one_line_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Library:
        raise LibraryError("words.toml cannot be read: bad.")

    monkeypatch.setattr("prompts.management.commands.load_library.read", broken)
    before = Prompt.objects.count()
    with pytest.raises(CommandError, match=r"words\.toml"):
        _command("--json")
    assert Prompt.objects.count() == before
