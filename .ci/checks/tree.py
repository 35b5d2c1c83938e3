"""The repository's files as the checks see them: those in git, and new ones that git does not ignore."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(pattern="*"):
    """Returns the files whose path matches a glob, relative to ROOT, sorted."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = {pathlib.PurePosixPath(name) for name in listed.split("\0") if name}
    return sorted(path for path in paths if path.match(pattern) and (ROOT / path).is_file())


def text(path):
    """Returns a file's text with its line ends as they are."""
    return (ROOT / path).read_bytes().decode()
