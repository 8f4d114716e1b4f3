"""Which version of the product this is."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Return the version that is installed; "unknown" where nothing was installed."""
    try:
        return version("yingda")
    except PackageNotFoundError:
        return "unknown"
