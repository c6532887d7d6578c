"""The drafts of the repository's parity files give the reports written there, in code points."""

import json
from functools import cache

import pytest
from readme import ROOT
from yishen import Draft, Screener

PARITY = ROOT / "tests/parity"


def lines(name: str) -> list[dict]:
    # Other characters than line feeds end lines for `splitlines`.
    return [json.loads(line) for line in (PARITY / name).read_text("utf-8").rstrip("\n").split("\n")]


DRAFTS = lines("drafts.jsonl")
REPORTS = {case["name"]: case for case in lines("reports.jsonl")}


@cache
def screener(packs: tuple[str, ...]) -> Screener:
    return Screener(packs=[ROOT / pack for pack in packs])


def code_points(report: dict, draft: dict) -> dict:
    """The report with offsets and columns in code points instead of bytes."""

    def offset(field: str, byte: int) -> int:
        return len(draft[field].encode()[:byte].decode())

    for finding in report["findings"]:
        field = finding["field"]
        line = finding["start"] - (finding["column"] - 1)
        finding["column"] = 1 + offset(field, finding["start"]) - offset(field, line)
        finding["start"], finding["end"] = offset(field, finding["start"]), offset(field, finding["end"])
        if "ranges" in finding:
            finding["ranges"] = [[offset(field, start), offset(field, end)] for start, end in finding["ranges"]]
        for evidence in finding["evidence"]:
            if "start" in evidence:
                evidence["start"], evidence["end"] = (offset(evidence["field"], evidence[end]) for end in ("start", "end"))
    return {**report, "offset_unit": "codepoint"}


@pytest.mark.parametrize("case", DRAFTS, ids=lambda case: case["name"])
def test_the_report_is_the_one_that_rust_wrote(case):
    expected = REPORTS[case["name"]]
    report = screener(tuple(case.get("packs", ()))).screen(Draft(**case["draft"]))
    wire = report.to_dict()
    wire["packs"], wire["engine"] = [], ""
    assert wire == code_points(expected["report"], case["draft"])
    masked = [
        {"text": f["text"], "message": f["message"], "evidence": [e.get("text") for e in f["evidence"]]}
        for f in json.loads(report.to_json())["findings"]
    ]
    assert masked == expected["masked"]
    if "format" not in case["draft"]:
        for finding in report:
            assert case["draft"][finding.field][finding.start : finding.end] == finding.text
