"""Prints what CRIU's images hold, decoded by pycriu, as one line of JSON; nothing of it is trusted.

Arguments: folders of images, the moment's own first, then those whose pages it builds on. No link is followed.
"""
import bisect
import json
import os
import quopri
import resource
import stat
import sys
import time

IMAGE_BYTES = 32 << 20
MEMORY_BYTES = 1 << 30
SECONDS = 25
PROCESSES = 1000
THREADS = 64
ALL_THREADS = 2000
FILES = 2000
ALL_FILES = 20_000
MAPS = 1000
ALL_MAPS = 20_000
MOUNTS = 1000
TEXT_BYTES = 64 << 10
ALL_TEXT_BYTES = 4 << 20
WORDS = 2000
NAME_CHARACTERS = 4096
FAILURES = 20
PAGE = 4096
PARENT = 1
PRESENT = 4


class Looker:
    def __init__(self, folders):
        self.folders = [os.open(path, os.O_RDONLY | os.O_DIRECTORY) for path in folders]
        self.began = time.monotonic()
        self.left = {"threads": ALL_THREADS, "files": ALL_FILES, "maps": ALL_MAPS, "text": ALL_TEXT_BYTES}
        self.cut = set()
        self.failures = []
        self.pages_missing = False
        self.wanted = set()

    def open(self, name, folder=0):
        """An image of that folder; None where there is none. Whatever is no plain file is none."""
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self.folders[folder])
        except OSError:
            return None
        if stat.S_ISREG(os.fstat(fd).st_mode):
            return os.fdopen(fd, "rb")
        os.close(fd)
        return None

    def load(self, name, pretty=False, folder=0):
        """Its entries; none where it is not there, or not to be read, which is noted."""
        image = self.open(name, folder)
        if image is None:
            return []
        with image:
            try:
                if os.fstat(image.fileno()).st_size > IMAGE_BYTES:
                    raise ValueError("larger than %d bytes" % IMAGE_BYTES)
                return images.load(image, pretty, True)["entries"]
            except Exception as error:
                if len(self.failures) < FAILURES:
                    self.failures.append("%s: %s %s" % (name, type(error).__name__, str(error)[:200]))
                return []

    def first(self, name, pretty=False):
        entries = self.load(name, pretty)
        return entries[0] if entries else {}

    def take(self, kind, values, most):
        """As many of them as one may have, and as are left of all."""
        taken = values[: max(0, min(most, self.left[kind]))]
        self.left[kind] -= len(taken)
        if len(taken) < len(values):
            self.cut.add(kind)
        return taken


class Memory:
    """What lies at an address of a process, by its map of pages."""

    def __init__(self, looker, pid, folder=0):
        self.looker, self.pid, self.folder = looker, pid, folder
        self.parent = None
        entries = looker.load("pagemap-%d.img" % pid, folder=folder)
        self.pages_id = entries[0].get("pages_id") if entries else None
        self.ranges = []
        at = 0
        for entry in entries[1:]:
            count = entry.get("nr_pages") or entry.get("compat_nr_pages") or 0
            flags = entry.get("flags", PARENT if entry.get("in_parent") else PRESENT)
            if flags & (PARENT | PRESENT):
                self.ranges.append((entry["vaddr"], count, flags, at))
            at += count if flags & PRESENT else 0
        self.ranges.sort()
        self.starts = [vaddr for vaddr, _, _, _ in self.ranges]
        self.before = [0]
        for _, count, _, _ in self.ranges:
            self.before.append(self.before[-1] + count)

    def count(self, start=0, end=1 << 64):
        """Pages that were taken along, here or in what it builds on."""
        return self.below_address(end) - self.below_address(start)

    def below_address(self, address):
        index = bisect.bisect_left(self.starts, address)
        if index == 0:
            return 0
        vaddr, count, _, _ = self.ranges[index - 1]
        return self.before[index - 1] + min(count, (address - vaddr) // PAGE)

    def page(self, address):
        """The page there; None where it is not to be had."""
        index = bisect.bisect_right(self.starts, address) - 1
        if index < 0:
            return None
        vaddr, count, flags, at = self.ranges[index]
        if address >= vaddr + count * PAGE:
            return None
        if flags & PRESENT:
            return self.stored(at + (address - vaddr) // PAGE)
        if self.folder + 1 == len(self.looker.folders):
            return None
        self.parent = self.parent or Memory(self.looker, self.pid, self.folder + 1)
        return self.parent.page(address)

    def stored(self, number):
        image = self.looker.open("pages-%d.img" % self.pages_id, self.folder)
        if image is None:
            return None
        with image:
            image.seek(number * PAGE)
            page = image.read(PAGE)
            return page if len(page) == PAGE else None

    def words(self, start, end):
        """Texts that end with a NUL each, between two addresses; None where the pages are not to be had, or it is too much."""
        if not 0 < start <= end:
            return []
        size = min(end - start, TEXT_BYTES)
        if size > self.looker.left["text"]:
            self.looker.cut.add("words")
            return None
        if size < end - start:
            self.looker.cut.add("text")
        pages = []
        for address in range(start - start % PAGE, start + size, PAGE):
            page = self.page(address)
            if page is None:
                self.looker.pages_missing = True
                return None
            pages.append(page)
        self.looker.left["text"] -= size
        text = b"".join(pages)[start % PAGE : start % PAGE + size]
        words = text[: -1 if text.endswith(b"\0") else None].split(b"\0") if text else []
        if len(words) > WORDS:
            self.looker.cut.add("text")
        return [word.decode("utf-8", "replace") for word in words[:WORDS]]

    def arguments(self, start, end, most):
        """As the kernel shows them: what is written over their end is one title, which may go on in the environment."""
        last = self.page(end - 1) if 0 < start < end else None
        if last is None or last[(end - 1) % PAGE] == 0:
            return self.words(start, end)
        title = self.words(start, min(start + PAGE, max(end, most)))
        return title and title[:1]


def short(value):
    return str(value)[:NAME_CHARACTERS]


def process(looker, entry):
    pid = entry.get("pid") or entry["ns_pid"][0]
    core = looker.first("core-%d.img" % pid)
    mm = looker.first("mm-%d.img" % pid, True)
    ids = looker.first("ids-%d.img" % pid)
    fs = looker.first("fs-%d.img" % pid)
    memory = Memory(looker, pid)
    address = lambda name: int(mm.get("mm_%s" % name, "0x0"), 16)
    threads = entry.get("threads") or entry.get("ns_threads") or []
    fds = looker.load("fdinfo-%d.img" % ids.get("files_id", 0)) if ids else []
    files = looker.take("files", fds, FILES)
    for file in files:
        looker.wanted.add(file["id"])
    looker.wanted.update(id for id in (mm.get("exe_file_id"), fs.get("cwd_id")) if id)
    return {
        "pid": pid,
        "parent": entry.get("ppid", 0),
        "session": entry.get("sid", 0),
        "name": short(core.get("tc", {}).get("comm", "")),
        "state": core.get("tc", {}).get("task_state", 0),
        "uid": core.get("thread_core", {}).get("creds", {}).get("uid", 0),
        "threads": [thread(looker, pid, tid, core) for tid in looker.take("threads", threads, THREADS)],
        "threadCount": len(threads),
        "args": memory.arguments(address("arg_start"), address("arg_end"), address("env_end")),
        "env": memory.words(address("env_start"), address("env_end")),
        "exe": mm.get("exe_file_id"),
        "cwd": fs.get("cwd_id"),
        "bytes": (memory.count() - kernels(memory, mm)) * PAGE,
        "maps": [area(looker, memory, vma) for vma in looker.take("maps", mm.get("vmas", []), MAPS)],
        "files": [{"fd": file["fd"], "id": file["id"]} for file in files],
    }


def kernels(memory, mm):
    """Pages that CRIU takes along though they are the kernel's."""
    areas = [vma for vma in mm.get("vmas", []) if "VMA_AREA_VDSO" in vma["status"].split(" | ")]
    return sum(memory.count(int(vma["start"], 16), int(vma["end"], 16)) for vma in areas)


def thread(looker, pid, tid, core):
    of = core if tid == pid else looker.first("core-%d.img" % tid)
    name = of.get("thread_core", {}).get("comm") or of.get("tc", {}).get("comm", "")
    return {"tid": tid, "name": short(name)}


def area(looker, memory, vma):
    start, end = int(vma["start"], 16), int(vma["end"], 16)
    kinds = vma["status"].split(" | ")
    file = vma["shmid"] if "VMA_FILE_PRIVATE" in kinds or "VMA_FILE_SHARED" in kinds else None
    looker.wanted.update([file] if file else [])
    return {
        "start": vma["start"],
        "bytes": end - start,
        "prot": vma["prot"].split(" | "),
        "flags": vma["flags"].split(" | "),
        "kinds": kinds,
        "file": file,
        "resident": memory.count(start, end) * PAGE,
    }


def file(entry, ghosts, memfds):
    one = {"kind": entry["type"], "deleted": entry["id"] in ghosts}
    # What is told of each kind is a part of its own.
    for part in entry.values():
        for key, value in part.items() if isinstance(part, dict) else ():
            if key in FILE_FIELDS:
                value = value[0] if isinstance(value, list) and value else value
                one[key] = short(value) if isinstance(value, str) or key == "flags" else value
    if "usk" in entry:
        one["name"] = socket_name(entry["usk"].get("name", ""))
    if "memfd" in entry:
        one["name"] = "/memfd:" + short(memfds.get(entry["memfd"].get("inode_id"), ""))
        one["deleted"] = True
    return one


def socket_name(quoted):
    """As the kernel shows it: a path, or @ and a name that no file has."""
    name = quopri.decodestring(quoted)
    shown = b"@" + name[1:].rstrip(b"\0") if name.startswith(b"\0") else name.split(b"\0")[0]
    return short(shown.decode("utf-8", "replace"))


FILE_FIELDS = (
    "name", "flags", "pos", "mode", "pipe_id", "ino", "family", "type", "proto", "state",
    "src_addr", "src_port", "dst_addr", "dst_port", "regf_id",
)


def mount(entry):
    return {
        "type": short(entry.get("fsname") or fstype(entry.get("fstype", 0))),
        "at": short(entry.get("mountpoint", "")),
        "root": short(entry.get("root", "")),
        "source": short(entry.get("source", "")),
        "flags": entry.get("flags", "0x0"),
        "outside": short(entry.get("ext_key", "")),
    }


def fstype(number):
    """Its name; empty for one of the host's, which CRIU does not look at."""
    if number == mnt_pb2.UNSUPPORTED:
        return ""
    try:
        return mnt_pb2.fstype.Name(number).lower()
    except ValueError:
        return str(number)


def look(looker):
    tree = looker.load("pstree.img")
    if not tree:
        raise SystemExit("; ".join(looker.failures) or "pstree.img is not there")
    processes = []
    for entry in tree[:PROCESSES]:
        if time.monotonic() - looker.began > SECONDS:
            looker.cut.add("time")
            break
        processes.append(process(looker, entry))
    ghosts = {entry.get("orig_id") for entry in looker.load("remap-fpath.img")}
    entries = {entry["id"]: entry for entry in looker.load("files.img", True)}
    # What a terminal or a named pipe is called, another entry says.
    for id in list(looker.wanted):
        for kind in ("tty", "fifo"):
            other = entries.get(id, {}).get(kind, {}).get("regf_id")
            looker.wanted.update([other] if other else [])
    memfds = {entry.get("inode_id"): entry.get("name", "") for entry in looker.load("memfd.img")}
    ids = looker.first("ids-%d.img" % processes[0]["pid"]) if processes else {}
    mounts = looker.load("mountpoints-%d.img" % ids.get("mnt_ns_id", 0), True)
    if len(mounts) > MOUNTS:
        looker.cut.add("mounts")
    if len(processes) < len(tree):
        looker.cut.add("processes")
    return {
        "hostname": looker.first("utsns-%d.img" % ids.get("uts_ns_id", 0)).get("nodename"),
        "processes": processes,
        "processCount": len(tree),
        "files": {id: file(entries[id], ghosts, memfds) for id in looker.wanted if id in entries},
        "mounts": [mount(entry) for entry in mounts[:MOUNTS]],
        "pagesMissing": looker.pages_missing,
        "cut": sorted(looker.cut),
        "failures": looker.failures,
    }


resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import pycriu.images as images  # noqa: E402: within the limits
import mnt_pb2  # noqa: E402: pycriu puts its own on the path

sys.stdout.write(json.dumps(look(Looker(sys.argv[1:]))))
