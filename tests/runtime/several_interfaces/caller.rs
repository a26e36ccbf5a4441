use crate::worker;
use client::admin::{Admin, Mode};
use client::reader::Reader;
use client::writer::Writer;
use golem_rpc_sdk::block_on;

pub fn run() {
    let uri = worker("several");
    let (reader, writer, admin) = (Reader::new(&uri), Writer::new(&uri), Admin::new(&uri));
    writer.blocking_put("k", "v").unwrap();
    writer.trigger_put("l", "w").unwrap();
    assert_eq!(block_on(reader.get("k")).unwrap().as_deref(), Some("v"));
    assert_eq!(block_on(reader.count()).unwrap(), 2);
    assert_eq!(block_on(writer.count()).unwrap(), 1000);
    assert_eq!(block_on(admin.get()).unwrap(), Mode::Open);
    admin.blocking_set(Mode::Closed).unwrap();
    assert_eq!(block_on(admin.get()).unwrap(), Mode::Closed);
}
