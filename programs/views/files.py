"""What the pages of people share: what was typed, and lists as downloads."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse, QueryDict

from programs.rosterfile import to_csv, to_xlsx
from programs.rosterfile.export import CSV_TYPE, XLSX_TYPE, Value


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: whatever a POST brought, even nothing; None when a page is only looked at."""
    return request.POST if request.method == "POST" else None


def table_response(
    request: HttpRequest, name: str, title: str, headings: Sequence[str], lines: Iterable[Sequence[Value]]
) -> HttpResponse:
    """The lines as a workbook if the request says `as=xlsx`, else as CSV."""
    if request.POST.get("as") == "xlsx":
        return _download(to_xlsx(title, headings, lines), XLSX_TYPE, f"{name}.xlsx")
    return _download(to_csv(headings, lines), CSV_TYPE, f"{name}.csv")


def _download(data: bytes, content_type: str, filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(data, content_type=content_type, headers=headers)
