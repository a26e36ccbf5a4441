;; Imports its stub, types only, and something else that nobody has.
(component
  (import "demo:component1-stub/stub-component1" (instance
    (export "api" (type $api (sub resource)))
    (export "[method]api.blocking-get" (func (param "self" (borrow $api)) (result u64)))))
  (import "demo:component1/types" (instance
    (type $point (record (field "x" u32)))
    (export "point" (type (eq $point)))))
  (import "demo:else/api@1.0.0" (instance (export "f" (func))))
)
