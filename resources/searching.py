"""Finding resources by what somebody types: stems, other words for the same thing, and slips of the pen forgiven.

PostgreSQL's full text search knows the words of each resource but not how telling a word is, so that is counted first:
the fewer resources have it, the more. A word that no resource has is taken for the nearest one that some resource has.
At most three queries, however many resources there are.
"""

from typing import Any
from uuid import UUID

from django.db import connection

from programs.models import Program
from programs.names import plain
from resources.rules.words import Known, telling, weighed

LONGEST = 100
MOST_FOUND = 500
# What is searched, as key and search vector. Over the shared directory what the program changed or added: a changed one
# is found by either's words. And what the institution keeps for all its programs.
RESOURCES = """
    SELECT key::text AS key, search FROM resources_resource WHERE NOT retired
    UNION ALL
    SELECT coalesce(original_id, inherited::text, id::text), search FROM resources_localresource
    WHERE program_id = %(program)s OR (program_id IS NULL AND institution_id = %(institution)s)
"""
MENTORS = (
    "SELECT person_id::text AS key, search FROM resources_mentorprofile WHERE program_id = %(program)s AND is_open"
)
_COUNT = """
SELECT word, count(docs.key), (SELECT count(*) FROM docs)
FROM (SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('english', %(words)s))) AS word) AS asked
LEFT JOIN docs ON docs.search @@ quote_literal(word)::tsquery GROUP BY word
"""
_NEAR = """
SELECT asked.word, known.word, count(*)
FROM (SELECT key, unnest(tsvector_to_array(search)) AS word FROM docs) AS known
JOIN unnest(%(unknown)s::text[]) AS asked(word) ON similarity(known.word, asked.word) >= 0.25
GROUP BY asked.word, known.word
"""
_RANK = """
SELECT key, sum(weight * ts_rank('{0.1, 0.3, 0.5, 1.0}', search, quote_literal(word)::tsquery))
FROM docs JOIN unnest(%(words)s::text[], %(weights)s::float8[]) AS asked(word, weight)
ON search @@ quote_literal(word)::tsquery
GROUP BY key ORDER BY 2 DESC, key LIMIT %(most)s
"""


def found_keys(program: Program | None, words: str, institution_id: UUID | None = None) -> list[str]:
    """Keys of resources by how well they fit, the best first; hidden ones among them."""
    return _found(RESOURCES, program, words, program.institution_id if program else institution_id)


def found_mentors(program: Program, words: str) -> list[str]:
    """Ids of people who mentor, by how well they fit, the best first."""
    return _found(MENTORS, program, words)


def _found(docs: str, program: Program | None, words: str, institution_id: UUID | None = None) -> list[str]:
    context: dict[str, Any] = {"program": program.pk if program else None, "institution": institution_id}
    docs = f"WITH docs AS ({docs})"
    with connection.cursor() as cursor:
        cursor.execute(docs + _COUNT, {**context, "words": plain(words.replace("\x00", ""))[:LONGEST]})
        rows: list[tuple[str, int, int]] = cursor.fetchall()
        counts = {word: count for word, count, _ in rows if count}
        total = rows[0][2] if rows else 0
        weights = weighed(counts, total)
        if unknown := [word for word, count, _ in rows if not count]:
            cursor.execute(docs + _NEAR, {**context, "unknown": unknown})
            meant = telling(Known(*row) for row in cursor.fetchall())
            weights = weighed({known.word: known.count for known in meant}, total) | weights
        if not weights:
            return []
        asked: dict[str, Any] = {"words": list(weights), "weights": list(weights.values()), "most": MOST_FOUND}
        cursor.execute(docs + _RANK, {**context, **asked})
        return [key for key, _ in cursor.fetchall()]
