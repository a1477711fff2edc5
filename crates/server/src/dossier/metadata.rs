//! metadata.xml: what the file is, under the names that DA/T 46-2009 《文书类电子文件元数据方案》 has for it. What that standard has
//! no name for stands in 事项.

use std::io;

use huisheng_domain::letter::line;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Filed;
use crate::naming;

/// The form of this file; raised when an element changes its meaning.
const VERSION: &str = "1";

type Out = Writer<Vec<u8>>;

fn text(out: &mut Out, name: &str, said: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(&line(said)))?;
    Ok(())
}

fn within(out: &mut Out, name: &str, all: &[(&str, String)]) -> io::Result<()> {
    out.create_element(name).write_inner_content(|out| {
        all.iter()
            .filter(|(_, said)| !said.is_empty())
            .try_for_each(|(name, said)| text(out, name, said))
    })?;
    Ok(())
}

impl Filed<'_> {
    /// The metadata, given the hash and the size of the PDF.
    pub(super) fn metadata(&self, pdf: &[u8], pdf_sha256: &str) -> io::Result<Vec<u8>> {
        let mut out = Writer::new_with_indent(Vec::new(), b' ', 1);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = out.create_element("卷宗").with_attribute(("版本", VERSION));
        root.write_inner_content(|out| {
            text(out, "聚合层次", "案卷")?;
            within(out, "来源", &[("立档单位名称", self.unit())])?;
            text(out, "电子文件号", &self.matter.number)?;
            self.archival_code(out)?;
            self.description(out)?;
            self.matter_itself(out)?;
            out.create_element("电子属性").write_inner_content(|out| {
                computer_file(out, "dossier.pdf", "application/pdf", pdf.len() as u64, pdf_sha256)?;
                for (nth, row) in self.files.iter().enumerate() {
                    let (name, hash) = (self.file_name(nth), hex::encode(row.sha256));
                    computer_file(out, &name, &row.mime, row.size, &hash)?;
                }
                Ok(())
            })?;
            self.business(out)
        })?;
        let mut bytes = out.into_inner();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn archival_code(&self, out: &mut Out) -> io::Result<()> {
        within(
            out,
            "档号",
            &[
                ("年度", self.day(self.archived).year().to_string()),
                ("保管期限", self.retention().to_owned()),
                ("机构或问题", self.category().unwrap_or_default().to_owned()),
            ],
        )
    }

    fn description(&self, out: &mut Out) -> io::Result<()> {
        within(
            out,
            "内容描述",
            &[
                ("题名", self.title()),
                ("文件编号", self.matter.number.clone()),
                ("责任者", self.unit()),
                ("日期", self.day(self.archived).to_string()),
                ("文种", "卷宗".to_owned()),
            ],
        )?;
        within(out, "形式特征", &[("件数", self.papers().len().to_string())])
    }

    fn matter_itself(&self, out: &mut Out) -> io::Result<()> {
        let matter = self.matter;
        let ending = matter.ending.as_ref();
        let named = |names, code: &str| naming::of(names, code).to_owned();
        let upstream = matter.upstream.as_ref();
        within(
            out,
            "事项",
            &[
                ("类型", named(naming::KINDS, matter.kind.code())),
                ("渠道", naming::channel(matter.channel).to_owned()),
                ("办理规程", self.procedure.name.zh.clone()),
                ("规程版本", matter.procedure.1.0.clone()),
                ("上级平台", upstream.map(|order| order.source.clone()).unwrap_or_default()),
                ("上级工单号", upstream.map(|order| order.number.clone()).unwrap_or_default()),
                ("收到日期", self.day(matter.received).to_string()),
                ("结束日期", ending.map(|end| self.day(end.at).to_string()).unwrap_or_default()),
                (
                    "结束方式",
                    ending.map(|end| named(naming::ENDINGS, end.kind.code())).unwrap_or_default(),
                ),
                ("归档日期", self.day(self.archived).to_string()),
                ("步骤数", matter.version.to_string()),
                ("历史校验值", hex::encode(self.head)),
            ],
        )
    }

    /// 业务实体: each step that lies in the file, without its words.
    fn business(&self, out: &mut Out) -> io::Result<()> {
        for event in self.steps() {
            let at = event.at.to_zoned(self.zone().clone());
            within(
                out,
                "业务实体",
                &[
                    ("业务行为", naming::of(naming::EVENTS, event.what.code()).to_owned()),
                    ("行为时间", at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()),
                    ("行为描述", self.said(&event.what).unwrap_or_default()),
                ],
            )?;
        }
        Ok(())
    }
}

fn computer_file(out: &mut Out, name: &str, mime: &str, size: u64, hash: &str) -> io::Result<()> {
    let all = [
        ("计算机文件名", name.to_owned()),
        ("格式信息", mime.to_owned()),
        ("计算机文件大小", size.to_string()),
        ("SHA-256", hash.to_owned()),
    ];
    within(out, "计算机文件", &all)
}
