"""The parts of a page: what they show, and what they leave out."""

from django import forms
from django.template import engines
from django.template.loader import render_to_string


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


class Times(forms.Form):
    name = forms.CharField(label="Name", help_text="As trainees see it.", error_messages={"required": "Give a name."})
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "Alone"), ("b", "Group")])
    sure = forms.BooleanField(label="Sure")


def fields(form: forms.Form) -> str:
    return render("{% load crispy_forms_tags %}{{ form|crispy }}", form=form)


def test_a_wrong_field_is_named_above_and_explained_beside() -> None:
    html = fields(Times({"note": "kept", "kind": "a", "sure": "on"}))
    assert html.count("Give a name.") == 2
    assert 'href="#div_id_name"' in html
    assert 'id="div_id_name"' in html
    assert 'value="kept"' in html
    assert "One thing needs another look" in html


def test_the_field_points_to_its_help_and_its_error() -> None:
    html = fields(Times({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_form_not_yet_sent_has_no_summary() -> None:
    html = fields(Times())
    assert "errors" not in html
    assert "needs another look" not in html


def test_only_what_may_stay_empty_says_so() -> None:
    html = fields(Times())
    assert html.count("(optional)") == 1
    assert "*" not in html


def test_a_set_of_choices_is_a_group_with_a_legend() -> None:
    html = fields(Times())
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_what_a_person_typed_is_never_markup() -> None:
    bad = "<script>alert(1)</script>"
    for name in ("person", "card", "needs_you", "empty_state", "privacy_card", "date_when"):
        context = dict.fromkeys(("name", "note", "title", "text", "day", "time", "place", "initials"), bad)
        html = render_to_string(f"components/{name}.html", {**context, "icon": "list"})
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


def test_the_bar_of_somebody_signed_out_leads_nowhere() -> None:
    html = render_to_string("components/bar.html", {"nav": []})
    assert "Sign out" not in html
    assert html.count("<a ") == 1


def test_help_stands_in_the_bar_once_there_is_a_page_for_it() -> None:
    assert "Help now" not in render_to_string("components/bar.html", {"help_url": None})
    assert 'href="/help-now/"' in render_to_string("components/bar.html", {"help_url": "/help-now/"})
