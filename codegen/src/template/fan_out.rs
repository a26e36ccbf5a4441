//! Chooses the function of a target that a new caller calls on many of the target's workers at
//! once.

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

/// A component that a new caller is to call.
pub(crate) struct Target<'a> {
    /// The name of its package.
    pub(crate) name: &'a str,
    /// Where its WIT is.
    pub(crate) wit: &'a Path,
    /// The world that it implements, if its WIT has several.
    pub(crate) world: Option<&'a str>,
}

/// The function of a target that a new caller calls, and how it is called through the client.
pub(crate) struct FanOut {
    /// The function's name in the target's WIT.
    pub(crate) function: String,
    /// The path of the client's type, such as `counter_client::Api`.
    pub(crate) client: String,
    /// The function that makes a client: `new`, or another one if the target has a function `new`.
    pub(crate) constructor: String,
    /// The client's method that calls the function.
    pub(crate) method: String,
    /// The function's parameters. The caller has the same ones, and passes them to every worker.
    pub(crate) params: Vec<Param>,
    /// What the caller gets from each worker.
    pub(crate) answer: Answer,
}

/// A parameter that the target's function and the caller's have in common.
pub(crate) struct Param {
    /// Its name in WIT.
    pub(crate) name: String,
    /// Its type in WIT.
    pub(crate) ty: String,
    /// Its type in Rust, as the caller takes it.
    pub(crate) rust: String,
    /// Whether the client's method takes it by reference.
    pub(crate) is_borrowed: bool,
}

/// What a caller gets from a worker.
pub(crate) enum Answer {
    /// A value of a type for which neither WIT nor Rust needs a declaration, such as a list of
    /// numbers. The caller's own function gives a list of such values.
    Value {
        /// The type in WIT.
        wit: String,
        /// The type in Rust.
        rust: String,
    },
    /// A value of a type that the target's WIT declares. The caller's WIT does not have that type,
    /// so its function gives texts that show the values.
    Shown,
    /// Nothing: the function has no result, and the caller does not wait for it.
    Nothing,
}

impl FanOut {
    /// Chooses the function of the target that is the easiest to call. It is `None` if a caller
    /// cannot call any of them without declaring types.
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
        // What a method is called may depend on what those of the functions before it are called.
        // So the names of these are asked for, too.
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
    /// The parameter's name in Rust.
    pub(crate) fn ident(&self) -> String {
        ident(&value_name(&self.name)).to_string()
    }
}

/// How hard it is to call a function; 0 is the easiest. It is `None` if a caller would have to
/// declare types for it.
///
/// The easiest function takes nothing and gives a value. One that gives nothing is the last choice,
/// since a new caller is to show what its workers answer.
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

/// Whether a caller can take a value of the type as a parameter and pass it on as it is.
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

/// Whether neither the type nor a part of it is declared in WIT: it is made only of types that WIT
/// itself has.
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
    // The text of tokens has spaces between all of them, and rustfmt would remove these.
    let text = types.owned(ty).to_string();
    [(" < ", "<"), (" >", ">"), (" ,", ","), ("( ", "("), (" )", ")"), (" :: ", "::")]
        .iter()
        .fold(text, |text, (a, b)| text.replace(a, b))
}
