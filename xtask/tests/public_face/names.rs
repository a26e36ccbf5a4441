//! What a path in a module of the crate means.

use crate::sources::{ModuleId, ROOT, Sources};
use syn::{Item, Path, UseTree, Visibility};

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Module(ModuleId),
    /// An item, by its module and its place in there.
    Item(ModuleId, usize),
}

impl Sources {
    /// What `path` in `module` leads to. `None` when it is another crate's.
    pub(crate) fn resolve(&self, module: ModuleId, path: &[String]) -> Option<Meaning> {
        let (last, modules) = path.split_last()?;
        let mut here = module;
        for (depth, name) in modules.iter().enumerate() {
            here = match name.as_str() {
                "crate" => ROOT,
                "self" => here,
                "super" => self.modules[here].parent,
                _ => self.module_named(here, name, depth == 0)?,
            };
        }
        // An item comes before a module that has its name: the file that it is in.
        self.item_named(here, last, modules.is_empty())
            .or_else(|| Some(Meaning::Module(self.module_named(here, last, modules.is_empty())?)))
    }

    pub(crate) fn resolve_path(&self, module: ModuleId, path: &Path) -> Option<Meaning> {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.resolve(module, &names)
    }

    fn module_named(&self, module: ModuleId, name: &str, is_first: bool) -> Option<ModuleId> {
        let children = &self.modules[module].children;
        let child = children.iter().find(|(child, _)| child == name).map(|(_, child)| *child);
        child.or_else(|| match self.used(module, name, is_first)? {
            Meaning::Module(id) => Some(id),
            Meaning::Item(..) => None,
        })
    }

    fn item_named(&self, module: ModuleId, name: &str, is_first: bool) -> Option<Meaning> {
        let is_called = |item: &Item| name_of(item).is_some_and(|other| other == name);
        match self.modules[module].items.iter().position(is_called) {
            Some(place) => Some(Meaning::Item(module, place)),
            None => self.used(module, name, is_first),
        }
    }

    /// What a `use` in `module` brings in by this name.
    fn used(&self, module: ModuleId, name: &str, is_first: bool) -> Option<Meaning> {
        self.modules[module].items.iter().find_map(|item| {
            let Item::Use(used) = item else { return None };
            let uses = uses(&used.tree);
            let path = uses.iter().find(|used| used.name == name).map(|used| &used.path)?;
            // `use wasip2;`, found by way of the path that it is the beginning of.
            let is_itself = is_first && path.len() == 1 && path[0] == name;
            if is_itself { None } else { self.resolve(module, path) }
        })
    }
}

/// One name that a `use` brings in.
pub(crate) struct Used {
    pub(crate) path: Vec<String>,
    pub(crate) name: String,
}

/// All names that a `use` brings in. The SDK has no globs.
pub(crate) fn uses(tree: &UseTree) -> Vec<Used> {
    fn walk(tree: &UseTree, path: &[String], uses: &mut Vec<Used>) {
        let with = |name: &syn::Ident| path.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
        match tree {
            UseTree::Path(tree) => walk(&tree.tree, &with(&tree.ident), uses),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, path, uses)),
            UseTree::Rename(tree) => uses.push(Used { path: with(&tree.ident), name: tree.rename.to_string() }),
            UseTree::Name(tree) if tree.ident == "self" => {
                uses.extend(path.last().map(|name| Used { path: path.to_vec(), name: name.clone() }));
            }
            UseTree::Name(tree) => uses.push(Used { path: with(&tree.ident), name: tree.ident.to_string() }),
            _ => panic!("a glob hides what is public"),
        }
    }
    let mut all = Vec::new();
    walk(tree, &[], &mut all);
    all
}

/// The name of an item that has one, except of modules.
pub(crate) fn name_of(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

pub(crate) fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Use(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}
