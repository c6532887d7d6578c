"""Tables of pyarrow, polars, pandas and DuckDB go in and findings come out, by the Arrow interface."""

import duckdb
import pandas
import polars
import pyarrow
import pytest
import yishen
from yishen import Screener

NAMES = ["row", "rule", "category", "severity", "start", "end", "text", "message", "suggestions", "basis", "confidence", "fingerprint"]


def lines(found) -> list[tuple]:
    table = pyarrow.table(found)
    return list(zip(*(table[name].to_pylist() for name in ("id", "row", "rule", "start", "end")), strict=True))


def test_the_columns_are_documented(screener, columns):
    table = pyarrow.table(screener.screen_arrow(pyarrow.table(columns), "body", key="id"))
    assert table.column_names == ["id", *NAMES]
    assert [part.split()[0] for part in yishen.SPARK_SCHEMA.split(", ")] == NAMES
    spark = {"int64": "bigint", "string": "string"}
    assert [f"{f.name} {spark[str(f.type)]}" for f in table.schema][1:] == yishen.SPARK_SCHEMA.split(", ")
    first = table.to_pylist()[0]
    [finding] = screener.screen(columns["body"][0])
    assert first["text"] == finding.text and first["message"] == finding.message and first["fingerprint"] == finding.fingerprint
    assert first["basis"].split("；")[0] == str(finding.basis[0])


@pytest.mark.parametrize("type", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()], ids=str)
def test_pyarrow(screener, columns, expected, type):
    table = pyarrow.table({"id": columns["id"], "body": pyarrow.array(columns["body"], type)})
    assert lines(screener.screen_arrow(table, "body", key="id")) == expected
    [batch] = table.to_batches()
    assert lines(screener.screen_arrow(batch, "body", key="id")) == expected
    reader = pyarrow.RecordBatchReader.from_batches(table.schema, iter([batch.slice(0, 1), batch.slice(1)]))
    assert lines(screener.screen_arrow(reader, "body", key="id")) == expected
    assert lines(screener.screen_arrow(table.slice(3), "body", key="id")) == [(k, 0, *rest) for k, _, *rest in expected if k == 104]
    array = pyarrow.table(screener.screen_arrow(table["body"]))
    assert array["row"].to_pylist() == [row for _, row, *_ in expected]


def test_polars(screener, columns, expected):
    frame = polars.DataFrame(columns)
    found = polars.DataFrame(screener.screen_arrow(frame, "body", key="id"))
    assert found.select("id", "row", "rule", "start", "end").rows() == expected
    assert len(screener.screen_arrow(frame["body"])) == len(expected)
    joined = frame.join(found, on="id").with_columns(polars.col("body").str.slice(polars.col("start"), polars.col("end") - polars.col("start")).alias("words"))
    plain = polars.DataFrame(screener.screen_arrow(frame, "body", key="id", masked=False))
    assert joined["words"].to_list() == plain["text"].to_list()


def test_pandas(screener, columns, expected):
    frame = pandas.DataFrame(columns)
    found = pandas.DataFrame.from_arrow(screener.screen_arrow(frame, "body", key="id"))
    assert list(found[["id", "row", "rule", "start", "end"]].itertuples(index=False, name=None)) == expected


def test_duckdb(screener, columns, expected):
    drafts = pyarrow.table(columns)  # noqa: F841 -- DuckDB reads it by its name
    relation = duckdb.sql("select id, body from drafts")
    found = screener.screen_arrow(relation, "body", key="id")
    assert duckdb.sql('select id, "row", rule, "start", "end" from found').fetchall() == expected
    assert duckdb.sql("select count(*) from found").fetchall() == [(len(expected),)], "a result can be read again"


def test_keys_of_any_type_come_back(screener, columns):
    for keys in (["a", "b", "c", "d"], [[1], [2], [3], [4]], [{"y": 1}, {"y": 2}, {"y": 3}, {"y": 4}], [None, 2.5, None, 3.5]):
        table = pyarrow.table({"key": keys, "body": columns["body"]})
        found = pyarrow.table(screener.screen_arrow(table, "body", key="key"))
        assert found["key"].type == table["key"].type
        assert set(map(str, found["key"].to_pylist())) == {str(keys[row]) for row in (0, 1, 3)}


def test_private_words_are_masked_unless_asked_for(screener, columns):
    table = pyarrow.table(columns)
    number = "13800138000"
    assert number not in str(pyarrow.table(screener.screen_arrow(table, "body")).to_pylist())
    assert number in str(pyarrow.table(screener.screen_arrow(table, "body", masked=False)).to_pylist())


def test_threads_do_not_change_the_result(screener, columns, expected):
    table = pyarrow.table({"id": columns["id"] * 200, "body": columns["body"] * 200})
    one, many = (pyarrow.table(screener.screen_arrow(table, "body", key="id", threads=threads)) for threads in (1, 4))
    assert one == many and one.num_rows == 200 * len(expected)


def test_a_text_that_was_not_read_has_a_line():
    found = pyarrow.table(Screener(max_bytes=10).screen_arrow(pyarrow.table({"body": ["今天天气晴。", "短"]}), "body"))
    assert found.select(["row", "rule", "severity"]).to_pylist() == [{"row": 0, "rule": None, "severity": "review"}]


def test_nothing_found_is_a_table_too(screener):
    found = pyarrow.table(screener.screen_arrow(pyarrow.table({"body": ["今天天气晴。"]}), "body"))
    assert found.num_rows == 0 and found.column_names == NAMES
    assert pyarrow.table(screener.screen_arrow(pyarrow.table({"body": pyarrow.array([], pyarrow.string())}), "body")).num_rows == 0


def test_wrong_data_and_columns_are_named(screener, columns):
    table = pyarrow.table(columns)
    with pytest.raises(yishen.YishenError, match="body"):
        screener.screen_arrow(table, "text")
    with pytest.raises(yishen.YishenError, match="column"):
        screener.screen_arrow(table)
    with pytest.raises(yishen.YishenError, match="Int64"):
        screener.screen_arrow(table, "id")
    with pytest.raises(yishen.YishenError, match="key"):
        screener.screen_arrow(table, "body", key="key")
    with pytest.raises(yishen.YishenError):
        screener.screen_arrow(table["body"], "body")
    with pytest.raises(yishen.YishenError, match="row"):
        screener.screen_arrow(table.rename_columns(["row", "body"]), "body", key="row")
    with pytest.raises(TypeError):
        screener.screen_arrow(columns["body"])
    with pytest.raises(RuntimeError, match="broken"):
        class Broken:
            def __arrow_c_stream__(self, requested_schema=None):
                raise RuntimeError("broken")

        screener.screen_arrow(Broken())
    with pytest.raises(TypeError):
        class Odd:
            def __arrow_c_stream__(self, requested_schema=None):
                return 7

        screener.screen_arrow(Odd())
