//! The body that is read is the body that was sent, bit for bit, and its commitment opens.

use gatelog::{
    event::{EventId, EventType, Position, Salt},
    event_log::AppendOutcome,
    storage::body::decode,
};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{body_of, clerk, event, on_both, open_log, read_all};

on_both!(bodies_are_read_back_unchanged, |db| async {
    let two_mib: Vec<u8> = (0..2 * 1024 * 1024_u32).map(|at| u8::try_from(at % 251).expect("below 251")).collect();
    let bodies: [&[u8]; 9] = [
        br#"{ "type" : "user.created",  "type":"user.updated" }"#,
        b"not JSON",
        b"",
        b"\0",
        b"\xff\xfe\x80 not UTF-8 \xc3\x28",
        b"nul \0 in the middle, and at the end \0",
        b"\\x00 looks like an escape of bytea",
        b" spaces and line ends \r\n\t ",
        &two_mib,
    ];
    let (_store, log) = open_log(&db).await;
    for (at, body) in (0_i64..).zip(bodies) {
        let appended = log.append(event(&format!("msg_{at}"), body.to_vec())).await;
        assert_eq!(appended, Ok(AppendOutcome::Recorded(Position(at))));
    }
    let recorded = read_all(&log).await;
    for (at, body) in bodies.iter().enumerate() {
        assert_eq!(body_of(&recorded[at]), body, "body {at}");
        let id = EventId::parse(&format!("msg_{at}")).expect("a good id");
        let found = log.find(&clerk(), &id).await.expect("the log reads").expect("it is there");
        assert_eq!(found, recorded[at]);
    }
    assert_eq!(recorded[0].event_type, EventType::from_body(bodies[0]));
    assert_eq!(recorded[1].event_type, None);
});

on_both!(commitment_opens_with_stored_salt_and_signature, |db| async {
    let (store, log) = open_log(&db).await;
    let sent = event("msg_a", r#"{"type":"user.created"}"#);
    log.append(sent.clone()).await.expect("recorded");
    let sql = "SELECT e.commitment, p.salt, p.signature, p.body, p.secret_id, e.via, e.body_bytes, p.encoding
                 FROM events AS e JOIN payloads AS p ON p.position = e.position";
    let row = store.reader().query_one_raw(Statement::from_string(store.backend(), sql)).await;
    let row = row.expect("reads").expect("there");
    let bytes = |at| row.try_get_by_index::<Vec<u8>>(at).expect("bytes");
    let signature: String = row.try_get_by_index(2).expect("text");
    let salt = Salt(bytes(1).try_into().expect("32 bytes"));
    let body = decode(Some((row.try_get_by_index(7).expect("a number"), &bytes(3))), 23);
    let body = body.kept().expect("the log gives it back");
    assert_eq!(bytes(0), salt.commit(&signature, body).0);
    assert_ne!(bytes(0), salt.commit(&signature, b"another body").0);
    assert_ne!(bytes(0), salt.commit("v1,another", body).0);
    assert_eq!(signature, sent.signature);
    assert_eq!(row.try_get_by_index::<String>(4).expect("text"), sent.secret_id);
    assert_eq!(row.try_get_by_index::<String>(5).expect("text"), "door");
    assert_eq!(row.try_get_by_index::<i64>(6).expect("a number"), 23);
});

on_both!(unknown_id_is_not_found, |db| async {
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_a", "body")).await.expect("recorded");
    for id in ["msg_b", "MSG_A", "msg_", "msg_%"] {
        let id = EventId::parse(id).expect("a good id");
        assert_eq!(log.find(&clerk(), &id).await.expect("reads"), None);
    }
});
