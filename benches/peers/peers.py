"""Measures what people use in Python beside yishen's package, over the same articles: ``peers.py TASK.json``.

Each engine gives what it found to Python. Rounds are interleaved, so that a machine that slows down slows them all.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 3

Count = Callable[[str], int]
Make = Callable[[list[str]], Count]


def yishen(_: list[str]) -> Count:
    from yishen import Screener

    screener = Screener()
    return lambda text: len(screener.screen(text))


def pyahocorasick(literals: list[str]) -> Count:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for literal in literals:
        automaton.add_word(literal, literal)
    automaton.make_automaton()
    return lambda text: len(list(automaton.iter(text)))


def ahocorasick_rs(literals: list[str]) -> Count:
    from ahocorasick_rs import AhoCorasick

    automaton = AhoCorasick(literals)
    return lambda text: len(automaton.find_matches_as_indexes(text, overlapping=True))


def hyperscan(literals: list[str]) -> Count:
    from hyperscan import Database

    database = Database()
    database.compile(expressions=[literal.encode() for literal in literals], ids=list(range(len(literals))), literal=True)

    def count(text: str) -> int:
        found: list[tuple[int, int]] = []
        database.scan(text.encode(), match_event_handler=lambda id, start, end, flags, context: found.append((id, end)))
        return len(found)

    return count


def yara_x(literals: list[str]) -> Count:
    """One rule, which is found or not. The literals are private, or an object for each of them would be made for each article."""
    from yara_x import compile

    quoted = [literal.replace("\\", "\\\\").replace('"', '\\"') for literal in literals]
    strings = "\n".join(f'$_{i} = "{literal}" private' for i, literal in enumerate(quoted))
    rules = compile(f"rule literals {{ strings:\n{strings}\ncondition: any of them }}")
    return lambda text: len(rules.scan(text.encode()).matching_rules)


def flashtext(literals: list[str]) -> Count:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_list(literals)
    return lambda text: len(processor.extract_keywords(text))


def jionlp(literals: list[str]) -> Count:
    import jionlp as engine

    recognise = engine.ner.LexiconNER({"word": literals})
    return lambda text: len(recognise(text))


def presidio(regexes: list[str]) -> Count:
    """Personal data alone, by a recogniser for each regex, without a model of the language."""
    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

    class NoLanguage(NlpEngine):
        def load(self):
            pass

        def is_loaded(self):
            return True

        def process_text(self, text, language):
            return NlpArtifacts([], [], [], [], self, language)

        def process_batch(self, texts, language, batch_size=1, n_process=1, **kwargs):
            return ((text, self.process_text(text, language)) for text in texts)

        def is_stopword(self, word, language):
            return False

        def is_punct(self, word, language):
            return False

        def get_supported_entities(self):
            return []

        def get_supported_languages(self):
            return ["zh"]

    def recogniser(name: str, regex: str) -> PatternRecognizer:
        return PatternRecognizer(supported_entity=name, patterns=[Pattern(name, regex, 0.5)], supported_language="zh")

    recognisers = [recogniser(f"KIND_{i}", regex) for i, regex in enumerate(regexes)]
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["zh"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=NoLanguage(), supported_languages=["zh"])
    return lambda text: len(analyzer.analyze(text, "zh"))


def made(name: str, make: Make, of: list[str]) -> Count | None:
    """The engine, or nothing when it is not installed."""
    start = time.perf_counter()
    try:
        count = make(of)
    except ImportError as error:
        print(f"{name} is left out: {error}", file=sys.stderr)
        return None
    print(f"{name}: made in {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return count


def run(count: Count, articles: list[str]) -> tuple[float, int]:
    """The microseconds an article, and what is counted in all."""
    start = time.perf_counter()
    found = sum(map(count, articles))
    return (time.perf_counter() - start) * 1e6 / len(articles), found


def main(task: dict[str, list[str]]) -> None:
    articles, literals, regexes = task["articles"], task["literals"], task["regexes"]
    # More take yara-x minutes to compile.
    few = literals[:: max(1, len(literals) // 20_000)]
    engines: list[tuple[str, Make, list[str]]] = [
        ("yishen, full screening", yishen, []),
        ("ahocorasick-rs, overlapping", ahocorasick_rs, literals),
        ("hyperscan, literals", hyperscan, literals),
        ("pyahocorasick", pyahocorasick, literals),
        ("jionlp LexiconNER", jionlp, literals),
        ("flashtext", flashtext, literals),
        (f"yara-x, a rule of {len(few):,} of the literals", yara_x, few),
        (f"presidio-analyzer, {len(regexes)} patterns", presidio, regexes),
    ]
    counts = {name: count for name, make, of in engines if (count := made(name, make, of))}
    rounds = [{name: run(count, articles) for name, count in counts.items()} for _ in range(ROUNDS)]
    took = {name: statistics.median(round[name][0] for round in rounds) for name in counts}
    ours = next(iter(took.values()))
    print(f"Python {sys.version.split()[0]}: {len(articles)} articles, {len(literals)} literals, medians of {ROUNDS} interleaved rounds\n")
    print("| engine | µs an article | times as long as yishen | found |\n| --- | --- | --- | --- |")
    for name, microseconds in took.items():
        print(f"| {name} | {microseconds:,.0f} | {microseconds / ours:.2f} | {rounds[0][name][1]:,} |")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text("utf-8")))
