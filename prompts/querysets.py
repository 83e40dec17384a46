"""Reads of the library."""

from typing import TYPE_CHECKING, Any

from django.db.models import F, FloatField, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest

if TYPE_CHECKING:
    from prompts.models import LibraryChange, LocalPrompt, Prompt  # noqa: F401  # names in annotations only

# A letter or two wrong in a long word still finds it; what merely sounds alike mostly does not.
CLOSE_ENOUGH = 0.6


class Unaccent(Func):
    """PostgreSQL's unaccent, which lets "resumen" find "résumé"."""

    function = "UNACCENT"


class Likeness(Func):
    """How like the words are to the best stretch of a text, 0 to 1 (pg_trgm)."""

    function = "WORD_SIMILARITY"
    output_field = FloatField()


def _matching[Found: QuerySet[Any]](found: Found, words: str) -> Found:
    """Rows whose text or guess contains the words, or nearly does; accents and capitals aside."""
    plain = Unaccent(Value(words))
    close = Greatest(Likeness(plain, Unaccent(F("text"))), Likeness(plain, Unaccent(F("instead_of"))))
    near = Q(close__gte=CLOSE_ENOUGH)
    exact = Q(text__unaccent__icontains=words) | Q(instead_of__unaccent__icontains=words)
    return found.annotate(close=close).filter(near | exact)


class PromptQuerySet(QuerySet["Prompt"]):
    def matching(self, words: str) -> "PromptQuerySet":
        """Prompts whose words contain these, or nearly do."""
        return _matching(self, words)


class LocalPromptQuerySet(QuerySet["LocalPrompt"]):
    def matching(self, words: str) -> "LocalPromptQuerySet":
        """A program's own words that contain these, or nearly do."""
        return _matching(self, words)


class ChangeQuerySet(QuerySet["LibraryChange"]):
    def newest(self) -> "ChangeQuerySet":
        """The last ones first, with who made them and what undid them."""
        return self.select_related("by", "undone_by", "undoes").order_by("-at", "-pk")
