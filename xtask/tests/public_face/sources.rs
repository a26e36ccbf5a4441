//! [`Sources`]: the modules of a crate, without those that are compiled for tests only.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Attribute, Item, ItemMod, Meta};

/// A module by its place in [`Sources`]. The first is the crate's root.
pub(crate) type ModuleId = usize;

pub(crate) const ROOT: ModuleId = 0;

pub(crate) struct Sources {
    pub(crate) modules: Vec<Module>,
}

pub(crate) struct Module {
    /// The root is in itself.
    pub(crate) parent: ModuleId,
    pub(crate) children: Vec<(String, ModuleId)>,
    pub(crate) items: Vec<Item>,
}

impl Sources {
    /// Reads a crate, with all its files.
    pub(crate) fn read(lib: &Path) -> Result<Self> {
        let mut sources = Self { modules: Vec::new() };
        let folder = lib.parent().context("a file lies in a folder")?;
        sources.add(ROOT, parsed(lib)?, folder)?;
        Ok(sources)
    }

    /// A crate of one file.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut sources = Self { modules: Vec::new() };
        sources.add(ROOT, syn::parse_file(text)?.items, Path::new("nowhere"))?;
        Ok(sources)
    }

    /// Adds a module, of which `folder` has the files of the modules in it.
    fn add(&mut self, parent: ModuleId, items: Vec<Item>, folder: &Path) -> Result<ModuleId> {
        let id = self.modules.len();
        let items: Vec<_> = items.into_iter().filter(|item| !is_for_tests(attributes(item))).collect();
        self.modules.push(Module { parent, children: Vec::new(), items: items.clone() });
        for item in items {
            if let Item::Mod(module) = item {
                let name = module.ident.to_string();
                let (items, folder) = content(module, &name, folder)?;
                let child = self.add(id, items, &folder)?;
                self.modules[id].children.push((name, child));
            }
        }
        Ok(id)
    }
}

/// The items of a module, and the folder of the modules in it.
fn content(module: ItemMod, name: &str, folder: &Path) -> Result<(Vec<Item>, PathBuf)> {
    let below = folder.join(name);
    if let Some((_, items)) = module.content {
        return Ok((items, below));
    }
    let file = folder.join(format!("{name}.rs"));
    let file = if file.exists() { file } else { below.join("mod.rs") };
    Ok((parsed(&file)?, below))
}

fn parsed(file: &Path) -> Result<Vec<Item>> {
    let text = fs::read_to_string(file).with_context(|| format!("no {}", file.display()))?;
    Ok(syn::parse_file(&text).with_context(|| format!("in {}", file.display()))?.items)
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        matches!(&attribute.meta, Meta::List(list)
            if list.path.is_ident("cfg") && list.tokens.to_string() == "test")
    })
}

pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
