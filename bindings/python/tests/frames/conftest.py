import pytest
from yishen import Screener

BODIES = [
    "我科肩周炎治愈率高达98%，欢迎就诊。",
    "青峦县人民医院今天照常开放。",
    None,
    "😀患者家属电话13800138000，请回电。",
]
KEYS = [101, 102, 103, 104]


@pytest.fixture(scope="session")
def screener(pack_folder) -> Screener:
    """With a hospital's own rules, so that workers get them too."""
    return Screener(channel="wechat", packs=[pack_folder])


@pytest.fixture(scope="session")
def columns() -> dict[str, list]:
    return {"id": KEYS, "body": BODIES}


@pytest.fixture(scope="session")
def expected(screener) -> list[tuple]:
    """Key, row, rule, start and end of each finding, one draft after the other."""
    found = []
    for row, (key, body) in enumerate(zip(KEYS, BODIES, strict=True)):
        found += [(key, row, f.rule, f.start, f.end) for f in screener.screen(body or "")]
    assert {key for key, *_ in found} == {101, 102, 104}
    return found
