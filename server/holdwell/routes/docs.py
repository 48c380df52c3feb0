"""Owns /api/docs: the OpenAPI document, as JSON and as a plain page that needs no script and nothing from elsewhere."""

from html import escape
from typing import Any

from litestar import MediaType, Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin

from holdwell import __version__


class PlainPage(OpenAPIRenderPlugin):
    """The OpenAPI document as a page that any browser reads."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, _request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page."""
        lines = [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8"><title>Holdwell: addresses</title></head><body>',
            f"<h1>Holdwell {escape(__version__)}: addresses of the server</h1>",
            '<p>The whole document, for tools: <a href="/api/docs/openapi.json">openapi.json</a>.</p>',
        ]
        for path, operations in sorted(openapi_schema.get("paths", {}).items()):
            for method, operation in operations.items():
                lines += _operation(method, path, operation)
        lines.append("<h2>Documents</h2>")
        for name, schema in sorted(openapi_schema.get("components", {}).get("schemas", {}).items()):
            lines += _schema(name, schema)
        lines.append("</body></html>")
        return "\n".join(lines).encode("utf-8")


def openapi_config() -> OpenAPIConfig:
    """How the document is made and where it is shown."""
    return OpenAPIConfig(
        title="Holdwell",
        version=__version__,
        path="/api/docs",
        use_handler_docstrings=True,
        render_plugins=[PlainPage(), JsonRenderPlugin(path="/openapi.json")],
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> list[str]:
    lines = [f"<h2>{escape(method.upper())} {escape(path)}</h2>", f"<p>{escape(operation.get('summary') or '')}</p>"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        lines.append(f"<p>Takes {_type(content.get('schema', {}))}</p>")
    answers = []
    for status, response in operation.get("responses", {}).items():
        types = [_type(content.get("schema", {})) for content in response.get("content", {}).values()]
        answers.append(f"<li>{escape(status)}: {', '.join(types) or escape(response.get('description', ''))}</li>")
    return [*lines, "<p>Answers</p>", "<ul>", *answers, "</ul>"]


def _schema(name: str, schema: dict[str, Any]) -> list[str]:
    required = set(schema.get("required", []))
    rows = [
        f"<li>{escape(field)}{'' if field in required else ' (may be left out)'}: {_type(part)}</li>"
        for field, part in schema.get("properties", {}).items()
    ]
    return [f'<h3 id="{escape(name)}">{escape(name)}</h3>', "<ul>", *rows, "</ul>"]


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return " or ".join(_type(part) for part in schema[several])
    if "enum" in schema:
        return " | ".join(escape(str(value)) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("type", "anything")))
