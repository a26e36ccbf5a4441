pub fn values(names: &[String]) -> Result<Vec<u64>, String> {
    Ok(names.iter().map(|name| name.len() as u64).collect())
}
