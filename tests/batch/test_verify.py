"""A run can be proved: a byte flipped anywhere is found, and a second run names the first difference (promise 13)."""

import json
import sys

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.batch.products import APART
from auditlib.batch.verify import _first_place
from auditlib.fingerprint import sha256


def verify(world, *arguments) -> int:
    return world.call("verify", "--outputs", str(world.out), "--jobs", "1", *arguments)


def flip(path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def manifest(world) -> dict:
    return json.loads((world.out / "manifest.json").read_text(encoding="utf-8"))


def test_a_flipped_byte_is_found_wherever_it_is(world):
    assert world.run() == 0
    assert verify(world, "--hashes-only") == 0 and "verified" in world.says
    places = {
        world.top / "received" / "linqu" / "a.xlsx": "linqu: file received a.xlsx has changed",
        world.top / "notebooks" / "small.ipynb": "notebook small has changed",
        **{
            world.out / path: f"{what} {path} has changed"
            for what in ("result", "record")
            for path in manifest(world)[f"{what}s".replace("results", "outputs")]
        },
    }
    assert {path.suffix for path in places} == {".xlsx", ".ipynb", ".html", ".json", ".parquet", ".txt"}
    there = {path.relative_to(world.out).as_posix() for path in world.out.rglob("*") if path.is_file()}
    assert {path.relative_to(world.out).as_posix() for path in places if path.is_relative_to(world.out)} == there - {
        "manifest.json",
        *APART,
    }
    for path, told in places.items():
        flip(path)
        assert verify(world, "--hashes-only") == 1, path
        assert told in world.says, (path, world.says)
        flip(path)
    (world.top / "received" / "linqu" / "more.xlsx").write_text("x")
    (world.top / "parameters" / "counties" / "linqu.yaml").open("a").write("# a note\n")
    (world.out / "changle" / "small.html").unlink()
    assert verify(world, "--hashes-only", "--json") == 1
    assert json.loads(world.says)["differences"] == [
        "linqu: file received more.xlsx is new",
        "parameters counties/linqu.yaml has changed",
        "result changle/small.html is missing",
    ]


ADDED = [
    *(
        "linqu/more.html",
        "linqu/Untitled.ipynb",
        "more.html",
        "linqu/疑点.parquet",
        "linqu/ledgers/more.csv",
        "linqu/ledgers/.hidden.parquet",
    ),
    *(
        ".index.html",
        "linqu/.small.html",
        ".jobs/linqu/notes.txt",
        ".jobs/linqu/stage/leads.csv",
        ".jobs/anqiu/stage.json",
        "anqiu/rules.json",
    ),
]


def test_what_could_be_taken_for_the_runs_own_is_found_and_an_auditors_notes_are_told(world):
    assert world.run() == 0
    for path in ("linqu/notes.txt", "会议/纪要.docx", "linqu/Thumbs.db"):
        (world.out / path).parent.mkdir(exist_ok=True)
        (world.out / path).write_text("the auditor's own")
    assert verify(world, "--json") == 0
    told = json.loads(world.says)
    assert told["notes"] == [f"not of the run, and not verified: {path}" for path in ("linqu/notes.txt", "会议/纪要.docx")]
    assert told["not_covered"] == [".jobs/places.json", "times.json", "run.log", ".lock", ".lock-jobs"]
    for path in ADDED:
        (world.out / path).parent.mkdir(parents=True, exist_ok=True)
        (world.out / path).write_text("added")
        assert verify(world, "--hashes-only", "--json") == 1
        assert json.loads(world.says)["differences"] == [f"not of the run: {path}"]
        (world.out / path).unlink()
    if sys.platform != "win32":
        (world.out / "changyi").symlink_to(world.out / "linqu")
        assert verify(world, "--hashes-only") == 1 and "not of the run: changyi" in world.says and "not covered" in world.says


def test_files_received_that_lie_with_the_results_are_no_part_of_them(world):
    (world.top / "received").rename(world.top / "moved")
    world.out.mkdir()
    (world.top / "moved").rename(world.out / "received")
    assert world.run("--data", str(world.out / "received")) == 0
    (world.out / "received" / "linqu" / "a.html").write_text("received later")
    assert verify(world, "--hashes-only", "--json") == 1
    assert json.loads(world.says)["differences"] == ["linqu: file received a.html is new"]


def test_a_second_run_finds_a_forged_result(world):
    assert world.run() == 0
    assert verify(world) == 0, world.says
    path, forged = world.out / "linqu" / "rules.json", manifest(world)
    path.write_text(path.read_text().replace('"leads": 3', '"leads": 2'))
    forged["outputs"]["linqu/rules.json"] = sha256(path)
    (world.out / "manifest.json").write_text(json.dumps(forged))
    assert verify(world, "--hashes-only") == 0
    assert verify(world) == 1
    assert "second run: linqu/rules.json differs; first at county linqu, rule LOAN-02: leads" in world.says


def test_a_record_tells_what_was_read_in_the_order_of_names(world):
    """Sets have another order in every process, and a second run is made by another one."""
    assert world.run() == 0
    for path in (path for path in manifest(world)["records"] if "notebook-" in path):
        read = [*json.loads((world.out / path).read_text(encoding="utf-8"))["read"]]
        assert read == sorted(read) != []


def test_pages_that_stayed_from_the_run_before_are_proved_too(world):
    assert world.run() == 0
    assert world.run("--notebook", "all_counties") == 0
    assert manifest(world)["notebooks"].keys() == {"small", "all_counties"}
    assert verify(world) == 0, world.says


def test_differences_are_told_when_no_second_run_can_be_made(world):
    assert world.run() == 0
    flip(world.out / "linqu" / "small.html")
    (world.top / "notebooks" / "small.ipynb").unlink()
    assert verify(world) == 1
    for told in ("notebook small is missing", "result linqu/small.html has changed", "second run: it could not be made: no notebook small"):
        assert told in world.says


def test_no_run_to_verify(world):
    world.out.mkdir()
    assert verify(world) == 2 and "no run has ended in this folder" in world.says
    assert world.run() == 0
    (world.top / "received").rename(world.top / "elsewhere")
    assert verify(world, "--hashes-only") == 2 and "say --data" in world.says
    assert verify(world, "--hashes-only", "--data", str(world.top / "elsewhere")) == 0
    (world.out / "manifest.json").write_text("{")
    assert verify(world) == 2 and "damaged" in world.says


def test_the_first_difference_is_named_by_rule_and_lead_without_a_value(tmp_path):
    rows = [{"lead_id": f"LOAN-0{n}-abc", "rule_id": f"LOAN-0{n}", "subject": "张三"} for n in (1, 2, 3)]
    for name, subject in (("one", "张三"), ("two", "李四")):
        pq.write_table(pa.Table.from_pylist([*rows[:1], rows[1] | {"subject": subject}, rows[2]]), tmp_path / f"{name}.parquet")
    pq.write_table(pa.Table.from_pylist(rows[1:]), tmp_path / "fewer.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    first = tmp_path / "one.parquet"
    assert _first_place("leads.parquet", first, tmp_path / "two.parquet") == "rule LOAN-02, lead LOAN-02-abc: subject"
    assert _first_place("leads.parquet", first, tmp_path / "fewer.parquet") == "rule LOAN-01, lead LOAN-01-abc: only in the first"
    assert "can not be read" in _first_place("leads.parquet", first, tmp_path / "broken.parquet")
