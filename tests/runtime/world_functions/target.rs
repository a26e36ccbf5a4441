wit_bindgen::generate!({ world: "world-functions", path: "wit" });

struct Target;

impl Guest for Target {
    fn add(a: u32, b: u32) -> u32 {
        a + b
    }
    fn paint(point: Point, color: Color) -> (Point, Color) {
        (point, color)
    }
    fn silent() {}
}

export!(Target);
