//! Reads: bounded by events and bytes, and never blocked by one large event.

use gatelog::event::{EventId, Position};

use crate::support::{clerk, event, on_both, open_log};

const NO_LIMIT: u64 = u64::MAX;

on_both!(reads_respect_limits_and_return_at_least_one, |db| async {
    let (_store, log) = open_log(&db).await;
    for number in 0..10_usize {
        log.append(event(&format!("msg_{number}"), vec![b'x'; 100 * (number + 1)])).await.expect("recorded");
    }
    let read = async |from: i64, events: u64, bytes: u64| -> Vec<i64> {
        let events = log.read(Position(from), events, bytes).await.expect("reads");
        events.iter().map(|event| event.position.0).collect()
    };
    assert_eq!(read(0, NO_LIMIT, NO_LIMIT).await, (0..10).collect::<Vec<_>>());
    assert_eq!(read(7, NO_LIMIT, NO_LIMIT).await, [7, 8, 9]);
    assert_eq!(read(2, 3, NO_LIMIT).await, [2, 3, 4]);
    assert_eq!(read(0, NO_LIMIT, 600).await, [0, 1, 2], "100 + 200 + 300 bytes");
    assert_eq!(read(0, NO_LIMIT, 599).await, [0, 1]);
    assert_eq!(read(9, NO_LIMIT, 1).await, [9], "one event is returned whatever its size");
    assert_eq!(read(10, NO_LIMIT, NO_LIMIT).await, [0; 0]);
});

on_both!(unknown_id_is_not_found, |db| async {
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_a", "body")).await.expect("recorded");
    for id in ["msg_b", "MSG_A", "msg_", "msg_%"] {
        let id = EventId::parse(id).expect("a good id");
        assert_eq!(log.find(&clerk(), &id).await.expect("reads"), None);
    }
});
