"""Spark and Ray: a screener is sent to workers, and tables are screened there."""

import os
import sys
from functools import partial

import pyarrow
import pytest
import yishen


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False)
    for option in ("spark.driver.bindAddress", "spark.driver.host"):
        builder = builder.config(option, "127.0.0.1")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_map_in_arrow(spark, screener, columns, expected):
    rows = [(key + 1000 * copy, body) for copy in range(50) for key, body in zip(columns["id"], columns["body"], strict=True)]
    frame = spark.createDataFrame(rows, "id bigint, body string").repartition(4)
    screen = partial(screener.screen_batches, column="body", key="id")
    found = frame.mapInArrow(screen, f"id bigint, {yishen.SPARK_SCHEMA}").orderBy("id", "start")
    one = sorted((key, rule, start, end) for key, _, rule, start, end in expected)
    lines = [(r["id"], r["rule"], r["start"], r["end"]) for r in found.collect()]
    assert sorted(lines) == sorted((key + 1000 * copy, *rest) for copy in range(50) for key, *rest in one)


def test_ray_map_batches(screener, columns, expected):
    import ray

    ray.init(num_cpus=2, include_dashboard=False, logging_level="error", configure_logging=False)
    try:
        drafts = ray.data.from_arrow(pyarrow.table(columns)).repartition(2)

        def screen(table: pyarrow.Table) -> pyarrow.Table:
            return pyarrow.table(screener.screen_arrow(table, "body", key="id"))

        found = drafts.map_batches(screen, batch_format="pyarrow").take_all()
        lines = sorted((r["id"], r["rule"], r["start"], r["end"]) for r in found)
        assert lines == sorted((key, rule, start, end) for key, _, rule, start, end in expected)
    finally:
        ray.shutdown()
