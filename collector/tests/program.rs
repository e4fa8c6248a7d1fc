//! Runs the real program and talks to it over a real socket.

#![expect(
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, but not in the helpers of an integration test"
)]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use serde_json::{Value, json};
use support::{JSON, Program, TP2, page_view, payload, text};
use ureq::Body;
use ureq::http::Response;

fn with_entity(uri: &str, data: &Value) -> Value {
    let contexts = json!({
        "schema": "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-1",
        "data": [{"schema": uri, "data": data}],
    });
    let mut event = page_view();
    event["co"] = Value::String(contexts.to_string());
    event
}

#[test]
fn judges_a_batch_event_by_event() {
    let program = Program::with_test_schemas(&[]);
    let entity = "iglu:com.example/entity/jsonschema/1-0-0";
    let batch =
        [page_view(), with_entity(entity, &json!({"id": "a"})), with_entity(entity, &json!({"id": 5}))];
    assert_eq!(text(program.post(TP2, JSON, &payload(&batch))), (200, "ok".to_owned()));
    assert_eq!(text(program.get("/micro/all")), (200, r#"{"total":3,"good":2,"bad":1}"#.to_owned()));
    let good = program.get_json("/micro/good");
    assert_eq!(good.as_array().unwrap().len(), 2);
    assert_eq!(good[0]["rawEvent"]["parameters"], page_view());
    assert_eq!(good[0]["event"]["event_id"], page_view()["eid"]);
    assert_eq!(good[1]["contexts"], json!([entity]));
    assert_eq!(good[1]["event"]["contexts"]["data"][0], json!({"schema": entity, "data": {"id": "a"}}));
    let bad = program.get_json("/micro/bad");
    assert_eq!(bad[0]["rawEvent"]["parameters"], batch[2]);
    let error = bad[0]["errors"][0].as_str().unwrap();
    assert!(error.starts_with("schema_violation at `co/data/0/data/id`: "), "{error}");
    for reset in [program.get_json("/micro/reset"), program.get_json("/micro/all")] {
        assert_eq!(reset, json!({"total": 0, "good": 0, "bad": 0}));
    }
    assert_eq!(text(program.get("/micro/good")), (200, "[]".to_owned()));
}

#[test]
fn knows_the_projects_own_schemas() {
    let program = Program::start(&[]);
    let uri = "iglu:com.gitlab/gkg_schema_introspected/jsonschema/1-0-0";
    let unknown = "iglu:com.gitlab/no_such_schema/jsonschema/1-0-0";
    program.post(TP2, JSON, &payload(&[with_entity(uri, &json!(5)), with_entity(unknown, &json!({}))]));
    let bad = program.get_json("/micro/bad");
    let errors: Vec<&str> =
        [&bad[0], &bad[1]].iter().map(|event| event["errors"][0].as_str().unwrap()).collect();
    assert!(errors[0].contains("/data/0/data`") && errors[0].contains("object"), "{errors:?}");
    assert!(
        errors[1].ends_with("no schema iglu:com.gitlab/no_such_schema/jsonschema/1-0-0 is known here"),
        "{errors:?}"
    );
}

#[test]
fn answers_200_to_any_body() {
    let program = Program::with_test_schemas(&[]);
    for (content_type, body) in
        [(JSON, "no json"), ("text/plain", payload(&[page_view()]).as_str()), (JSON, ""), (JSON, "[]")]
    {
        assert_eq!(text(program.post(TP2, content_type, body)), (200, "ok".to_owned()), "{body}");
    }
    assert_eq!(program.get_json("/micro/all"), json!({"total": 4, "good": 0, "bad": 4}));
    assert_eq!(program.get_json("/micro/bad")[0]["collectorPayload"]["body"], "no json");
}

#[test]
fn every_tracker_endpoint_takes_events() {
    let program = Program::with_test_schemas(&[]);
    for path in
        [TP2, "/com.snowplowanalytics.snowplow.auth/tp2", "/-/collect_events", &format!("{TP2}?aid=query")]
    {
        assert_eq!(
            program.post(path, "application/json;charset=UTF-8", &payload(&[page_view()])).status(),
            200
        );
    }
    let good = program.get_json("/micro/good");
    assert_eq!(good.as_array().unwrap().len(), 4);
    assert_eq!(good[1]["rawEvent"]["api"]["vendor"], "com.snowplowanalytics.snowplow.auth");
    assert_eq!((&good[3]["event"]["app_id"], &good[0]["event"]["app_id"]), (&json!("query"), &Value::Null));
}

#[test]
fn size_limits() {
    let program = Program::with_test_schemas(&[]);
    let body_of = |bytes: usize| {
        let empty = payload(&[json!({"e": "pv", "p": "srv", "tv": "t-1", "mac": ""})]);
        empty.replace(r#""mac":"""#, &format!(r#""mac":"{}""#, "x".repeat(bytes - empty.len())))
    };
    let mib = 1024 * 1024;
    for (bytes, status, totals) in [
        (mib, 200, json!({"total": 1, "good": 1, "bad": 0})),
        (mib + 1, 200, json!({"total": 2, "good": 1, "bad": 1})),
        (2 * mib, 200, json!({"total": 3, "good": 1, "bad": 2})),
        (2 * mib + 1, 413, json!({"total": 3, "good": 1, "bad": 2})),
        (8 * mib, 413, json!({"total": 3, "good": 1, "bad": 2})),
    ] {
        assert_eq!(program.post(TP2, JSON, &body_of(bytes)).status(), status, "{bytes}");
        assert_eq!(program.get_json("/micro/all"), totals, "{bytes}");
    }
    let bad = program.get_json("/micro/bad");
    let error = bad[0]["errors"][0].as_str().unwrap();
    assert!(error.starts_with("size_violation"), "{error}");
    assert!(bad[0]["collectorPayload"]["body"].is_null());
}

#[test]
fn cross_origin_requests() {
    let program = Program::with_test_schemas(&[]);
    let header = |response: &Response<Body>, name: &str| {
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    let url = format!("{}{TP2}", program.url);
    let preflight = program.agent.options(&url).header("Origin", "https://gitlab.com").call().unwrap();
    assert_eq!(preflight.status(), 200);
    assert_eq!(header(&preflight, "Access-Control-Allow-Origin"), "https://gitlab.com");
    assert_eq!(header(&preflight, "Access-Control-Allow-Credentials"), "true");
    assert_eq!(header(&preflight, "Access-Control-Allow-Headers"), "Content-Type, SP-Anonymous");
    assert_eq!(header(&preflight, "Access-Control-Max-Age"), "3600");
    let request = program.agent.post(&url).header("Origin", "null").header("Content-Type", JSON);
    let posted = request.send(payload(&[page_view()])).unwrap();
    assert_eq!(header(&posted, "Access-Control-Allow-Origin"), "*");
    assert_eq!(header(&posted, "Access-Control-Allow-Credentials"), "true");
    assert_eq!(header(&program.get("/micro/all"), "Access-Control-Allow-Origin"), "*");
}

#[test]
fn pixels_carry_an_event_in_the_query() {
    let program = Program::with_test_schemas(&[]);
    let eid = "5a305bf5-32fc-40d9-b0e8-66052f0f2c95";
    for path in ["/i", "/ice.png", TP2] {
        let response = program
            .get(&format!("{path}?e=pv&p=web&tv=js-1&eid={eid}&url=https%3A%2F%2Fgitlab.com%2F%3Fa%3Db"));
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["Content-Type"], "image/gif");
        assert_eq!(response.headers()["Cache-Control"], "no-cache, no-store, must-revalidate");
        let picture = response.into_body().read_to_vec().unwrap();
        assert_eq!((picture.len(), &picture[..6]), (43, &b"GIF89a"[..]));
    }
    let good = program.get_json("/micro/good");
    assert_eq!(good.as_array().unwrap().len(), 3);
    assert_eq!(
        good[0]["rawEvent"]["api"],
        json!({"vendor": "com.snowplowanalytics.snowplow", "version": "tp1"})
    );
    assert_eq!(good[2]["rawEvent"]["api"]["version"], "tp2");
    assert_eq!(good[0]["event"]["page_url"], "https://gitlab.com/?a=b");
    for (path, error) in [
        ("/i", "tracker_protocol_violation at ``: expected an event in the query or in the body, found none"),
        ("/i?p=web", "atomic_field_parse_error at `e`: required, and absent"),
    ] {
        assert_eq!(program.get(path).status(), 200);
        let bad = program.get_json("/micro/bad");
        assert_eq!(bad.as_array().unwrap().last().unwrap()["errors"], json!([error]), "{path}");
    }
}

#[test]
fn schemas_are_served_as_a_static_registry() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/iglu");
    let program = Program::with_test_schemas(&[]);
    let path = "com.example/entity/jsonschema/1-0-0";
    let expected = std::fs::read_to_string(format!("{folder}/{path}")).unwrap();
    for prefix in ["/schemas", "/micro/iglu"] {
        let response = program.get(&format!("{prefix}/{path}"));
        assert_eq!(response.headers()["Content-Type"], "application/json");
        assert_eq!(text(response), (200, expected.clone()));
        assert_eq!(program.get(&format!("{prefix}/com.example/entity/jsonschema/9-0-0")).status(), 404);
        assert_eq!(program.get(&format!("{prefix}/com.example/../../program.rs")).status(), 404);
    }
    assert!(program.get_json("/schemas").as_array().unwrap().contains(&json!(format!("iglu:{path}"))));
    let own = Program::start(&[]).get_json("/schemas/com.gitlab/gkg_query_executed/jsonschema/1-0-0");
    assert_eq!(own["self"]["name"], "gkg_query_executed");
}

#[test]
fn a_browser_is_known_by_its_cookie() {
    let program = Program::with_test_schemas(&[]);
    let cookie = |response: &Response<Body>| {
        let header = response.headers()["Set-Cookie"].to_str().unwrap();
        header.strip_prefix("sp=").unwrap().split(';').next().unwrap().to_owned()
    };
    let first = cookie(&program.post(TP2, JSON, &payload(&[page_view()])));
    let again = program.agent.get(format!("{}/i?e=pv&p=web&tv=js-1", program.url));
    assert_eq!(cookie(&again.header("Cookie", format!("sp={first}")).call().unwrap()), first);
    let good = program.get_json("/micro/good");
    for event in good.as_array().unwrap() {
        assert_eq!(event["event"]["network_userid"], json!(first));
    }
}

#[test]
fn anonymous_requests_leave_no_trace_of_the_sender() {
    let program = Program::with_test_schemas(&[]);
    let request = program.agent.post(format!("{}{TP2}", program.url)).header("Content-Type", JSON);
    let request =
        request.header("SP-Anonymous", "*").header("Cookie", "sp=1").header("X-Forwarded-For", "10.0.0.1");
    request.send(payload(&[page_view()])).unwrap();
    let good = program.get_json("/micro/good");
    assert_eq!(good[0]["event"]["network_userid"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(good[0]["event"]["user_ipaddress"], Value::Null);
    assert!(!good.to_string().contains("10.0.0.1") && !good.to_string().contains("sp=1"), "{good}");
}

#[test]
fn memory_is_bounded() {
    let program = Program::with_test_schemas(&["--max-events", "3"]);
    for _ in 0..5 {
        program.post(TP2, JSON, &payload(&[page_view()]));
    }
    assert_eq!(program.get_json("/micro/all"), json!({"total": 5, "good": 5, "bad": 0}));
    assert_eq!(program.get_json("/micro/good").as_array().unwrap().len(), 3);
    let memory = program.get_json("/micro/memory");
    assert_eq!((&memory["kept"], &memory["evicted"]), (&json!(3), &json!(2)));
}

#[test]
fn a_long_list_is_sent_whole() {
    let program = Program::with_test_schemas(&[]);
    let batch = vec![page_view(); 500];
    program.post(TP2, JSON, &payload(&batch));
    let good = program.get_json("/micro/good");
    assert_eq!(good.as_array().unwrap().len(), 500);
    assert!(good.as_array().unwrap().iter().all(|event| event["rawEvent"]["parameters"] == page_view()));
}

#[test]
fn other_paths_and_methods() {
    let program = Program::with_test_schemas(&[]);
    assert_eq!(text(program.get("/health")), (200, "OK".to_owned()));
    assert_eq!(program.get("/nowhere").status(), 404);
    assert_eq!(program.post("/i", JSON, "").status(), 405);
    assert_eq!(program.agent.delete(format!("{}{TP2}", program.url)).call().unwrap().status(), 405);
    let response = program.post("/health", JSON, "");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["Allow"]),
        (405, &"GET, OPTIONS".parse().unwrap())
    );
    for path in ["/micro/all", "/micro/reset"] {
        assert_eq!(program.post(path, JSON, "").status(), 200, "{path}");
    }
}

#[test]
fn what_is_not_http_hurts_nobody() {
    let program = Program::with_test_schemas(&[]);
    let mut stream = TcpStream::connect(program.address()).unwrap();
    stream.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // It answers 400 or just closes; either way it is over.
    drop(stream.read_to_end(&mut answer));
    let mut cut_off = TcpStream::connect(program.address()).unwrap();
    write!(cut_off, "POST {TP2} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{").unwrap();
    drop(cut_off);
    assert_eq!(program.get_json("/micro/all"), json!({"total": 0, "good": 0, "bad": 0}));
}

#[cfg(unix)]
#[test]
fn stops_on_signals() {
    for name in ["-TERM", "-INT"] {
        let mut program = Program::with_test_schemas(&[]);
        // A connection that is kept alive must not hold it up.
        let mut idle = TcpStream::connect(program.address()).unwrap();
        write!(idle, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut first = [0; 12];
        idle.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        assert!(program.signal(name).success(), "{name}");
        assert!(TcpStream::connect(program.address()).is_err());
    }
}

#[test]
fn says_why_it_does_not_start() {
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_snowgauge-collector")).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let taken = Program::with_test_schemas(&[]);
    let port = taken.address().port().to_string();
    for (arguments, code, reason) in [
        (vec!["--port", "x"], 2, "--port: expected a number"),
        (vec!["--schemas", "no/such/folder"], 1, "no schema in no/such/folder"),
        (vec!["--port", &port], 1, "cannot listen on 127.0.0.1"),
    ] {
        let (found, message) = run(&arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {message}");
        assert!(message.contains(reason), "{message}");
    }
}

#[test]
fn warns_of_schemas_it_cannot_judge_by() {
    let mut program = Program::with_test_schemas(&[]);
    let mut stderr = BufReader::new(program.child.stderr.take().unwrap());
    let mut warnings = String::new();
    for _ in 0..3 {
        stderr.read_line(&mut warnings).unwrap();
    }
    for name in ["look_around", "misplaced", "not_json"] {
        assert!(
            warnings.contains(&format!("iglu:com.example/{name}/jsonschema/1-0-0 cannot be judged by")),
            "{warnings}"
        );
    }
}
