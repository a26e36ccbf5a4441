"""The caller in Python.

It was made a component by componentize-py 0.25:

    componentize-py --wit-path wit --world caller componentize in_python --output caller_py.wasm
"""

import wit_world
from wit_world.imports import stub_counter
from wit_world.imports.types import Uri
class WitWorld(wit_world.WitWorld):
    def blocking(self, uri, value):
        api = stub_counter.Api(Uri(uri))
        api.blocking_add(value)
        return api.blocking_get()
    def by_future(self, uri, value):
        api = stub_counter.Api(Uri(uri))
        api.add(value)
        with api.get() as future:
            with future.subscribe() as pollable:
                while True:
                    pollable.block()
                    got = future.get()
                    if got is not None:
                        return got
