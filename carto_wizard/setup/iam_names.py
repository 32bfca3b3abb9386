"""Names of users, groups and roles, which may carry a path before them."""


def split_path(name: str) -> tuple[str, str]:
    """Return an IAM name with its path, as `/path/` and the bare name."""
    path, _, bare = name.strip("/").rpartition("/")
    return (f"/{path}/" if path else "/"), bare


def name_without_path(name: str) -> str:
    """The bare name, as ARNs of sessions and instance profiles have it."""
    return split_path(name)[1]
