;; Wants more of Golem than the host has.
(component
  (import "golem:api/host@1.1.7" (instance
    (export "get-oplog-index" (func (result u64)))
    (export "oplog-commit" (func (param "replicas" u8)))))
  (import "wasi:keyvalue/eventual@0.1.0" (instance (export "get" (func))))
)
