use yishen_engine::NotCheckedKind;

use super::tokens::Token;
use super::{Reader, Tokens};
use crate::Limits;
use crate::blocks::Blocks;

fn read(source: &str) -> Blocks {
    let mut reader = Reader::new(source, &Limits::default());
    for token in Tokens::new(source, reader.readable()) {
        reader.token(token);
    }
    reader.finish()
}

#[track_caller]
fn shows(source: &str, blocks: &[&str]) {
    assert_eq!(read(source).shown(source), blocks, "{source}");
}

#[test]
fn words_run_through_inline_elements_and_end_with_blocks() {
    shows("<p>保证根<b>治</b>糖尿病</p>", &["paragraph 保证根治糖尿病"]);
    shows("<section><span><span>根</span></span><em><strong>治</strong></em></section>好", &["paragraph 根治", "paragraph 好"]);
    shows("<div>一<p>二</div>三</p>四", &["paragraph 一", "paragraph 二", "paragraph 三", "paragraph 四"]);
    shows("<p>根<!-- x -->治<o:p></o:p><wbr>&shy;率<![if !supportLists]>高<![endif]></p>", &["paragraph 根治\u{AD}率高"]);
    shows("根<mp-word>治</mp-word></b></i>率", &["paragraph 根治率"]);
    shows("<b>根<i>治</b>率</i>高", &["paragraph 根治率高"]);
    shows("<div style='display:inline'>根</div><span style='display: block'>治</span>", &["paragraph 根", "paragraph 治"]);
}

#[test]
fn white_space_collapses_unless_it_is_kept() {
    shows("<p>\r\n  a \n <b> b</b>　c&nbsp;&nbsp;d \n</p>\n", &["paragraph a b　c\u{A0}\u{A0}d"]);
    shows("<p>加<br>微<br/> 信</p>", &["paragraph 加\n微\n信"]);
    shows("<p>甲<br> <br>乙<br></p>", &["paragraph 甲", "paragraph 乙"]);
    shows("<pre>甲  乙\r\n丙\n\n丁</pre>", &["code 甲  乙\n丙", "code 丁"]);
    shows("<p style='white-space: pre-wrap'>甲  乙<span style='white-space:normal'>  丙</span></p>", &["paragraph 甲  乙 丙"]);
}

#[test]
fn what_readers_do_not_see_is_a_block_that_says_so() {
    shows("<p>根<i style='display:none'>甲</i>治<i hidden>乙</i>率</p>", &["paragraph 根治率", "!paragraph 甲", "!paragraph 乙"]);
    shows("<p hidden>甲<p>乙", &["!paragraph 甲", "paragraph 乙"]);
    shows(
        "<div style='font-size: 0px'>甲<p style='font-size:16px'>乙</p><p style='font-size:2em'>丙</p></div>",
        &["!paragraph 甲", "paragraph 乙", "!paragraph 丙"],
    );
    shows("<div style='visibility:hidden'>甲<b style='visibility:visible'>乙</b></div>", &["paragraph 乙", "!paragraph 甲"]);
    shows("<p style='opacity:0.0 !important'>甲</p><p aria-hidden=true>乙</p>", &["!paragraph 甲", "paragraph 乙"]);
    shows("<div id=\"js_content\" style='visibility:hidden;opacity:0'>甲</div>", &["paragraph 甲"]);
}

#[test]
fn scripts_and_heads_are_not_read_but_the_title_is() {
    let page = "<!DOCTYPE html><html><head><meta charset=utf-8><title>喜&amp;讯</title><style>p{}</style><script>'<p>坏'</script></head>\
                <body><noscript>甲</noscript><template><p>乙</template><h1>丙</h1>丁</body></html>";
    shows(page, &["title 喜&讯", "heading1 丙", "paragraph 丁"]);
    shows("<head><title>甲</title><p>乙", &["title 甲", "paragraph 乙"]);
    shows("<h1>甲</h1><h2>乙</h3>丙", &["title 甲", "heading2 乙", "paragraph 丙"]);
}

#[test]
fn what_stands_for_pictures_and_fields_is_read_beside_the_words() {
    shows("<p>根<img alt=\"甲&quot;乙\" src=x>治</p>", &["paragraph 根治", "alt 甲\"乙"]);
    shows("<figure><img><figcaption>甲</figcaption></figure>", &["caption 甲"]);
    shows("<ruby>根<rp>(</rp><rt><b>gēn</b></rt><rp>)</rp>治<rt>zhì</ruby>", &["paragraph 根治", "note gēn", "note zhì"]);
    shows("<input type=hidden value=甲><input placeholder=乙 value='丙'><input type=checkbox value=x>", &["paragraph 丙", "alt 乙"]);
    shows("<textarea>甲 &lt;b></textarea><select><option>乙<option>丙</select>", &["paragraph 甲 <b>", "paragraph 乙", "paragraph 丙"]);
    shows("<mp-common-profile data-nickname='甲' data-id=x></mp-common-profile>", &["alt 甲"]);
    shows("<svg><title>甲</title><g/><text>乙</text><text>丙</text></svg>丁", &["alt 甲", "paragraph 乙", "paragraph 丙", "paragraph 丁"]);
}

#[test]
fn links_show_their_words_and_where_they_lead() {
    shows("<p>见<a href=\"https://a.example/?x=1&amp;y=2\">此处</a></p>", &["paragraph 见此处", "link https://a.example/?x=1&y=2"]);
    shows("<p><a href='#x'>此处</a></p><p><a href='tel:13800138000'>电话</a></p>", &["link 此处", "link 电话", "link 13800138000"]);
    shows("<a href='tel:120'>拨打<b>120</b></a><a href='http://a.example'>http://a.example</a>", &["link 拨打120http://a.example"]);
    shows("<p><a href='javascript:void(0)' href='http://b.example'>此处</a>。</p>", &["paragraph 此处。"]);
}

#[test]
fn lists_quotations_and_cells_are_blocks_and_cells_know_their_heads() {
    shows(
        "<ul><li>甲<li>乙<p>丙</ul><blockquote>丁</blockquote><dl><dt>戊<dd>己</dl>",
        &["list-item 甲", "list-item 乙", "list-item 丙", "quotation 丁", "list-item 戊", "list-item 己"],
    );
    shows(
        "<table><caption>题</caption><tr><td><p>误区<td>真相<tr><th>一<td>二</table>三",
        &["caption 题", "table-cell 误区", "table-cell 真相", "table-cell^1 一", "table-cell^3^2 二", "paragraph 三"],
    );
    shows(
        "<table><tr><td colspan=2>甲<td>乙<tr><td rowspan=2>丙<td>丁<td>戊<tr><td>己<td>庚</table>",
        &["table-cell 甲", "table-cell 乙", "table-cell^0 丙", "table-cell^0 丁", "table-cell^1 戊", "table-cell^0 己", "table-cell^1 庚"],
    );
    shows("<header><h1>甲</h1>乙</header><footer>丙</footer>", &["title 甲", "header-footer 乙", "header-footer 丙"]);
}

#[test]
fn what_was_not_read_is_named() {
    use NotCheckedKind::{Limit, Part, Picture, Video};
    let unread = |source: &str| read(source).unread();
    assert_eq!(unread("<img alt=甲><svg></svg><p style='background:url(x)'>乙<video>丙</video><iframe src=x></iframe>"), [(Picture, 3), (Video, 2)]);
    assert_eq!(unread("甲<!-- 保证根治"), [(Part, 1)]);
    assert_eq!(unread("甲<b title=\"保证根治"), [(Part, 1)]);
    assert_eq!(unread("甲<script>保证根治"), [(Part, 1)]);
    assert_eq!(unread("<iframe srcdoc='<p>甲'></iframe>"), [(Video, 1), (Part, 1)]);
    assert_eq!(unread("1 < 2 <3 </"), []);
    let limits = Limits { depth: 2, blocks: 2, bytes: 40, ..Limits::default() };
    let source = "<p><b><i>甲</i></b></p><p>乙</p><p>丙</p><p>丁</p>";
    let mut reader = Reader::new(source, &limits);
    for token in Tokens::new(source, reader.readable()) {
        reader.token(token);
    }
    let blocks = reader.finish();
    assert_eq!(blocks.shown(source), ["paragraph 甲", "paragraph 乙"]);
    assert_eq!(blocks.unread(), [(Limit, 1), (Limit, 1), (Limit, 1)]);
}

#[test]
fn any_tags_take_linear_time() {
    let count = 200_000;
    for (open, close) in
        [("<div>", "</div>"), ("<b>", "</i>"), ("<table><tr><td>", ""), ("<ul><li>", "</p>"), ("<p hidden>", "</b>"), ("&#", "<!-"), ("<a href=", "&amp")]
    {
        let source = format!("{}根{}治", open.repeat(count), close.repeat(count));
        read(&source);
    }
    let source = "<div>".repeat(count) + "根<b>治</b>" + &"</div>".repeat(count) + "率";
    assert_eq!(read(&source).shown(&source), ["paragraph 根治", "paragraph 率"]);
}

/// html5gum follows the standard; what it reads as text must be what is read here.
#[test]
fn text_is_what_the_standard_says() {
    let parts = [
        "<p>",
        "</p>",
        "<b",
        ">",
        "<",
        "</",
        "/>",
        "<!--",
        "-->",
        "--!>",
        "<!",
        "<?x",
        "<title>",
        "</title>",
        "</TITLE >",
        "<textarea>",
        "</textarea",
        "<style>",
        "</style>",
        "a=",
        "\"",
        "'",
        " ",
        "=",
        "治",
        "根",
        "&amp",
        ";",
        "&#x6cbb;",
        "&",
        "nbsp",
        "é",
        "\n",
        "-",
        "x",
    ];
    let mut seed = 88_172_645_463_325_252_u64;
    for round in 0..20_000 {
        let mut source = String::new();
        for _ in 0..round % 24 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            source.push_str(parts[(seed % parts.len() as u64) as usize]);
        }
        let (mut ours, mut in_style) = (String::new(), false);
        for token in Tokens::new(&source, 0..source.len()) {
            match &token {
                Token::Text(range) if in_style => ours.push_str(&source[range.clone()]),
                Token::Text(range) => ours.push_str(&decode(&source[range.clone()])),
                _ => {}
            }
            in_style = matches!(&token, Token::Start(tag) if tag.name == "style");
        }
        let mut emitter = html5gum::DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut theirs = String::new();
        for Ok(token) in html5gum::Tokenizer::new_with_emitter(&source, emitter) {
            if let html5gum::Token::String(text) = token {
                theirs.push_str(&String::from_utf8_lossy(&text));
            }
        }
        // A style that does not end is named as unread, not read as text.
        if !theirs.starts_with(&ours) || (ours.len() < theirs.len() && read(&source).unread().is_empty()) {
            assert_eq!(ours, theirs, "{source:?}");
        }
    }
}

fn decode(mut text: &str) -> String {
    let mut decoded = String::new();
    while let Some(c) = text.chars().next() {
        let (length, words) = super::references::reference(text, false).unwrap_or((c.len_utf8(), c.into()));
        decoded.push_str(&words);
        text = &text[length..];
    }
    decoded
}
