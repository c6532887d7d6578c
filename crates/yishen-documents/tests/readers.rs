//! What a reader of HTML or Markdown sees, as blocks; and that any bytes are read without a panic.

use yishen_documents::{DocumentFormat, Limits, push_file, push_html, push_markdown};
use yishen_engine::{Channel, Draft, FieldName};

fn html(source: &str) -> Vec<(&'static str, String)> {
    let mut draft = Draft::new(Channel::Wechat);
    push_html(&mut draft, FieldName::Body, source, &Limits::default());
    visible(&draft)
}

fn markdown(source: &str) -> Vec<(&'static str, String)> {
    let mut draft = Draft::new(Channel::Wechat);
    push_markdown(&mut draft, FieldName::Body, source, &Limits::default());
    visible(&draft)
}

fn visible(draft: &Draft<'_>) -> Vec<(&'static str, String)> {
    draft.visible_blocks().map(|block| (if block.hidden { "hidden" } else { block.kind.id() }, block.text)).collect()
}

fn p(text: &str) -> (&'static str, String) {
    ("paragraph", text.to_owned())
}

#[test]
fn words_split_over_inline_elements_join() {
    assert_eq!(html("<p>我院<span style=\"color:red\">保<b>证</b></span><span>根治</span>。</p>"), [p("我院保证根治。")]);
    assert_eq!(html("<section><section><span>一次</span><span>搞定</span></section></section>"), [p("一次搞定")]);
}

#[test]
fn block_elements_part_blocks() {
    assert_eq!(html("<div>甲<p>乙<p>丙</div>丁"), [p("甲"), p("乙"), p("丙"), p("丁")]);
    assert_eq!(html("甲<br>乙<br><br>丙"), [p("甲\n乙"), p("丙")]);
    assert_eq!(
        html("<h1>题</h1><h2>节</h2><ul><li>一<li><p>二</p></ul><blockquote>引</blockquote><figure><img src=a alt=图><figcaption>注</figcaption></figure>"),
        [
            ("title", "题".to_owned()),
            ("heading", "节".to_owned()),
            ("list-item", "一".to_owned()),
            ("list-item", "二".to_owned()),
            ("quotation", "引".to_owned()),
            ("alt", "图".to_owned()),
            ("caption", "注".to_owned()),
        ]
    );
    assert_eq!(html("<table><tr><th>姓名<th>病种<tr><td>甲<td>乙</table>").iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["table-cell"; 4]);
    assert_eq!(html("<span style='display:block'>甲</span>乙"), [p("甲"), p("乙")]);
}

#[test]
fn white_space_shows_as_browsers_show_it() {
    assert_eq!(html("<p>\n  根治\n   率 <b> 高</b>  </p>"), [p("根治 率 高")]);
    assert_eq!(html("<pre>一\n  二</pre>"), [("code", "一\n  二".to_owned())]);
}

#[test]
fn character_references_are_what_they_stand_for() {
    assert_eq!(html("<p>根&#8203;治&nbsp;A&amp;B&lt;&#x4e2d;&hellip;&nosuch;&</p>"), [p("根\u{200b}治\u{a0}A&B<中…&nosuch;&")]);
    assert_eq!(html("<p>a < b，x<y</p>"), [p("a < b，x")]);
}

#[test]
fn hidden_words_are_read_apart() {
    assert_eq!(html("<p>根<span style=\"display: none\">暗</span>治</p>"), [("hidden", "暗".to_owned()), p("根治")]);
    assert_eq!(html("<div hidden><p>暗</p></div>明"), [("hidden", "暗".to_owned()), p("明")]);
    assert_eq!(html("<section style='font-size:0px'><span style='font-size:16px'>明</span></section>"), [p("明")]);
    assert_eq!(html("<p style='display:none'>暗<p>明"), [("hidden", "暗".to_owned()), p("明")]);
}

#[test]
fn what_is_not_shown_is_not_read() {
    assert_eq!(html("<style>p{}</style><script>var a='<p>根治</p>'</script><!-- 根治 --><template>甲</template>乙"), [p("乙")]);
}

#[test]
fn links_and_pictures_give_their_words_and_addresses() {
    assert_eq!(
        html("<p>详见<a href=\"https://a.example/?x=1&amp;y=2\">原文</a>。<a href=#top>顶</a></p>"),
        [p("详见原文。顶"), ("link", "https://a.example/?x=1&y=2".to_owned())]
    );
}

#[test]
fn readings_do_not_tear_words() {
    assert_eq!(html("<p><ruby>根<rt>gēn</rt>治<rt>zhì</rt></ruby></p>"), [("note", "gēn".to_owned()), ("note", "zhì".to_owned()), p("根治")]);
}

#[test]
fn pictures_and_videos_are_named() {
    let mut draft = Draft::new(Channel::Wechat);
    push_html(&mut draft, FieldName::Body, "<img src=a><img src=b><mp-common-videosnap></mp-common-videosnap>", &Limits::default());
    assert_eq!(draft.not_checked().iter().map(|n| (n.kind.id(), n.count)).collect::<Vec<_>>(), [("picture", 2), ("video", 1)]);
}

#[test]
fn hostile_html_costs_little() {
    let deep = "<div>".repeat(200_000) + "根治";
    assert_eq!(html(&deep), [p("根治")]);
    let unclosed = "<b><i><a href='".repeat(50_000);
    html(&unclosed);
    html(&"</x></div>".repeat(200_000));
    html(&"<table><tr><td>".repeat(60_000));
    html(&"&".repeat(300_000));
}

#[test]
fn markdown_gives_its_blocks() {
    let source = "---\ntitle: 冬季护心\nauthor: 沈医生\n---\n# 题\n\n第*一*段**保**证[链接](https://a.example/x)。\n续行\n\n- 一\n- 二\n\n> 引\n\n| 姓名 | 病种 |\n|---|---|\n| 甲 | 乙 |\n\n![图注](a.png)\n\n`码`&amp;\\*\n";
    assert_eq!(
        markdown(source),
        [
            ("title", "冬季护心".to_owned()),
            p("author: 沈医生"),
            ("title", "题".to_owned()),
            p("第一段保证链接。\n续行".replace('\n', " ").as_str()),
            ("link", "https://a.example/x".to_owned()),
            ("list-item", "一".to_owned()),
            ("list-item", "二".to_owned()),
            ("quotation", "引".to_owned()),
            ("table-cell", "姓名".to_owned()),
            ("table-cell", "病种".to_owned()),
            ("table-cell", "甲".to_owned()),
            ("table-cell", "乙".to_owned()),
            ("alt", "图注".to_owned()),
            p("码&*"),
        ]
    );
}

#[test]
fn html_in_markdown_is_read() {
    assert_eq!(markdown("甲<br>乙<b>丙</b>\n\n<div>丁<p>戊</p></div>\n"), [p("甲\n乙丙"), p("丁"), p("戊")]);
}

/// Numbers that repeat from run to run (xorshift).
fn random(seed: &mut u64, below: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed % below as u64) as usize
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    let parts = [
        "<p>",
        "</p>",
        "<br/>",
        "<table>",
        "<td colspan=9999>",
        "</table>",
        "<li>",
        "<a href='http://x",
        "'>",
        "&",
        "&#",
        "&#x1F600;",
        "&amp",
        "根治",
        "\u{feff}",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<textarea>",
        "<title>",
        "<svg>",
        "style=\"font-size:0\"",
        "<span ",
        ">",
        "<",
        "\r\n",
        "|",
        "---\n",
        "# ",
        "> ",
        "- ",
        "`",
        "![",
        "](",
        "*",
        "\0",
        "𠮷",
        "<ruby>",
        "<rt>",
        "[^1]",
        "[^1]: ",
        "<div hidden>",
        "</div>",
        "\t",
    ];
    let mut seed = 0x5eed_1234_5678_9abc;
    for _ in 0..3_000 {
        let source: String = (0..random(&mut seed, 40)).map(|_| parts[random(&mut seed, parts.len())]).collect();
        for format in [DocumentFormat::Html, DocumentFormat::Markdown] {
            let mut draft = Draft::new(Channel::Website);
            // NUL is refused as binary, all else is read.
            let _ = push_file(&mut draft, source.as_bytes(), format, &Limits::default());
        }
        html(&source);
        markdown(&source);
    }
}
