"""The laws of the house that a machine can keep, each a function: laws of ROOT → its faults as text.

Sources are read as clang-format leaves them: a definition starts in column 1, its } ends it there.
"""
import pathlib
import re
import shutil
import subprocess

COLUMNS = 90  # counted in code points: a Han character is one
FILE_LINES = 600
FUNCTION_LINES = 60
PARAMETERS = 5


class Tree:
    """The C files below a root, read once."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(p for d in ("src", "tests") for e in ("*.c", "*.h", "*.def")
                            for p in (self.root / d).rglob(e))
        self.text = {p: p.read_text(encoding="utf-8") for p in self.files}
        self.rooms = sorted(p.name for p in (self.root / "src").iterdir() if p.is_dir())

    def name(self, path):
        return str(path.relative_to(self.root))

    def room_of(self, path):
        parts = path.relative_to(self.root).parts
        return parts[1] if parts[0] == "src" and len(parts) > 2 else None

    def of_room(self, room, suffix):
        return [p for p in self.files if self.room_of(p) == room and p.suffix == suffix]

    def listed(self, name):
        """Lines of a list beside the laws, without comments; a root of its own has its own."""
        path = self.root / "tests/laws" / name
        if not path.exists():
            return []
        lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if line]

    def waits(self, law, path):
        """tests/laws/pending names the files whose faults by a law are known; it shrinks."""
        name = self.name(path)
        return any(name.startswith(where) for to, where in map(str.split, self.listed("pending"))
                   if to == law)


DEFINITION = re.compile(r"^(?!typedef|struct \w+ \{|enum|union|#|extern|return|else|case|[}/])"
                        r"[A-Za-z_][\w ,*()]*?[ *](\w+)\(", re.M)


def definitions(text):
    """(name, start, head, end) of every function defined in a file."""
    for match in DEFINITION.finditer(text):
        depth, at = 1, match.end()
        while depth and at < len(text):
            depth += (text[at] == "(") - (text[at] == ")")
            at += 1
        brace = re.compile(r"\s*\{").match(text, at)
        if brace:
            end = text.find("\n}", at)
            yield match.group(1), match.start(), text[match.start():at], end + 2 if end > 0 else at


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def names(tree):
    """An exported name begins with its room, its file's topic, or a word that tests/laws/words gives
    to its room; no word belongs to two rooms."""
    words = {}
    for line in tree.listed("words"):
        room, *more = line.split()
        words[room] = set(more)
    owners = {}
    for room in tree.rooms:
        own = {room} | words.get(room, set())
        for path in tree.of_room(room, ".c"):
            topic = path.stem.removeprefix(room).strip("_").split("_")
            for name, start, head, _ in definitions(tree.text[path]):
                if head.startswith("static ") or tree.waits("names", path):
                    continue
                word = name.split("_")[0]
                if word not in own and not any(t and (t.startswith(word) or word.startswith(t))
                                               for t in topic):
                    yield f"{tree.name(path)}: {name} begins with no word of room {room}"
                owners.setdefault(word, {}).setdefault(room, f"{name} in {tree.name(path)}")
    for word, rooms in owners.items():
        if len(rooms) > 1:
            yield f"the word {word} belongs to more than one room: " + ", ".join(rooms.values())


INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


def includes(tree):
    """A header that is private (…_private.h, …_inner.h, or one that its room alone includes by
    tests/laws/private) is included only by its own room; tests/unit may look inside."""
    private = set(tree.listed("private"))
    homes = {p.name: tree.room_of(p) for p in tree.files if p.suffix == ".h" and tree.room_of(p)}
    for path in tree.files:
        room = tree.room_of(path)
        if path.relative_to(tree.root).parts[0] == "tests":
            continue
        for header in INCLUDE.findall(tree.text[path]):
            home = homes.get(header)
            hidden = header.endswith("_private.h") or header in private
            if home and home != room and hidden:
                yield f"{tree.name(path)} includes {header}, which is private to {home}"


BIG = "max|most|limit|longest|largest|deepest"
BOUND = re.compile(rf"^#define ((?:\w+_)?(?:{BIG.upper()})(?:_\w+)?)[ \\]|"
                   rf"^static const (?:[a-z_0-9]+ )+((?:\w+_)?(?:{BIG})(?:_\w+)?) =", re.M)


def limits(tree):
    """What is named like a bound of the input stands in Limits; tests/laws/bounds names what is none:
    bounds of a format, costs, our own faults."""
    known = set(tree.listed("bounds"))
    seen = set()
    for path in tree.files:
        name = tree.name(path)
        if not name.startswith("src/") or tree.waits("limits", path):
            continue
        for match in BOUND.finditer(tree.text[path]):
            key = f"{name} {match.group(1) or match.group(2)}"
            seen.add(key)
            if key not in known:
                yield f"{key}: an input's limit belongs into Limits (base.h)"
    for key in sorted(known - seen):
        yield f"tests/laws/bounds names {key}, which is not there"


def form(tree):
    """Lines, functions, files, parameters are no longer than agreed."""
    for path in tree.files:
        if tree.waits("form", path):
            continue
        text, name = tree.text[path], tree.name(path)
        lines = text.splitlines()
        if len(lines) > FILE_LINES:
            yield f"{name}: {len(lines)} lines, more than {FILE_LINES}"
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS and path.suffix != ".def":  # one entry of the table a line
                yield f"{name}:{number}: {len(line)} columns, more than {COLUMNS}"
        if path.suffix != ".c":
            continue
        for function, start, head, end in definitions(text):
            length = text.count("\n", start, end) + 1
            if length > FUNCTION_LINES:
                yield f"{name}: {function} has {length} lines, more than {FUNCTION_LINES}"


def circles(tree):
    """No room reaches itself through what it includes, and no header through its headers."""
    headers = {p.name: p for p in tree.files if p.suffix == ".h"}
    files = {p.name: {h for h in INCLUDE.findall(tree.text[p]) if h in headers}
             for p in headers.values()}
    rooms = {}
    for path in tree.files:
        room = tree.room_of(path)
        for header in INCLUDE.findall(tree.text[path]) if room else ():
            other = tree.room_of(headers[header]) if header in headers else None
            if other and other != room:
                rooms.setdefault(room, set()).add(other)
    for graph in (files, rooms):
        for start in sorted(graph):
            todo, seen = list(graph[start]), set()
            while todo:
                at = todo.pop()
                if at == start:
                    yield f"a circle leads from {start} back to it"
                    break
                if at not in seen:
                    seen.add(at)
                    todo += graph.get(at, ())


def words_of_style(tree):
    """No goto, no pointer typedef, nothing printed outside the command."""
    for path in tree.files:
        name, text = tree.name(path), tree.text[path]
        if not name.startswith("src/") or path.suffix == ".def":
            continue
        for match in re.finditer(r"^\s*goto \w+;|^typedef [^()\n]*\*\w+;", text, re.M):
            yield f"{name}:{line_of(text, match.start())}: {match.group().strip()}"
        if tree.room_of(path) != "cli":
            for match in re.finditer(r"^\s*(?:printf|puts|g_print|g_printerr|perror)\(", text, re.M):
                yield f"{name}:{line_of(text, match.start())}: prints outside cli"


class Skip(Exception):
    """A law that cannot be looked after here, and why."""


def looks(tree):
    """clang-format 14 has nothing to change."""
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not tool:
        raise Skip("clang-format is not installed")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
    if " version 14." not in version:
        raise Skip("clang-format here is not version 14, whose looks the tree has")
    files = [str(p) for p in tree.files if p.suffix != ".def"]
    half = len(files) // 2
    runs = [subprocess.Popen([tool, "--dry-run", "-Werror", *part], stderr=subprocess.PIPE, text=True)
            for part in (files[:half], files[half:]) if part]
    found = {line.split(":")[0] for run in runs for line in run.communicate()[1].splitlines()
             if "clang-format-violations" in line}
    for path in sorted(found):
        yield f"{tree.name(pathlib.Path(path))}: clang-format would change it"


LAWS = (names, includes, limits, form, circles, words_of_style, looks)
