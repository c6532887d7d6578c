"""Makes the Word files of this folder, and the samples of examples/drafts, with other programs than ours.

    pip install python-docx mammoth && python tests/word/make.py

needs soffice (LibreOffice Writer). The files are committed, so that tests run neither. Beside each file of this folder
stands what mammoth reads in it. All names and numbers are invented.
"""

import re
import subprocess
import tempfile
from pathlib import Path

import mammoth
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

HERE = Path(__file__).parent
DRAFTS = HERE.parent.parent / "examples" / "drafts"
BY = 'w:id="7" w:author="编辑" w:date="2026-11-20T09:00:00Z"'
BOX = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' + nsdecls("w")
)


def document():
    """An empty document in a Chinese font."""
    new = Document()
    new.styles["Normal"].font.size = Pt(12)
    fonts = new.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), "宋体")
    return new


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def add(paragraph, xml):
    """Adds what python-docx has no method for."""
    wrapped = parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>")
    for child in list(wrapped):
        paragraph._p.append(child)
    return paragraph


def inserted(text):
    return f"<w:ins {BY}>{run(text)}</w:ins>"


def deleted(text):
    return f'<w:del {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def text_box(paragraph, text):
    inner = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    box = parse_xml(
        f"""<w:r {BOX}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
        <wp:inline><wp:extent cx="4000000" cy="900000"/><wp:docPr id="9" name="文本框 9"/>
        <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
        <wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="900000"/></a:xfrm>
        <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>
        <wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
        <mc:Fallback><w:pict><v:rect style="width:315pt;height:71pt"><v:textbox>{inner}</v:textbox></v:rect></w:pict></mc:Fallback>
        </mc:AlternateContent></w:r>"""
    )
    paragraph._p.append(box)


def table(doc, rows):
    made = doc.add_table(len(rows), len(rows[0]))
    made.style = "Table Grid"
    for cells, texts in zip(made.rows, rows):
        for cell, text in zip(cells.cells, texts):
            cell.text = text


def centred(doc, text, size=16):
    paragraph = doc.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = paragraph.add_run(text)
    words.bold = True
    words.font.size = Pt(size)


def by_python_docx(path):
    doc = document()
    doc.add_heading("门诊就诊指南", 0)
    doc.add_heading("一、预约", 1)
    first = doc.add_paragraph("请通过")
    first.add_run("医院公众号").bold = True
    first.add_run("预约，按时")
    add(first, inserted("到院") + deleted("来院") + run("取号。"))
    link = doc.part.relate_to("https://example.com/", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)
    add(doc.add_paragraph("详见"), f'<w:hyperlink {nsdecls("r")} r:id="{link}">{run("就诊须知 &amp; 交通")}</w:hyperlink>')
    add(doc.add_paragraph(), f"<w:sdt><w:sdtPr><w:alias w:val='日期'/></w:sdtPr><w:sdtContent>{run('二〇二六年十一月')}</w:sdtContent></w:sdt>")
    for item in ["身份证", "医保卡"]:
        doc.add_paragraph(item, style="List Bullet")
    breaks = doc.add_paragraph().add_run("上午\t八时")
    breaks.add_break(WD_BREAK.LINE)
    breaks.add_text("下午\t二时")
    table(doc, [["科室", "地点"], ["内科", "门诊楼二层"], ["外科", "门诊楼三层"]])
    inner = doc.tables[0].cell(2, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "东区", "西区"
    text_box(doc.add_paragraph("另见"), "发热患者请先到发热门诊。")
    noted = doc.add_paragraph("院内禁止吸烟。")
    doc.add_comment(noted.runs, "请核对标识是否齐全", author="编辑", initials="编")
    doc.sections[0].header.paragraphs[0].text = "某市某某医院"
    doc.sections[0].footer.paragraphs[0].text = "咨询电话见官网"
    doc.save(path)


FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
 <style:style style:name="Hidden" style:family="text"><style:text-properties text:display="none"/></style:style>
 <style:style style:name="Ruby" style:family="ruby"/>
 <style:page-layout style:name="Page"/>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
 <style:header><text:p>健康科普专栏</text:p></style:header><style:footer><text:p>仅供参考</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>
 <text:tracked-changes>
  <text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>编辑</dc:creator><dc:date>2026-11-20T09:00:00</dc:date></office:change-info><text:p>一定要</text:p></text:deletion></text:changed-region>
  <text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>编辑</dc:creator><dc:date>2026-11-20T09:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
 </text:tracked-changes>
 <text:h text:outline-level="1">秋冬怎样护好关节</text:h>
 <text:p>天冷时<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>建议<text:change-end text:change-id="c2"/>注意保暖<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>参见本院健康手册。</text:p></text:note-body></text:note>，适量活动。</text:p>
 <text:p>膝<text:ruby text:style-name="Ruby"><text:ruby-base>髌</text:ruby-base><text:ruby-text>bìn</text:ruby-text></text:ruby>骨怕凉。<text:span text:style-name="Hidden">隐藏的备注</text:span></text:p>
 <text:list><text:list-item><text:p>戴护膝</text:p></text:list-item><text:list-item><text:p>少爬山</text:p></text:list-item></text:list>
 <table:table><table:table-column table:number-columns-repeated="2"/>
  <table:table-row><table:table-cell><text:p>部位</text:p></table:table-cell><table:table-cell><text:p>做法</text:p></table:table-cell></table:table-row>
  <table:table-row><table:table-cell><text:p>膝</text:p></table:table-cell><table:table-cell><text:p>保暖</text:p></table:table-cell></table:table-row>
 </table:table>
 <text:p>见提示框<draw:frame text:anchor-type="as-char" svg:width="6cm" svg:height="2cm"><draw:text-box><text:p>疼痛加重请就医。</text:p></draw:text-box></draw:frame></text:p>
 <text:p>第一行<text:line-break/>第二行<text:tab/>末尾<text:note text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body><text:p>尾注一条。</text:p></text:note-body></text:note></text:p>
</office:text></office:body></office:document>
"""


def to(kind, path, folder):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)], check=True, capture_output=True)


def by_libreoffice(path):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.fodt"
        source.write_text(FLAT, encoding="utf-8")
        to("docx:MS Word 2007 XML", source, folder)
        path.write_bytes((Path(folder) / path.name).read_bytes())


def news(path):
    """News with a table, a header and a footer."""
    doc = document()
    doc.sections[0].header.paragraphs[0].text = "东湖市第六医院宣传科 · 稿件"
    doc.sections[0].footer.paragraphs[0].text = "责任编辑：林小满　审核：待定"
    doc.add_heading("我院骨科新病区正式启用", 0)
    doc.add_paragraph("　　11月18日，我院骨科新病区正式启用，设床位四十六张，配有独立的康复训练室。")
    doc.add_paragraph("　　骨科主任介绍，新病区把门诊、检查和康复放在同一层，患者少走了不少路。科室技术力量全国第一，膝关节置换手术成功率达100%。")
    doc.add_paragraph("近三年工作量", style="Caption")
    table(doc, [["项目", "2024年", "2025年", "说明"], ["门诊人次", "18200", "21500", "平稳增长"], ["手术台次", "1320", "1588", "零并发症"]])
    doc.add_paragraph("　　新病区咨询请到门诊一楼导医台。（通讯员 林小满）")
    doc.save(path)


def story(path):
    """A patient's story with tracked changes."""
    doc = document()
    centred(doc, "一封来自病房的感谢信")
    first = doc.add_paragraph("　　")
    add(first, deleted("患者王建国，身份证号110101190001011009，") + inserted("患者老王，") + run("因胸闷到我院心内科就诊。"))
    second = doc.add_paragraph("　　经过一周的治疗，老王")
    add(second, inserted("的冠心病永不复发") + deleted("的症状明显好转") + run("。出院那天，他给护士站送来一封信。"))
    third = doc.add_paragraph("　　老王的女儿留下电话")
    third.add_run("138001")
    third.add_run("38000").bold = True
    third.add_run("，说愿意做志愿者。")
    doc.add_comment(third.runs, "电话要不要留？", author="审稿", initials="审")
    doc.add_paragraph("　　目前他正在社区卫生服务中心做康复随访。")
    doc.save(path)


def notice(path):
    """A notice: nothing is wrong with it."""
    doc = document()
    centred(doc, "关于元旦假期门诊安排的通知")
    doc.add_paragraph("各位患者：")
    doc.add_paragraph("　　根据工作安排，我院元旦假期门诊时间如下：")
    table(doc, [["日期", "普通门诊", "急诊"], ["1月1日", "停诊", "24小时开放"], ["1月2日", "上午开诊", "24小时开放"]])
    doc.add_paragraph("　　请提前通过医院公众号预约，并携带身份证或医保卡。就诊当天如有变化，以导医台通知为准。")
    signed = doc.add_paragraph("东湖市第六医院")
    signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    signed = doc.add_paragraph("2026年12月20日")
    signed.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    doc.save(path)


ARTICLE = FLAT.split("<office:body>")[0].replace("健康科普专栏", "东湖市第六医院 健康科普").replace("仅供参考", "本文不能代替医生诊断") + """<office:body><office:text>
 <text:h text:outline-level="1">糖尿病患者过冬的三件小事</text:h>
 <text:p>天气转冷，血糖容易波动。内分泌科护士提醒，过冬要做好下面三件事。</text:p>
 <text:h text:outline-level="2">勤测血糖</text:h>
 <text:p>每周至少选两天测空腹和餐后血糖，并做好记录<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>本院自制降糖茶可根治糖尿病，见门诊大厅。</text:p></text:note-body></text:note>。</text:p>
 <text:h text:outline-level="2">护好双脚</text:h>
 <text:p>洗脚水不要太烫，袜子要宽松，发现破溃及时就医。</text:p>
 <text:p>网上所谓“停药也能降糖”的说法不可信。</text:p>
 <text:p><draw:frame text:anchor-type="as-char" svg:width="9cm" svg:height="2cm"><draw:text-box><text:p>小贴士：苦瓜胶囊无任何副作用。</text:p></draw:text-box></draw:frame></text:p>
 <text:h text:outline-level="2">按时复诊</text:h>
 <text:p>调整用药要听医生的，不要自己加减。</text:p>
</office:text></office:body></office:document>
"""


def science(path):
    """A science article with a footnote and a text box, written in LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.fodt"
        source.write_text(ARTICLE, encoding="utf-8")
        to("docx:MS Word 2007 XML", source, folder)
        path.write_bytes((Path(folder) / path.name).read_bytes())


if __name__ == "__main__":
    by_python_docx(HERE / "python-docx.docx")
    by_libreoffice(HERE / "libreoffice.docx")
    for made in HERE.glob("*.docx"):
        with made.open("rb") as file:
            text = mammoth.extract_raw_text(file).value
        made.with_suffix(".txt").write_text(re.sub(r"\n+", "\n", text), encoding="utf-8")
    news(DRAFTS / "12-新闻-骨科新病区.docx")
    story(DRAFTS / "13-患者故事-修订稿.docx")
    notice(DRAFTS / "14-通知-元旦门诊.docx")
    science(DRAFTS / "15-科普-糖尿病过冬.docx")
