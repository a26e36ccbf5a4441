//! The Rust code of the stub crate: tables that describe the functions, and the core functions that
//! the component exports. They call golem-rpc-stub with the tables.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use wit_parser::abi::WasmType;

use super::contract::{Contract, Of, StubFunction, StubResource, is_located};
use super::tables::Tables;
use super::world::StubWorld;
use crate::error::Error;
use crate::model::{Function, Kind};
use crate::rust::docs;
use crate::rust::formatted::{Within, formatted};
use crate::rust::names::ident;

/// The source files of the stub crate.
pub(crate) fn stub_crate(contract: &Contract<'_>) -> Result<Vec<(String, TokenStream)>, Error> {
    let (world, tables) = (StubWorld::new(contract)?, Tables::new(contract.model));
    let exports = Exports { contract, interface: world.interface(), world: &world, tables: &tables };
    let resources: Vec<_> = contract.resources.iter().map(|resource| exports.resource(resource)).collect();
    let types = tables.module();
    let owned = exports.owned();
    let text = docs::inner(&docs::wrapped(&format!(
        "The stub of `{}`: forwards each call to a remote worker.\n\n\
         A failed call traps the caller, after the reason was written to the standard error: the stub's interface has \
         no place for an error.",
        contract.model.package.interface(&contract.model.world)
    )));
    let version = contract.shared.rpc.stub_module.map(ident).map(|module| quote!(::#module));
    let modules = [("resources", owned.is_some()), ("types", types.is_some()), ("world", true)];
    let modules = modules.iter().filter(|(_, there)| *there).map(|(name, _)| format_ident!("{name}"));
    let root = quote! {
        #text
        #![cfg_attr(target_family = "wasm", no_std)]
        #![cfg(target_family = "wasm")]
        #(mod #modules;)*
        use golem_rpc_stub #version as stub;
        use golem_rpc_stub::Flat as _;
        #(#resources)*
    };
    let mut files = vec![("src/lib.rs".to_owned(), root)];
    files.push(("src/world.rs".to_owned(), world.section(&contract.world)?));
    files.extend(types.map(|types| ("src/types.rs".to_owned(), types)));
    files.extend(owned.map(|owned| ("src/resources.rs".to_owned(), owned)));
    Ok(files)
}

struct Exports<'a> {
    contract: &'a Contract<'a>,
    world: &'a StubWorld,
    interface: String,
    tables: &'a Tables<'a>,
}

impl Exports<'_> {
    /// Tables of the target's resources, with the functions that the component model has for each.
    fn owned(&self) -> Option<TokenStream> {
        let own = self.contract.resources.iter().filter_map(|resource| match resource.of {
            Of::Resource(of) => Some((&resource.name, &of.drop, self.tables.owned(of.id)?)),
            Of::Interface(_) => None,
        });
        let tables: Vec<_> = own
            .map(|(resource, target_drop, name)| {
                let docs = docs::outer(&format!("`{resource}`"));
                let imports = self.imports(&[
                    ("new", format!("[resource-new]{resource}"), quote!((object: u32) -> u32)),
                    ("rep", format!("[resource-rep]{resource}"), quote!((handle: u32) -> u32)),
                    ("drop", format!("[resource-drop]{resource}"), quote!((handle: u32))),
                ]);
                quote! {
                    #docs
                    pub static #name: stub::Resource = {
                        #imports
                        stub::Resource { new, rep, drop, target_drop: #target_drop }
                    };
                }
            })
            .collect();
        let docs = docs::inner("The target's resources.");
        (!tables.is_empty()).then(|| quote!(#docs use golem_rpc_stub as stub; #(#tables)*))
    }

    fn resource(&self, resource: &StubResource<'_>) -> TokenStream {
        let name = &resource.name;
        let (constructor, dtor) = (self.constructor(resource), format!("{}#[dtor]{name}", self.interface));
        let drop = match resource.of {
            Of::Interface(_) => quote!(drop_client),
            Of::Resource(_) => quote!(drop_resource),
        };
        let docs = docs::outer(&format!("`{name}`"));
        let functions =
            resource.functions.iter().map(|function| formatted(Within::File, self.function(resource, function)));
        quote! {
            #docs
            const _: () = {
                #constructor
                #[unsafe(export_name = #dtor)]
                extern "C" fn drop(object: i32) {
                    stub::#drop(object);
                }
            };
            #(#functions)*
        }
    }

    fn constructor(&self, resource: &StubResource<'_>) -> Option<TokenStream> {
        let name = format!("[constructor]{}", resource.name);
        if let Some(function) = resource.constructor() {
            let (table, export) = (self.table(function), self.call("construct", &name, &quote!(blocking)));
            return Some(quote!(#table #export));
        }
        resource.is_constructed().then(|| {
            let new =
                self.imports(&[("new", format!("[resource-new]{}", resource.name), quote!((object: u32) -> u32))]);
            let call = self.export("connect", &name, |params| quote!(stub::connect(new, &[#(#params.bits()),*])));
            quote!(#new #call)
        })
    }

    fn function(&self, resource: &StubResource<'_>, f: &StubFunction<'_>) -> TokenStream {
        let kind = if is_located(f.function) { "static" } else { "method" };
        let named = |name: &str| format!("[{kind}]{}.{name}", resource.name);
        let docs = docs::outer(&format!("`{}` of `{}`", f.name, resource.name));
        let table = self.table(f.function);
        let blocking = self.call("blocking", &named(&f.blocking), &quote!(blocking));
        let started = match &f.future {
            None => self.call("trigger", &named(&f.name), &quote!(trigger)),
            Some(future) => self.future(future, &named(&f.name)),
        };
        let schedule = f.schedule.as_ref().map(|name| self.call("schedule", &named(name), &quote!(schedule)));
        quote! {
            #docs
            const _: () = {
                #table
                #blocking
                #started
                #schedule
            };
        }
    }

    fn future(&self, future: &str, name: &str) -> TokenStream {
        let new = self.imports(&[("new", format!("[resource-new]{future}"), quote!((object: u32) -> u32))]);
        let start = self.export("start", name, |params| quote!(stub::start(&FUNCTION, new, &[#(#params.bits()),*])));
        let subscribe = format!("[method]{future}.subscribe");
        let subscribe = self.export("subscribe", &subscribe, |params| quote!(stub::subscribe(#(#params),*)));
        let get = self.export("get", &format!("[method]{future}.get"), |params| quote!(stub::get(#(#params),*)));
        let dtor = format!("{}#[dtor]{future}", self.interface);
        quote! {
            #new
            #start
            #subscribe
            #get
            #[unsafe(export_name = #dtor)]
            extern "C" fn drop(object: i32) {
                stub::drop_call(object);
            }
        }
    }

    /// The table of a function.
    fn table(&self, function: &Function) -> TokenStream {
        let name = &function.wire_name;
        let (target, first) = match function.kind {
            Kind::Free => (quote!(Client), quote!(&stub::LENT)),
            Kind::Method => (quote!(Method), quote!(&stub::LENT)),
            Kind::Static | Kind::Constructor if self.contract.shared.rpc.is_told_uris() => {
                (quote!(Location), quote!(&stub::STRING))
            }
            Kind::Static | Kind::Constructor => (quote!(Location), quote!(&stub::WORKER)),
        };
        let params = function.params.iter().map(|param| self.tables.table(&param.ty));
        let result = match &function.result {
            Some(ty) => {
                let table = self.tables.table(ty);
                quote!(Some(#table))
            }
            None => quote!(None),
        };
        quote! {
            static FUNCTION: stub::Function = stub::Function {
                name: #name,
                target: stub::Target::#target,
                params: stub::Type::tuple(&[#first, #(#params),*]),
                result: #result,
            };
        }
    }

    /// A core function that calls the function of the target in the way of `way`.
    fn call(&self, rust: &str, name: &str, way: &TokenStream) -> TokenStream {
        self.export(rust, name, |params| quote!(stub::#way(&FUNCTION, &[#(#params.bits()),*])))
    }

    /// A core function that the stub exports.
    fn export(&self, rust: &str, name: &str, body: impl FnOnce(&[Ident]) -> TokenStream) -> TokenStream {
        let Some(signature) = self.world.signature(name) else { return TokenStream::new() };
        let core = format!("{}#{name}", self.interface);
        let rust = format_ident!("{rust}");
        let params: Vec<_> = (0..signature.params.len()).map(|index| format_ident!("param{index}")).collect();
        let types = signature.params.iter().map(core_type);
        let result = signature.results.first().map(|ty| {
            let ty = core_type(ty);
            quote!(-> #ty)
        });
        let body = body(&params);
        quote! {
            #[unsafe(export_name = #core)]
            extern "C" fn #rust(#(#params: #types),*) #result {
                #body
            }
        }
    }

    /// Declares the functions by which the component model makes, looks up and drops handles of
    /// resources that the stub exports.
    fn imports(&self, functions: &[(&str, String, TokenStream)]) -> TokenStream {
        let module = format!("[export]{}", self.interface);
        let functions = functions.iter().map(|(rust, name, signature)| {
            let rust = format_ident!("{rust}");
            quote! {
                #[link_name = #name]
                fn #rust #signature;
            }
        });
        quote! {
            #[link(wasm_import_module = #module)]
            unsafe extern "C" {
                #(#functions)*
            }
        }
    }
}

fn core_type(ty: &WasmType) -> TokenStream {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => quote!(i32),
        WasmType::I64 | WasmType::PointerOrI64 => quote!(i64),
        WasmType::F32 => quote!(f32),
        WasmType::F64 => quote!(f64),
    }
}
