//! [`Page`]: a Markdown file, and the parts of it that are checked.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Page {
    /// Its path in the project.
    pub name: String,
    pub text: String,
    pub blocks: Vec<Block>,
    pub links: Vec<String>,
}

pub struct Block {
    /// The number of its first line.
    pub line: usize,
    pub language: String,
    pub text: String,
    /// The file that it quotes, by its path in the project.
    pub quotes: Option<String>,
}

/// All pages for those who use the project or work on it.
pub fn pages() -> Vec<Page> {
    let root = xtask::binaries::workspace();
    let folders = ["", "docs", "sdk", "stub", "codegen", "host"];
    let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| markdown(&root.join(folder))).collect();
    // The entries of the change log are not wrapped.
    files.retain(|file| !file.ends_with("CHANGELOG.md"));
    files.iter().map(|file| Page::read(file)).collect()
}

fn markdown(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files
}

impl Page {
    fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file.strip_prefix(xtask::binaries::workspace()).unwrap_or(file).display().to_string();
        let (blocks, links) = parse(&text);
        Self { name, text, blocks, links }
    }

    /// The folder that its relative links start from.
    pub fn folder(&self) -> PathBuf {
        let file = xtask::binaries::workspace().join(&self.name);
        file.parent().map(Path::to_owned).unwrap_or_default()
    }

    /// The blocks of a language.
    pub fn blocks_of(&self, language: &str) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.language == language && block.quotes.is_none())
    }
}

fn parse(text: &str) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut links, mut quotes) = (Vec::new(), Vec::new(), None);
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Html(html) => quotes = quoted(&html),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                let line = text[..range.start].lines().count() + 2;
                let language = language.to_string();
                open = Some(Block { line, language, text: String::new(), quotes: quotes.take() });
            }
            Event::Text(part) => open.iter_mut().for_each(|block| block.text += &part),
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => links.push(dest_url.to_string()),
            _ => {}
        }
    }
    (blocks, links)
}

/// The file in `<!-- from FILE -->`.
fn quoted(html: &str) -> Option<String> {
    let file = html.trim().strip_prefix("<!-- from ")?.strip_suffix("-->")?;
    Some(file.trim().to_owned())
}
