pub fn tried() -> Vec<String> {
    vec![]
}
