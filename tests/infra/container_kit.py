"""A container without a container engine: the Dockerfile's own steps done in a folder, and its roles run there as a stranger.

What an engine would do otherwise is not shown here: pulling the base images, layers, and the engine's own network.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from infra.ground import ROOT

DOCKER = ROOT / "infra" / "docker"
HOME = "/opt/bindeledd"
INSIDE = Path(HOME)
# Steps that make a start quicker and change nothing else; they would cost the tests a minute.
ONLY_FOR_SPEED = "compileall -q .venv"


@dataclass
class Stage:
    """One stage of the Dockerfile: its base, its instructions in order, and what it sets for whoever runs it."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, word: str) -> str:
        """The argument of the last such instruction; empty when there is none."""
        return next((rest for step, rest in reversed(self.steps) if step == word), "")

    @property
    def environment(self) -> dict[str, str]:
        pairs = [pair.partition("=") for step, rest in self.steps if step == "ENV" for pair in shlex.split(rest)]
        return {name: value for name, _, value in pairs}


def stages(text: str) -> dict[str, Stage]:
    """The Dockerfile's stages by name, in order. Raises ValueError for a line that is no instruction."""
    joined, found = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text)), {}
    known = [
        "ARG",
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
        "LABEL",
        "VOLUME",
        "SHELL",
    ]
    arguments: dict[str, str] = {}
    for line in filter(str.strip, joined.splitlines()):
        word, _, rest = line.strip().partition(" ")
        if word not in known:
            raise ValueError(f"Not an instruction: {line}")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            current = found[name] = Stage(name, re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], base))
        elif word == "ARG" and not found:
            arguments.update([tuple(rest.split("=", 1))])  # type: ignore[list-item]
        else:
            current.steps.append((word, rest))
    return found


def copied(rest: str) -> tuple[str | None, list[str], str]:
    """A COPY instruction: the stage it copies from (None for the project), its sources, its place."""
    words = shlex.split(rest)
    origin = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
    return origin, words[:-1], words[-1]


def is_ignored(path: str) -> bool:
    """Whether the builder would leave a file of the project out, by Dockerfile.dockerignore; the last line that fits decides."""
    verdict = False
    for line in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern, out = line.removeprefix("!"), not line.startswith("!")
        parts = path.split("/")
        above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
        tail = pattern.removeprefix("**/")
        if any(fnmatch.fnmatchcase(each, pattern) for each in above) or (
            "**/" in pattern and any(fnmatch.fnmatchcase(p, tail) for p in parts)
        ):
            verdict = out
    return verdict


def build(wanted: Stage, among: dict[str, Stage], home: Path, ready: dict[str, Path]) -> Path:
    """Do a stage's steps, and first those of the stages it is made from; its root folder, in which HOME lies.

    `RUN` is done with this machine's Python, in the folder, with the folder's path where the image has HOME.
    """
    if wanted.name in ready:
        return ready[wanted.name]
    root = home / wanted.name
    if wanted.base in among:
        shutil.copytree(build(among[wanted.base], among, home, ready), root, symlinks=True, copy_function=os.link)
        _move_venv(ready[wanted.base], root)
    (root / HOME.lstrip("/")).mkdir(parents=True, exist_ok=True)
    for word, rest in wanted.steps:
        if word == "COPY":
            _copy(rest, root, among, home, ready)
        elif word == "RUN" and ONLY_FOR_SPEED not in rest and not rest.startswith("install -d"):
            _run(rest, root)
    ready[wanted.name] = root
    return root


def _copy(rest: str, root: Path, among: dict[str, Stage], home: Path, ready: dict[str, Path]) -> None:
    origin, sources, place = copied(rest)
    target = root / HOME.lstrip("/") / place
    for source in sources:
        if origin is None:
            _from_project(source, target, whole=place.endswith("/"))
            continue
        there = build(among[origin], among, home, ready) / source.lstrip("/")
        assert there.exists(), f"COPY --from={origin}: {source} is not made there"
        shutil.copytree(there, target, symlinks=True, dirs_exist_ok=True, copy_function=_linked)
        if source.endswith("/.venv"):
            _move_venv(ready[origin], root)


def _from_project(source: str, target: Path, whole: bool) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [name for name in tracked.stdout.splitlines() if (ROOT / name).is_file() and not is_ignored(name)]
    assert files, f"COPY: {source} is not in the project, or is ignored"
    for name in files:
        place = target / Path(name).name if whole else target / Path(name).relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place)


def _run(command: str, root: Path) -> None:
    """The step, with this machine's Python for the image's."""
    tree = root / HOME.lstrip("/")
    python = shutil.which(
        f"python{sys.version_info[0]}.{sys.version_info[1]}", path=os.path.dirname(os.path.realpath(sys.executable))
    )
    inside = re.sub(r"^python ", f"{python} ", command).replace(HOME, str(tree))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    done = subprocess.run(inside, shell=True, cwd=tree, env=environment, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.returncode == 0, f"RUN {command}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"


def _move_venv(was: Path, now: Path) -> None:
    """In an image the folder has the same path in every stage; here an environment's own path is written anew."""
    about = now / HOME.lstrip("/") / ".venv" / "pyvenv.cfg"
    if about.exists():
        text = about.read_text().replace(str(was), str(now))
        about.unlink()
        about.write_text(text)


def _linked(source: str, target: str) -> None:
    """Stages share their files instead of copying them; what is written anew takes the older one's place."""
    Path(target).unlink(missing_ok=True)
    os.link(source, target)


def shipped(home: Path) -> tuple[Stage, Path]:
    """The last stage, as `docker build` makes it, and its root folder."""
    among = stages((DOCKER / "Dockerfile").read_text())
    last = list(among.values())[-1]
    return last, build(last, among, home, {})


def command(stage: Stage, *arguments: str) -> list[str]:
    """What a container runs: the entry point and its arguments, or the image's own."""
    return [*json.loads(stage.last("ENTRYPOINT")), *(arguments or json.loads(stage.last("CMD")))]
