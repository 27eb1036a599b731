//! scratch: machinery on both databases
use std::sync::Arc;
use gatelog::{clock::*, event::*, event_log::*, projection::*, projection::rebuild::Silent, simulate::*, store::*, views};
use bytes::Bytes;
fn ev(m: &Message) -> Event {
    let salt = Salt::random().unwrap();
    let body: Bytes = m.body.clone();
    Event { source: Source::parse("clerk").unwrap(), id: EventId::parse(&m.id).unwrap(), via: Via::Door, event_type: EventType::of_body(&body), svix_timestamp: 1, signature: "v1,x".into(), secret_id: "aa".into(), commitment: salt.commit("v1,x", &body), salt, body }
}
async fn go(loc: Location, n: usize) {
    let t = std::time::Instant::now();
    let store = Arc::new(Store::open(&loc, Access::Append).await.unwrap());
    store.migrate().await.unwrap();
    let log = EventLog::start(store.clone(), Clock::system()).await.unwrap();
    let h = History::new(1, 100, Timestamp::from_seconds(1_790_000_000), &Options::default());
    let mut set = tokio::task::JoinSet::new();
    let sem = Arc::new(tokio::sync::Semaphore::new(2000));
    for m in h.take(n) { let log = log.clone(); let e = ev(&m); let p = sem.clone().acquire_owned().await.unwrap(); set.spawn(async move { let r = log.append(e).await; drop(p); r }); }
    while let Some(r) = set.join_next().await { r.unwrap().unwrap(); }
    println!("{loc} appended {n} in {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let mut at = 0; while let Some(last) = { let v = log.read(Position(at), 10_000, 32<<20).await.unwrap(); v.last().map(|e| e.position.0) } { at = last + 1; }
    println!("scan {:?}", t.elapsed());
    let rb = Rebuild { store: store.clone(), log: log.clone(), clock: Clock::system(), views: views::all() };
    for _ in 0..2 {
    let t = std::time::Instant::now();
    let f = rb.run(&Silent).await.unwrap();
    println!("rebuilt {f} in {:?} {:.0}/s", t.elapsed(), f as f64 / t.elapsed().as_secs_f64());
    }
    let t = std::time::Instant::now();
    let d = rb.check(&Silent).await.unwrap();
    println!("check {:?} {:?}", d.len(), t.elapsed());
    assert!(d.is_empty(), "{:?}", &d[..d.len().min(5)]);
    println!("{:?}", projection::generation::all(store.views()).await.unwrap());
    log.shut_down().await; store.close().await;
}
use gatelog::projection;
#[tokio::test(flavor = "multi_thread")]
async fn smoke_sqlite() { let d = tempfile::tempdir().unwrap(); go(Location::Sqlite(d.path().join("g.db")), std::env::var("N").map_or(20000, |n| n.parse().unwrap())).await; }
#[tokio::test(flavor = "multi_thread")]
async fn smoke_pg() { go(Location::parse("postgres://postgres@127.0.0.1:5432/gl_smoke").unwrap(), std::env::var("N").map_or(20000, |n| n.parse().unwrap())).await; }
