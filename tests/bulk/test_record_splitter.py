"""Records are found in any shape, wherever the chunks are cut; what is broken costs only itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from bulk.small_records import as_items, as_lines, make_record
from hypothesis import given
from hypothesis import strategies as st

from refkit.bulk import record_splitter
from refkit.bulk.byte_stream import DamagedStream
from refkit.bulk.record_splitter import ParsedRecord, Shape, UnreadableRecord, shape_of, split

HEAD = 32  # bytes by which the shape is told


def read(data: bytes) -> Any:
    try:
        return json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableRecord(f"odd: {type(error).__name__}") from None


def chunks(data: bytes, size: int, damage: str = "") -> Iterator[bytes]:
    yield data[:HEAD]
    yield from (data[at : at + size] for at in range(HEAD, len(data), size))
    if damage:
        raise DamagedStream(damage)


def records(data: bytes, size: int = 1 << 18, damage: str = "") -> list[ParsedRecord]:
    return list(split(chunks(data, size, damage), shape_of(data[:HEAD]), read))


def values(found: list[ParsedRecord]) -> list[Any]:
    return [each.value for each in found]


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        (b'{"DOI":"10.1/a"}\n', Shape.LINES),
        (b'\xef\xbb\xbf{"items":[', Shape.LIST),
        (b'{ "items" :\n [', Shape.LIST),
        (b"\n [ {", Shape.LIST),
        (b'{\n "entries": [],\n "format": "refkit-bibliography/1"', Shape.SAVED),
        (b"", Shape.LINES),
    ],
)
def test_the_shape_is_told_by_the_first_bytes(head: bytes, shape: Shape) -> None:
    assert shape_of(head) is shape


RECORDS = [make_record(number=number) for number in range(1, 8)]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1 << 18])
@pytest.mark.parametrize(
    "data",
    [
        as_lines(RECORDS),
        b"\xef\xbb\xbf" + as_lines(RECORDS).rstrip(b"\n"),
        as_lines(RECORDS).replace(b"\n", b"\r\n\r\n"),
        as_items(RECORDS),
        json.dumps({"items": RECORDS}, indent=2).encode(),
        json.dumps(RECORDS, indent=2).encode() + b"\n",
        b"\xef\xbb\xbf" + json.dumps(RECORDS).encode(),
        b'{"items":[' + b"\n,\n".join(json.dumps(each).encode() for each in RECORDS) + b"]}",
    ],
    ids=["lines", "mark", "windows", "items", "indented", "list", "list and mark", "one a line"],
)
def test_records_are_found_in_every_shape(data: bytes, size: int) -> None:
    assert values(records(data, size)) == RECORDS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(items=st.lists(JSON, max_size=6), size=st.integers(1, 40), indent=st.sampled_from([None, 1]))
def test_any_list_is_parted_as_json_has_it(items: list[Any], size: int, indent: int | None) -> None:
    data = json.dumps({"items": items}, indent=indent, ensure_ascii=False).encode()

    found = list(split(chunks(data, size), Shape.LIST, read))

    assert values(found) == items
    assert [each.number for each in found] == list(range(1, len(items) + 1))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b'{"indexed":{"timestamp":1},"DOI":}', "is not JSON: Expecting value"),
        (b'{"indexed":{"timestamp":1},"DOI":"x', "is not JSON"),
        (b'{"indexed":[{"timestamp":1},"DOI":"x"}', "is not JSON"),
        (b'{"indexed":{"timestamp":1},"DOI":"\xff"}', "odd: UnicodeDecodeError"),
        (b'{"indexed":{"timestamp":1},"DOI":NaN,"x":"\\q"}', "is not JSON"),
        (b'{"indexed":' + b"[" * 3000 + b"]" * 3000 + b"}", "odd|too deep"),
    ],
)
@pytest.mark.parametrize("size", [5, 1 << 18])
def test_a_broken_record_of_a_list_costs_only_itself(broken: bytes, why: str, size: int) -> None:
    whole = [json.dumps(each, separators=(",", ":")).encode() for each in RECORDS]
    data = b'{"items":[' + b",".join([*whole[:3], broken, *whole[3:]]) + b"]}"

    found = records(data, size)

    assert values(found) == [*RECORDS[:3], None, *RECORDS[3:]]
    assert found[3].number == 4
    assert any(part in found[3].trouble for part in why.split("|"))


def test_a_broken_line_costs_only_itself() -> None:
    lines = as_lines(RECORDS).splitlines()
    data = b"\n".join([*lines[:2], b'{"DOI":', b"", b"\xff", *lines[2:]])

    found = records(data)

    assert [(each.number, each.trouble) for each in found if each.trouble] == [
        (3, "odd: JSONDecodeError"),
        (5, "odd: UnicodeDecodeError"),
    ]
    assert [each for each in values(found) if each] == RECORDS


@pytest.mark.parametrize("data", [as_lines(RECORDS), as_items(RECORDS)], ids=["lines", "items"])
@pytest.mark.parametrize("from_end", [1, 40, 300])
def test_a_file_that_is_cut_costs_one_record(data: bytes, from_end: int) -> None:
    found = records(data[:-from_end], 50, "cut off")

    lost = [each for each in found if each.trouble]
    assert [each.trouble.partition(";")[0] for each in lost] == ["cut off"]
    assert lost[0].number == len(found)
    assert values(found)[:-1] == RECORDS[: len(found) - 1]


def test_a_list_without_an_end_says_so() -> None:
    data = as_items(RECORDS)

    assert records(data[:-2])[-1].trouble == "the list has no end"
    assert records(data[:-9])[-1].trouble.startswith("ends in the middle")


@pytest.mark.parametrize("shape", [as_lines, as_items])
def test_a_record_that_is_too_long_is_not_kept(shape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_splitter, "MOST", 1 << 20)
    long = make_record(abstract="bees " * 700_000, number=3)
    data = shape([*RECORDS[:2], long, *RECORDS[2:]])

    found = records(data, 1 << 14)

    assert values(found) == [*RECORDS[:2], None, *RECORDS[2:]]
    assert found[2] == ParsedRecord(3, None, "longer than 1 MiB")


def test_records_whose_names_stand_in_other_orders_are_found() -> None:
    turned = [dict(reversed(each.items())) if n % 2 else each for n, each in enumerate(RECORDS)]

    assert values(records(as_items(turned), 100)) == turned


@given(data=st.data(), as_list=st.booleans(), size=st.integers(1, 300))
def test_whatever_is_damaged_nothing_fails_and_what_is_before_it_is_whole(
    data: st.DataObject, as_list: bool, size: int
) -> None:
    whole = as_items(RECORDS) if as_list else as_lines(RECORDS)
    at = data.draw(st.integers(HEAD, len(whole) - 1))
    other = data.draw(st.binary(max_size=4))

    found = records(whole[:at] + other + whole[at + data.draw(st.integers(0, 9)) :], size)

    before = whole[:at].count(b'"indexed"') - 1
    assert values(found)[:before] == RECORDS[:before]
    assert all((each.value is None) == bool(each.trouble) for each in found if each.value != "")
    numbers = [each.number for each in found]
    assert numbers == sorted(set(numbers))
