//! Word files: what is read, in which order, and where it stands in the file. What is found in them, and the verdict,
//! stand in the tests of the whole path.

mod word;

use word::{File, W, p, part};

/// A file with this body.
fn body(xml: &str) -> Vec<u8> {
    File::new(xml).pack()
}
use yishen_documents::{DocxMap, Limits, ReadErrorKind, push_docx};
use yishen_engine::{Channel, Draft};

fn draft(bytes: &[u8]) -> (Draft<'static>, DocxMap) {
    let mut draft = Draft::new(Channel::Website);
    let map = push_docx(&mut draft, bytes, &Limits::default()).expect("a Word file");
    (draft, map)
}

/// The extracted text, with `/` for a line's end within a paragraph.
fn words(bytes: &[u8]) -> String {
    draft(bytes).0.fields()[0].source().replace('\u{2028}', "/")
}

fn text(xml: &str) -> String {
    words(&body(xml))
}

/// A paragraph's text.
fn inline(xml: &str) -> String {
    text(&format!("<w:p>{xml}</w:p>"))
}

fn refused(bytes: &[u8]) -> ReadErrorKind {
    push_docx(&mut Draft::new(Channel::Website), bytes, &Limits::default()).expect_err("no Word file").kind()
}

#[test]
fn runs_join_and_paragraphs_part() {
    assert_eq!(text("<w:p><w:r><w:t>根</w:t></w:r><w:r><w:t>治</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>糖尿病</w:t></w:r></w:p>"), "根治\n糖尿病");
    assert_eq!(text(""), "");
}

#[test]
fn changes_are_read_as_accepted() {
    let xml = "<w:ins><w:r><w:t>加</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>\
               <w:moveFrom><w:r><w:t>原处</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新处</w:t></w:r></w:moveTo>\
               <w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>改字体</w:t></w:r>\
               <w:ins><w:del><w:r><w:delText>加了又删</w:delText></w:r></w:del></w:ins>";
    assert_eq!(inline(xml), "加新处改字体");
    // A deleted paragraph mark joins two paragraphs, a deleted row is gone.
    let joined = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>根</w:t></w:r></w:p><w:p><w:r><w:t>治</w:t></w:r></w:p>";
    assert_eq!(text(joined), "根治");
    let row = |change: &str, words: &str| format!("<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc></w:tr>", p(words));
    assert_eq!(text(&format!("<w:tbl>{}{}</w:tbl>", row("<w:del/>", "删"), row("<w:ins/>", "加"))), "加");
}

#[test]
fn containers_are_walked_through() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let xml = format!(
        "<w:hyperlink r:id=\"x\">{}</w:hyperlink><w:sdt><w:sdtPr><w:alias w:val=\"名\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:smartTag>{}</w:smartTag><w:fldSimple w:instr=\"PAGE\">{}</w:fldSimple><w:customXml>{}</w:customXml>\
         <m:oMath><m:r><m:t>x²</m:t></m:r></m:oMath>",
        run("链接"),
        run("控件"),
        run("标记"),
        run("7"),
        run("自定")
    );
    assert_eq!(inline(&xml), "链接控件标记7自定x²");
    let block = format!(
        "<w:sdt><w:sdtContent>{}<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>{}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl></w:sdtContent></w:sdt>",
        p("段"),
        p("格")
    );
    assert_eq!(text(&block), "段\n格");
}

#[test]
fn elements_that_are_characters() {
    let xml = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:noBreakHyphen/><w:softHyphen/><w:sym w:font=\"宋体\" w:char=\"6839\"/><w:ptab/></w:r>";
    assert_eq!(inline(xml), "甲\t乙/丙/-\u{ad}根\t");
    assert_eq!(inline("<w:pPr><w:tabs><w:tab w:pos=\"9\"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>"), "甲");
}

#[test]
fn white_space_is_kept_where_it_is_asked_for() {
    assert_eq!(inline("<w:r><w:t>\n  甲 </w:t></w:r><w:r><w:t xml:space=\"preserve\"> 乙\r\n丙</w:t></w:r>"), "甲 乙  丙");
}

#[test]
fn the_result_of_a_field_is_read_and_its_instruction_is_hidden() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let inner = format!("{}<w:r><w:instrText>PAGE</w:instrText></w:r>{}{}{}", mark("begin"), mark("separate"), run("内"), mark("end"));
    let xml = format!("{}{}{inner}{}{}{}{}", run("前"), mark("begin"), mark("separate"), run("果"), mark("end"), run("后"));
    assert_eq!(inline(&xml), "前果后\n内");
    // A field that never ends takes nothing away.
    assert_eq!(inline(&format!("{}{}", mark("begin"), run("还在"))), "还在");
}

#[test]
fn ruby_gives_the_words_under_it() {
    let xml = "<w:r><w:ruby><w:rt><w:r><w:t>gēn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>根</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    assert_eq!(inline(xml), "根");
    let (_, map) = draft(&body(&format!("<w:p>{xml}</w:p>")));
    assert_eq!(map.pieces()[0].run.len(), xml.len());
}

#[test]
fn a_text_box_is_read_once() {
    let choice = |needs: &str| {
        format!(
            "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"{needs}\"><w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>{}",
            p("新框"),
            p("旧框"),
            p("下段")
        )
    };
    assert_eq!(text(&choice("wps")), "正文\n新框\n下段");
    // What Word does not know it shows in the old way.
    assert_eq!(text(&choice("wps unheard")), "正文\n旧框\n下段");
    assert_eq!(
        inline("<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>单独</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"),
        "单独"
    );
}

#[test]
fn pictures_give_what_stands_for_them() {
    let drawing = "<w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"图片 1\" title=\"院景\" descr=\"门诊楼&amp;花园\"/><pic:cNvPr descr=\"门诊楼&amp;花园\"/><a:blip/></wp:inline></w:drawing></w:r>";
    assert_eq!(inline(&format!("{drawing}<w:r><w:t>图</w:t></w:r>")), "图\n院景\n门诊楼&花园");
    assert_eq!(inline("<w:r><w:pict><v:shape alt=\"大厅\"><v:textpath string=\"样稿\"/></v:shape></w:pict></w:r>"), "大厅\n样稿");
    let (_, map) = draft(&body(&format!("<w:p>{drawing}</w:p>")));
    assert!(map.pieces().iter().all(|piece| piece.run.len() == drawing.len()));
}

#[test]
fn parts_stand_where_they_belong() {
    let note = |root: &str, element: &str, words: &str| part(root, &format!("<w:{element} w:id=\"2\">{}</w:{element}>", p(words)));
    let refer = "<w:p><w:r><w:t>一</w:t><w:footnoteReference w:id=\"2\"/><w:endnoteReference w:id=\"2\"/><w:commentReference w:id=\"2\"/></w:r></w:p>";
    let file = File::new(&format!("{refer}{}", p("二")))
        .related("header", "header1.xml", part("hdr", &p("眉")))
        .related("footer", "footer1.xml", part("ftr", &p("脚")))
        .related("footnotes", "footnotes.xml", note("footnotes", "footnote", "脚注"))
        .related("endnotes", "endnotes.xml", note("endnotes", "endnote", "尾注"))
        .related("comments", "comments.xml", note("comments", "comment", "批注"));
    assert_eq!(words(&file.pack()), "脚\n眉\n一\n脚注\n尾注\n批注\n二");
}

#[test]
fn charts_and_diagrams_are_read() {
    let shown = "<w:p><w:r><w:t>见图</w:t></w:r><w:r><w:drawing><c:chart r:id=\"chart.xml\"/></w:drawing></w:r><w:r><w:drawing><dgm:relIds r:dm=\"data.xml\"/></w:drawing></w:r></w:p>";
    let chart = format!(
        "<c:chartSpace {W}><c:title><a:p><a:r><a:t>就诊人次</a:t></a:r></a:p></c:title><c:strCache><c:pt><c:v>一月</c:v></c:pt></c:strCache><c:numCache><c:v>9</c:v></c:numCache></c:chartSpace>"
    );
    let diagram = format!("<dgm:dataModel {W}><dgm:t><a:p><a:r><a:t>流程</a:t></a:r></a:p></dgm:t></dgm:dataModel>");
    let file = File::new(shown).related("chart", "chart.xml", chart).related("diagramData", "data.xml", diagram);
    assert_eq!(words(&file.pack()), "见图\n就诊人次\n一月\n流程");
}

#[test]
fn any_prefix_either_edition_and_any_place_will_do() {
    let strict = "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><x:body><x:p><x:r><x:t>严格</x:t></x:r></x:p></x:body></x:document>";
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"/Docs/../docs/Main.XML\"/></Relationships>";
    let bytes = File::default().entry("docs/main.xml", strict).entry("_rels/.rels", rels).pack_as_is();
    assert_eq!(words(&bytes), "严格");
    assert_eq!(draft(&bytes).1.parts(), ["docs/main.xml"]);
    let default = "<document xmlns=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><body><p><r><t>无前缀</t></r></p></body></document>";
    assert_eq!(words(&File::default().entry("word/document.xml", default).pack()), "无前缀");
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    assert_eq!(words(&File::new(&p("只有类型")).entry("[Content_Types].xml", types).pack_as_is()), "只有类型");
}

#[test]
fn utf_16_and_a_byte_order_mark_are_read() {
    let xml = format!("<w:document {W}><w:body>{}</w:body></w:document>", p("中文"));
    let wide: Vec<u8> = [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(words(&File::default().entry("word/document.xml", wide).pack()), "中文");
    let marked = format!("\u{feff}{xml}");
    let (_, map) = draft(&File::default().entry("word/document.xml", marked.clone()).pack());
    assert_eq!(&marked[map.pieces()[0].words.clone()], "中文");
}

#[test]
fn every_word_maps_back_to_its_bytes() {
    let run = "<w:r><w:t>甲&amp;乙&#x4E19;<![CDATA[丁&戊]]></w:t><w:br/></w:r>";
    let xml = format!("<w:document {W}><w:body><w:p>{run}</w:p></w:body></w:document>");
    let (draft, map) = draft(&File::default().entry("word/document.xml", xml.clone()).pack());
    let source = draft.fields()[0].source();
    assert_eq!(source, "甲&乙丙丁&戊\u{2028}");
    let spelt: Vec<(&str, &str)> = map.pieces().iter().map(|piece| (&source[piece.text.clone()], &xml[piece.words.clone()])).collect();
    assert_eq!(spelt, [("甲", "甲"), ("&", "&amp;"), ("乙", "乙"), ("丙", "&#x4E19;"), ("丁&戊", "丁&戊"), ("\u{2028}", "<w:br/>")]);
    assert!(map.pieces().iter().all(|piece| &xml[piece.run.clone()] == run && piece.part == 0));
    let found: Vec<&str> = map.find(4..source.len() - 6).map(|(_, words)| &xml[words]).collect();
    assert_eq!(found, ["乙", "&#x4E19;", "丁&"]);
}

#[test]
fn hidden_text_is_read_apart() {
    let styles = "<w:style w:type=\"character\" w:styleId=\"a\"><w:name w:val=\"隐\"/><w:rPr><w:vanish/></w:rPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"b\"><w:name w:val=\"隐段\"/><w:rPr><w:vanish/></w:rPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"c\"><w:basedOn w:val=\"b\"/></w:style>";
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let xml = format!(
        "<w:p>{}{}{}{}{}</w:p><w:p><w:pPr><w:pStyle w:val=\"c\"/></w:pPr>{}{}</w:p>",
        run("", "根"),
        run("<w:vanish/>", "藏一"),
        run("<w:vanish w:val=\"0\"/>", "治"),
        run("<w:rStyle w:val=\"a\"/>", "藏二"),
        run("", "糖尿病"),
        run("", "藏三"),
        run("<w:rStyle w:val=\"a\"/>", "现")
    );
    let bytes = File::new(&xml).related("styles", "styles.xml", part("styles", styles)).pack();
    assert_eq!(words(&bytes), "根治糖尿病\n藏一\n藏二\n现\n藏三");
}

#[test]
fn files_that_are_no_word_files_say_why() {
    assert_eq!(refused(b""), ReadErrorKind::Archive);
    assert_eq!(refused(b"%PDF-1.7"), ReadErrorKind::Archive);
    let whole = body(&p("甲"));
    assert_eq!(refused(&whole[..whole.len() - 30]), ReadErrorKind::Archive);
    let compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert_eq!(refused(&compound), ReadErrorKind::OldWord);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&[compound, name].concat()), ReadErrorKind::Encrypted);
    assert_eq!(refused(&File::default().entry("a.txt", "a").pack_as_is()), ReadErrorKind::NotWord);
    assert_eq!(refused(&File::default().pack()), ReadErrorKind::NotWord);
    assert_eq!(refused(&File::default().entry("word/document.xml", "<workbook xmlns=\"x\"/>").pack()), ReadErrorKind::NotWord);
    for broken in ["<w:p>", "</w:p>", "<w:p></w:r>", "\u{0}<"] {
        assert_eq!(refused(&body(broken)), ReadErrorKind::Damaged, "{broken}");
    }
    let half = format!("<w:document {W}><w:body><w:p><w:r><w:t>甲");
    assert_eq!(refused(&File::default().entry("word/document.xml", half).pack()), ReadErrorKind::Damaged);
    let bytes = [format!("<w:document {W}>").as_bytes(), &[0xFF, 0xC0]].concat();
    assert_eq!(refused(&File::default().entry("word/document.xml", bytes).pack()), ReadErrorKind::Damaged);
}

#[test]
fn a_document_type_is_refused() {
    let bomb = format!("<!DOCTYPE d [<!ENTITY a \"啊啊\"><!ENTITY b \"&a;&a;\">]><w:document {W}><w:body>{}</w:body></w:document>", p("&b;"));
    assert_eq!(refused(&File::default().entry("word/document.xml", bomb).pack()), ReadErrorKind::Damaged);
    // Without one there is nothing that an entity could stand for.
    assert_eq!(text(&p("&b;")), "&b;");
}

#[test]
fn names_given_twice_are_refused() {
    let twice = File::new(&p("甲")).entry("WORD/Document.xml", "<a/>").pack();
    assert_eq!(refused(&twice), ReadErrorKind::Archive);
    // The writer makes no two entries of one name: one is renamed in the bytes.
    let mut same = File::new(&p("甲")).entry("word/documenz.xml", "<a/>").pack();
    while let Some(at) = same.windows(12).position(|w| w == b"documenz.xml") {
        same[at + 7] = b't';
    }
    assert_eq!(refused(&same), ReadErrorKind::Archive);
}

#[test]
fn deep_nesting_is_left_out() {
    let deep = 200_000;
    for (open, close) in [("<w:ins>", "</w:ins>"), ("<a>", "</a>"), ("<w:p><w:r>", "</w:r></w:p>"), ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")] {
        let (draft, _) = draft(&body(&format!("{}{}{}{}", p("浅"), open.repeat(deep), p("深"), close.repeat(deep))));
        assert_eq!(draft.fields()[0].source(), "浅");
        assert!(format!("{draft:?}").contains("kind: Limit"));
    }
    // So many declarations at once no program writes.
    assert_eq!(refused(&body(&format!("{}{}", "<a xmlns:q=\"q\">".repeat(deep), "</a>".repeat(deep)))), ReadErrorKind::Damaged);
}

#[test]
fn a_row_of_references_from_note_to_note_ends() {
    let notes: String = (0..20_000)
        .map(|i| format!("<w:footnote w:id=\"{i}\"><w:p><w:r><w:t>注</w:t><w:footnoteReference w:id=\"{}\"/></w:r></w:p></w:footnote>", (i + 1) % 20_000))
        .collect();
    let file = File::new("<w:p><w:r><w:footnoteReference w:id=\"0\"/></w:r></w:p>").related("footnotes", "footnotes.xml", part("footnotes", &notes));
    assert_eq!(words(&file.pack()).lines().count(), 20_000);
}

#[test]
fn limits_hold_for_what_really_comes_out() {
    let mut limits = Limits::default();
    (limits.part_bytes, limits.unpacked_bytes) = (1 << 20, 2 << 20);
    let kind = |bytes: &[u8]| push_docx(&mut Draft::new(Channel::Website), bytes, &limits).map(|_| ()).map_err(|e| e.kind());
    let bomb = body(&p(&"啊".repeat(1 << 20)));
    assert!(bomb.len() < 1 << 16);
    assert_eq!(kind(&bomb), Err(ReadErrorKind::TooLarge));
    // The size that the archive declares is a lie.
    let real = (3u32 << 20) + u32::try_from(body(&p("")).len()).unwrap_or(0);
    let mut lie = bomb.clone();
    for at in 0..lie.len() - 4 {
        let size = u32::from_le_bytes([lie[at], lie[at + 1], lie[at + 2], lie[at + 3]]);
        if size.abs_diff(real) < 4096 {
            lie[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
        }
    }
    assert!(matches!(kind(&lie), Err(ReadErrorKind::TooLarge | ReadErrorKind::Damaged)));

    let mut small = Limits::default();
    small.entries = 20;
    let many = (0..30).fold(File::new(&p("甲")), |file, i| file.entry(&format!("{i}"), ""));
    let error = push_docx(&mut Draft::new(Channel::Website), &many.pack(), &small).expect_err("too many entries");
    assert_eq!(error.kind(), ReadErrorKind::TooLarge);

    let mut whole = Limits::default();
    whole.pieces = 4;
    let mut draft = Draft::new(Channel::Website);
    push_docx(&mut draft, &body(&format!("{}{}", p(&"&amp;".repeat(9)), p("甲"))), &whole).expect("a Word file");
    assert_eq!(draft.fields()[0].source(), "&&&&");
    assert!(format!("{draft:?}").contains("kind: Limit"));

    let mut few = Limits::default();
    few.blocks = 2;
    let mut draft = Draft::new(Channel::Website);
    push_docx(&mut draft, &body(&p("甲").repeat(5)), &few).expect("a Word file");
    assert_eq!(draft.fields()[0].source(), "甲\n甲");
    assert!(format!("{draft:?}").contains("kind: Limit"));
}

#[test]
fn paths_out_of_the_archive_lead_nowhere() {
    let file = File::new(&p("甲")).related("header", "../../../etc/passwd", part("hdr", &p("眉")));
    let (draft, map) = draft(&file.pack());
    assert_eq!((draft.fields()[0].source(), map.parts()), ("甲", &["word/document.xml".to_owned()][..]));
}

/// The blocks over each block, by their indexes.
fn heads(xml: &str) -> Vec<String> {
    let shown = format!("{:?}", draft(&body(xml)).0);
    shown.split("heads: [").skip(1).map(|rest| rest.split(']').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn cells_stand_under_their_column_and_row() {
    let grid = |columns: usize| format!("<w:tblGrid>{}</w:tblGrid>", "<w:gridCol/>".repeat(columns));
    let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |columns: usize, rows: &[String]| format!("<w:tbl>{}{}</w:tbl>", grid(columns), rows.concat());
    let plain = |texts: &[&str]| row(&texts.iter().map(|t| cell("", t)).collect::<Vec<_>>());

    assert_eq!(heads(&table(2, &[plain(&["科室", "电话"]), plain(&["骨科", "甲"]), plain(&["眼科", "乙"])])), ["", "0", "0", "1, 2", "0", "1, 4"]);
    // A title over the whole table, a head over two columns.
    let title = row(&[cell("<w:gridSpan w:val=\"3\"/>", "出诊表")]);
    let wide = row(&[cell("", "科室"), cell("<w:gridSpan w:val=\"2\"/>", "时间")]);
    assert_eq!(heads(&table(3, &[title, wide, plain(&["骨科", "一", "二"])])), ["", "0", "0, 1", "0, 1", "0, 2, 3", "0, 2, 3"]);
    // A row's head that goes on downwards.
    let down = row(&[cell("<w:vMerge w:val=\"restart\"/>", "内科"), cell("", "甲")]);
    let on = row(&["<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>".to_owned(), cell("", "乙")]);
    assert_eq!(heads(&table(2, &[plain(&["科", "人"]), down, on])), ["", "0", "0", "1, 2", "1, 2"]);
    // Text that was laid out in a table has no heads.
    assert_eq!(heads(&table(1, &[plain(&["上"]), plain(&["下"])])), ["", ""]);
    // A table within a cell has its own.
    let inner = format!("<w:tc>{}{}</w:tc>", table(2, &[plain(&["子", "丑"]), plain(&["寅", "卯"])]), p("后"));
    assert_eq!(heads(&table(2, &[plain(&["列", "栏"]), row(&[cell("", "行"), inner])])), ["", "0", "0", "", "3", "3", "4, 5", "1, 2"]);
}

/// Numbers that differ from run to run of a loop, not from run to run of the test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn damaged_files_never_panic() {
    let drawing = "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:txbxContent><w:p><w:r><w:t>框&amp;</w:t></w:r></w:p></w:txbxContent></mc:Choice></mc:AlternateContent><w:fldChar w:fldCharType=\"begin\"/></w:r>";
    let table = "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let main = format!("<w:document {W}><w:body><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{drawing}</w:p>{table}{}</w:body></w:document>", p("末"));
    let notes = part("footnotes", &format!("<w:footnote w:id=\"2\">{}</w:footnote>", p("注")));
    let file = |main: Vec<u8>, notes: Vec<u8>| File::default().entry("word/document.xml", main).related("footnotes", "footnotes.xml", notes).pack();
    let whole = file(main.clone().into_bytes(), notes.clone().into_bytes());
    let mut dice = Dice(7);
    let read = |bytes: &[u8]| {
        let mut draft = Draft::new(Channel::Website);
        if let Ok(map) = push_docx(&mut draft, bytes, &Limits::default()) {
            let source = draft.fields()[0].source();
            assert!(map.pieces().iter().all(|piece| source.get(piece.text.clone()).is_some()));
            assert!(map.pieces().iter().all(|piece| piece.run.start <= piece.words.start && piece.words.end <= piece.run.end));
        }
    };
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.below(256) as u8;
        }
        read(&bytes);
        read(&bytes[..dice.below(bytes.len())]);
        // The same within a part, past the archive's check sums: tags are cut, doubled and swapped.
        let mut parts = [main.clone().into_bytes(), notes.clone().into_bytes()];
        let which = dice.below(2);
        for _ in 0..=dice.below(3) {
            let part = &mut parts[which];
            let (at, len) = (dice.below(part.len()), 1 + dice.below(20));
            let piece: Vec<u8> = part[at..(at + len).min(part.len())].to_vec();
            let to = dice.below(part.len());
            match dice.below(3) {
                0 => drop(part.drain(at..at + piece.len())),
                1 => drop(part.splice(to..to, piece)),
                _ => part[at] = dice.below(256) as u8,
            }
        }
        let [main, notes] = parts;
        read(&file(main, notes));
    }
}
