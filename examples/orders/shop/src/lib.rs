//! The target: a shop that takes orders.

use bindings::demo::shop::types::{Currency, Extras, Order, Price, Receipt};
use bindings::exports::demo::shop::orders::{Guest, Refusal};
use std::cell::Cell;

mod bindings {
    wit_bindgen::generate!({ world: "shop", path: "wit" });
}

const CURRENCY: Currency = Currency::Eur;
const EXPRESS_CENTS: u64 = 500;

struct Shop;

thread_local! {
    /// The number of orders so far. Each worker is a shop of its own.
    static ORDERS: Cell<u32> = const { Cell::new(0) };
}

impl Guest for Shop {
    fn place(order: Order) -> Result<Receipt, Refusal> {
        if order.lines.is_empty() {
            return Err(Refusal::NothingOrdered);
        }
        if order.lines.iter().any(|line| line.each.currency != CURRENCY) {
            return Err(Refusal::OtherCurrency(CURRENCY));
        }
        let lines: u64 = order.lines.iter().map(|line| u64::from(line.count) * line.each.cents).sum();
        let express = if order.extras.contains(Extras::EXPRESS) { EXPRESS_CENTS } else { 0 };
        ORDERS.set(ORDERS.get() + 1);
        Ok(Receipt { number: ORDERS.get(), total: Price { cents: lines + express, currency: CURRENCY } })
    }
}

bindings::export!(Shop with_types_in bindings);
