//! Imports a function that no host has, besides some that every host has.

wit_bindgen::generate!({
    inline: "package test:beyond;

    interface moon {
      reach: func();
    }

    interface stars {
      reach: func();
    }

    world beyond {
      import moon;
      import stars;
      export run: func();
    }",
});

struct Beyond;

export!(Beyond);

impl Guest for Beyond {
    fn run() {
        println!("on the way");
        test::beyond::moon::reach();
        test::beyond::stars::reach();
    }
}
