"""Finds what stands beside the code: the built app and the protocols, inside the wheel or at the top of a checkout.

It must never look anywhere else, and never write.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def app_dir() -> Path:
    """The folder of the built app. FileNotFoundError, with what to do, where it was never built."""
    return _first_folder(
        _PACKAGE / "static", _CHECKOUT / "pwa" / "dist", missing="the app is not built: run `python pwa/app_build.py`"
    )


def protocols_dir() -> Path:
    """The folder of the protocol files that come with holdwell."""
    return _first_folder(_PACKAGE / "protocols", _CHECKOUT / "protocols", missing="no protocols came with holdwell")


def _first_folder(*paths: Path, missing: str) -> Path:
    for path in paths:
        if path.is_dir():
            return path
    raise FileNotFoundError(f"{missing} (looked in {' and '.join(map(str, paths))})")
