"""Writes `pwa/src/wire.gen.ts` from the schema: `python -m holdwell.typescript`.

Owns the translation of `holdwell.wire` into TypeScript types. It must never know a message by name, but for the two
rules of `_is_written_by_devices`; what the app may rely on stands in the schema and nowhere else.

A field with a default is always present in what the server writes (msgspec encodes defaults), unless its default is
UNSET, and may be left out of what a device writes.
"""

import inspect
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from holdwell import wire

TARGET = Path(__file__).parents[2] / "pwa" / "src" / "wire.gen.ts"

_HEAD = """\
// Generated from server/holdwell/wire.py. Do not edit: `python -m holdwell.typescript` writes it.
"""
_BASES = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown"}


def typescript_from_wire() -> str:
    """The whole text of `wire.gen.ts`."""
    parts = [_HEAD]
    parts += [_alias(name, hint) for name, hint in _aliases().items()]
    parts += [_interface(struct) for struct in _structs()]
    parts.append(_fact_bodies())
    return "\n".join(parts)


def main() -> None:
    """Writes the file of a checkout."""
    TARGET.write_text(typescript_from_wire(), encoding="utf-8")


def _aliases() -> dict[str, Any]:
    """The named types of the schema that are no structs, in their order."""
    return {
        name: value
        for name, value in vars(wire).items()
        if not name.startswith("_") and (typing.get_origin(value) in (Literal, typing.Annotated) or _meta(value))
    }


def _structs() -> Iterator[type[msgspec.Struct]]:
    for value in vars(wire).values():
        if inspect.isclass(value) and issubclass(value, msgspec.Struct) and msgspec.structs.fields(value):
            yield value


def _meta(hint: Any) -> msgspec.Meta | None:
    return next((m for m in getattr(hint, "__metadata__", ()) if isinstance(m, msgspec.Meta)), None)


def _type(hint: Any) -> str:
    """A field's type: by the name the schema gives it, else spelt out."""
    name = next((name for name, alias in _aliases().items() if alias == hint), None)
    return name or _spelt(hint)


def _spelt(hint: Any) -> str:
    if hint in _BASES:
        return _BASES[hint]
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if _meta(hint):
        return _type(args[0])
    if origin is Literal:
        return " | ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in args)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(_type(arg) for arg in args if arg is not msgspec.UnsetType)
    if origin is tuple:
        return f"[{', '.join(_type(arg) for arg in args)}]"
    if origin is list:
        item = _type(args[0])
        return f"({item})[]" if " | " in item else f"{item}[]"
    if origin is dict:
        return f"Record<{_type(args[0])}, {_type(args[1])}>"
    raise TypeError(f"holdwell.wire uses {hint!r}, which holdwell.typescript cannot write yet; teach it here")


def _bounds(meta: msgspec.Meta | None) -> str:
    """What the schema asks of a value beyond its type, in words for a comment."""
    if meta is None:
        return ""
    known = {
        "from {}": meta.ge,
        "to {}": meta.le,
        "length from {}": meta.min_length,
        "length to {}": meta.max_length,
        "like {}": meta.pattern,
    }
    return ", ".join(words.format(value) for words, value in known.items() if value is not None)


def _comment(text: str, indent: str = "") -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    if not any(lines):
        return ""
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{body}{indent} */\n"


def _alias(name: str, hint: Any) -> str:
    return f"{_comment(_bounds(_meta(hint)))}export type {name} = {_spelt(hint)};\n"


def _is_written_by_devices(struct: type[msgspec.Struct]) -> bool:
    return struct in wire.FACT_BODIES.values() or struct.__name__.endswith("Request")


def _interface(struct: type[msgspec.Struct]) -> str:
    hints = typing.get_type_hints(struct, include_extras=True)
    lines = []
    for field in msgspec.structs.fields(struct):
        hint = hints[field.name]
        may_lack = field.default is msgspec.UNSET or (not field.required and _is_written_by_devices(struct))
        mark = "?" if may_lack else ""
        bounds = "" if hint in _aliases().values() else _bounds(_meta(hint))
        lines.append(f"{_comment(bounds, '  ')}  {field.encode_name}{mark}: {_type(hint)};\n")
    return f"{_comment(inspect.getdoc(struct) or '')}export interface {struct.__name__} {{\n{''.join(lines)}}}\n"


def _fact_bodies() -> str:
    lines = "".join(f"  {kind}: {struct.__name__};\n" for kind, struct in wire.FACT_BODIES.items())
    return (
        f"/** The body of each kind of fact that this version knows. */\nexport interface FactBodies {{\n{lines}}}\n\n"
        "export type KnownFactKind = keyof FactBodies;\n"
    )


if __name__ == "__main__":
    main()
