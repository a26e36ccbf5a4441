// The caller in JavaScript. It was made a component by `componentize` of
// @bytecodealliance/componentize-js 0.23, with the options
//
//     { witPath: "wit", worldName: "caller", disableFeatures: ["http", "fetch-event"] }
import { Api } from "demo:counter-stub/stub-counter";
export function blocking(uri, value) {
  const api = new Api({ value: uri });
  api.blockingAdd(value);
  return api.blockingGet();
}
export function byFuture(uri, value) {
  const api = new Api({ value: uri });
  api.add(value);
  const future = api.get();
  const pollable = future.subscribe();
  let got;
  do { pollable.block(); got = future.get(); } while (got === undefined);
  pollable[Symbol.dispose]?.();
  future[Symbol.dispose]?.();
  return got;
}
