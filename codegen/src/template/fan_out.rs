//! What a new caller asks of many workers at once.

use std::path::Path;

use crate::client::{Layout, MethodNames};
use crate::error::Error;
use crate::model::{Choice, Export, Function, Model, Type};
use crate::rust::names::{ident, value_name};
use crate::rust::scope::Scope;
use crate::rust::types::{Lent, Types};
use crate::source::Source;
use crate::stack::deep;
use crate::wit_text;

/// A component to be called.
pub(crate) struct Target<'a> {
    /// Of its package.
    pub(crate) name: &'a str,
    pub(crate) wit: &'a Path,
    pub(crate) world: Option<&'a str>,
}

/// One of the target's functions, as a caller of many workers calls it.
pub(crate) struct FanOut {
    /// Of the target's function.
    pub(crate) function: String,
    /// Path of the client: `counter_client::Api`.
    pub(crate) client: String,
    /// What makes one: `new`, unless a function of the target is called so.
    pub(crate) constructor: String,
    pub(crate) method: String,
    pub(crate) params: Vec<Param>,
    pub(crate) answer: Answer,
}

/// A parameter that the caller has, too.
pub(crate) struct Param {
    /// In WIT.
    pub(crate) name: String,
    /// In WIT.
    pub(crate) ty: String,
    /// In Rust, as the caller is given it.
    pub(crate) rust: String,
    /// Whether the client borrows it.
    pub(crate) is_borrowed: bool,
}

/// What a worker answers.
pub(crate) enum Answer {
    /// A value of a type that needs no declaration, in WIT and in Rust.
    Value { wit: String, rust: String },
    /// A value of one of the target's own types, which the caller gives on as text.
    Shown,
    /// Nothing: the call is handed over.
    Nothing,
}

impl FanOut {
    /// The function of the target that is easiest to call, if there is one that a caller without
    /// types of its own can call.
    pub(crate) fn of(target: &Target<'_>) -> Result<Option<FanOut>, Error> {
        deep(|| {
            let source = Source::read(target.wit, target.world, &[])?;
            let choice = Choice { interfaces: &source.declared.interfaces, strict: source.declared.strict };
            let model = Model::build(&source, &choice)?;
            let layout = Layout::new(&model, &source)?;
            let functions = model.exports.iter().flat_map(|export| export.functions.iter().map(move |f| (export, f)));
            let easiest = functions.filter_map(|(export, f)| Some((effort(&model, f)?, export, f)));
            let easiest = easiest.min_by_key(|(effort, ..)| *effort);
            Ok(easiest.and_then(|(_, export, function)| FanOut::new(target, &layout, export, function)))
        })
    }

    fn new(target: &Target<'_>, layout: &Layout<'_>, export: &Export, function: &Function) -> Option<FanOut> {
        let model = layout.model;
        let module = layout.module(export.owner).map(|module| format!("{module}::")).unwrap_or_default();
        let client = format!("{}_client::{module}{}", target.name.replace('-', "_"), layout.client(export)?);
        let mut names = MethodNames::new(&export.functions);
        let constructor = names.constructor().to_string();
        let called = export.functions.iter().map(|other| (std::ptr::eq(other, function), names.of(other)));
        let (_, called) = called.into_iter().find(|(is_it, _)| *is_it)?;
        let answer = match &function.result {
            None => Answer::Nothing,
            Some(ty) if is_plain(model, ty) => Answer::Value { wit: plain_wit(ty), rust: rust(model, ty) },
            Some(_) => Answer::Shown,
        };
        let method = if function.result.is_some() { called.awaited } else { called.trigger };
        let param = |param: &crate::model::Param| Param {
            name: param.name.clone(),
            ty: plain_wit(&param.ty),
            rust: rust(model, &param.ty),
            is_borrowed: model.has_list(&param.ty),
        };
        Some(FanOut {
            function: function.name.clone(),
            client,
            constructor,
            method: method.to_string(),
            params: function.params.iter().map(param).collect(),
            answer,
        })
    }
}

impl Param {
    /// Its name in Rust.
    pub(crate) fn ident(&self) -> String {
        ident(&value_name(&self.name)).to_string()
    }
}

/// How much it takes to call a function: the less, the better. None if it is more than a new caller
/// can do.
fn effort(model: &Model, function: &Function) -> Option<usize> {
    let can_pass = function.params.iter().all(|param| is_passed(&param.ty));
    let answer = match &function.result {
        Some(ty) if model.has_resource(ty) || model.has_long_tuple(ty) => return None,
        Some(ty) if is_plain(model, ty) => 0,
        Some(_) => 1,
        None => 4,
    };
    can_pass.then_some(answer + if function.params.is_empty() { 0 } else { 2 })
}

/// Whether a caller that has a value of the type can lend it to the client as it is.
fn is_passed(ty: &Type) -> bool {
    match ty {
        Type::String => true,
        Type::List(item) => is_scalar(item),
        ty => is_scalar(ty),
    }
}

fn is_scalar(ty: &Type) -> bool {
    use Type::{Bool, Char, F32, F64, S8, S16, S32, S64, U8, U16, U32, U64};
    matches!(ty, Bool | Char | F32 | F64 | S8 | S16 | S32 | S64 | U8 | U16 | U32 | U64)
}

/// Whether no part of the type is declared anywhere.
fn is_plain(model: &Model, ty: &Type) -> bool {
    let mut is_plain = true;
    model.visit(ty, &mut |part| is_plain &= !matches!(part, Type::Named(_) | Type::Own(_) | Type::Borrow(_)));
    is_plain
}

fn plain_wit(ty: &Type) -> String {
    wit_text::ty(ty, &|_| String::new())
}

fn rust(model: &Model, ty: &Type) -> String {
    let scope = Scope::new([]);
    let types = Types { model, scope: &scope, path: &|_| Default::default(), lent: Lent::Reference };
    // As rustfmt writes it: tokens stand apart.
    let text = types.owned(ty).to_string();
    [(" < ", "<"), (" >", ">"), (" ,", ","), ("( ", "("), (" )", ")"), (" :: ", "::")]
        .iter()
        .fold(text, |text, (a, b)| text.replace(a, b))
}
