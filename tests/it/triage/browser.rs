//! The page in a real browser: no script of a log runs, no request leaves, and nothing is wider than the
//! screen. Where there is no Chromium, the test says that it is skipped.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::{Value, json};

use crate::{
    support::Sandbox,
    triage::{event, mmdb::mmdb},
};

/// The widths of a phone, a tablet and a desktop.
const WIDTHS: [u32; 3] = [390, 900, 1400];

/// A page that loads the pages in frames and writes what it finds in them into its body. Only the browser of
/// the test may look into frames of files.
const OUTER: &str = r##"<!doctype html><body><script>
const frames = FRAMES;
const load = ([name, width]) => new Promise(done => {
  const frame = document.createElement('iframe');
  frame.width = width; frame.height = 900; frame.src = name;
  frame.onload = () => setTimeout(() => {
    const page = frame.contentDocument, root = page.documentElement;
    page.querySelectorAll('details').forEach(it => it.open = true);
    const active = 'script,img,iframe,object,embed,link,base,form,video,audio,a[href]:not([href^="#"]),[style],[onload],[onerror],[onclick]';
    done({
      name, width, title: page.title, ran: root.dataset.ran || '',
      overflow: root.scrollWidth - root.clientWidth,
      active: [...page.querySelectorAll(active)].map(it => it.tagName),
      styled: getComputedStyle(page.querySelector('main')).maxWidth,
      text: page.body.innerText,
    });
  }, 300);
  document.body.append(frame);
});
Promise.all(frames.map(load)).then(found => {
  document.body.textContent = '';
  const out = document.createElement('pre'); out.id = 'found';
  out.textContent = btoa(unescape(encodeURIComponent(JSON.stringify(found))));
  document.body.append(out);
});
</script>"##;

/// Texts that act in a page, a style sheet, an attribute, a picture or a URL if one part forgets to escape.
fn hostile(port: u16) -> Vec<String> {
    let url = format!("http://127.0.0.1:{port}/x");
    let run = "document.documentElement.dataset.ran=1";
    vec![
        format!("<script>{run}</script>"),
        format!("</style><script>{run}</script><style>"),
        format!("</title></svg></table></details><img src={url} onerror={run}>"),
        format!("\" onload=\"{run}\" style=\"background:url({url})"),
        format!("' onclick='{run}' '>"),
        format!("javascript:{run}"),
        format!("<svg onload={run}><use href={url}#x /></svg>"),
        format!("<meta http-equiv=refresh content=0;url={url}><base href={url}>"),
        format!("<iframe srcdoc=\"<script>parent.{run}</script>\"></iframe>"),
        format!("@import '{url}'; }} * {{ background: url({url}) }}"),
        "&lt;script&gt; &#60;b&#62; <!-- --> ]]> \u{202e}\u{0}\u{2028}\u{1b}[2J".to_owned(),
        "w".repeat(3000),
        "한글漢字عربي‏".repeat(200),
    ]
}

/// Returns the name of a browser. Prints that `test` is skipped if there is none.
fn chromium(test: &str) -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    if found.is_none() {
        eprintln!("skipped {test}: there is no chromium");
    }
    found
}

/// Counts the connections to a port of this machine.
fn listen() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for connection in listener.incoming() {
            drop(connection);
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, count)
}

/// Opens a page of a folder in the browser, which ends when it has done what the options say.
fn open(browser: &str, folder: &Path, page: &str, options: &[&str]) -> Output {
    Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args(options)
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", folder.join(page).display()))
        .output()
        .unwrap()
}

/// Prints a page, and counts the sheets of paper.
fn sheets(browser: &str, folder: &Path, page: &str) -> usize {
    let file = folder.join("paper.pdf");
    let option = format!("--print-to-pdf={}", file.display());
    let output = open(browser, folder, page, &[&option]);
    let pdf = fs::read(&file).unwrap_or_else(|err| panic!("{err}: {output:?}"));
    String::from_utf8_lossy(&pdf).lines().filter(|line| line.ends_with("/Type /Page")).count()
}

/// Opens a page in the browser and returns what it wrote.
fn look(browser: &str, folder: &Path, frames: &[(String, u32)]) -> Vec<Value> {
    let frames = json!(frames).to_string();
    fs::write(folder.join("outer.html"), OUTER.replace("FRAMES", &frames)).unwrap();
    let options = ["--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom"];
    let output = open(browser, folder, "outer.html", &options);
    let dom = String::from_utf8(output.stdout).unwrap();
    let text = dom.split("<pre id=\"found\">").nth(1).and_then(|rest| rest.split('<').next());
    let text = text.unwrap_or_else(|| panic!("{dom}\n{}", String::from_utf8_lossy(&output.stderr)));
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Returns a database in which every name is hostile.
fn imported(port: u16) -> Sandbox {
    let texts = hostile(port);
    let records: Vec<Value> = texts
        .iter()
        .enumerate()
        .flat_map(|(at, text)| {
            let of = |id: usize, call: &str| {
                let mut record = event(id, call, text, text);
                for name in [
                    "awsRegion",
                    "userAgent",
                    "errorMessage",
                    "recipientAccountId",
                    "vpcEndpointId",
                ] {
                    record[name] = json!(text);
                }
                record["requestParameters"] =
                    json!({ "userName": text, "bucketName": text, "name": text });
                record
            };
            let mut named = of(at + 300, "s3:DeleteBucket");
            named["eventName"] = json!(format!("Delete{text}"));
            named["eventSource"] = json!(text);
            named.as_object_mut().unwrap().remove("errorMessage");
            let mut made = of(at + 400, "iam:CreateUser");
            made.as_object_mut().unwrap().remove("errorMessage");
            vec![
                of(at + 100, "cloudtrail:StopLogging"),
                of(at + 200, "iam:CreateAccessKey"),
                named,
                made,
            ]
        })
        .collect();
    let sandbox = Sandbox::new();
    sandbox.write("logs/a.json", json!({ "Records": records }).to_string());
    let address = "192.0.2.1".parse().unwrap();
    sandbox.write("a.mmdb", mmdb(&[(address, 24, json!({ "country": texts[0] }))]));
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    sandbox
}

#[test]
fn in_a_browser_a_page_runs_nothing_asks_for_nothing_and_fits() {
    let name = "in_a_browser_a_page_runs_nothing_asks_for_nothing_and_fits";
    let Some(browser) = chromium(name) else { return };
    let (port, requests) = listen();
    let sandbox = imported(port);
    for (name, args) in [
        ("triage.html", &["triage", "--level", "informational", "--geoip", "a.mmdb"][..]),
        ("story.html", &["triage", "--actor", "*"]),
        ("report.html", &["report", "actors"]),
    ] {
        let _ = sandbox.run(&[args, &["-o", name]].concat()).expect_code(0);
    }
    let page = fs::read_to_string(sandbox.path("triage.html")).unwrap();
    let planted = format!(
        "<script>document.documentElement.dataset.ran=1</script><img src=\"http://127.0.0.1:{port}/planted\"><b style=\"position:fixed\">x</b></main>"
    );
    sandbox.write("planted.html", page.replace("</main>", &planted));
    let pages = ["triage.html", "story.html", "report.html"];
    let mut frames: Vec<(String, u32)> = Vec::new();
    for page in pages {
        frames.extend(WIDTHS.map(|width| (page.to_owned(), width)));
    }
    frames.push(("planted.html".to_owned(), 900));
    let found = look(browser, &sandbox.path("."), &frames);
    assert_eq!(found.len(), frames.len());
    for page in &found {
        let which = format!("{} at {}", page["name"], page["width"]);
        assert_eq!(page["ran"], "", "a script ran: {which}");
        assert!(
            page["overflow"].as_i64().unwrap() <= 0,
            "wider than the screen by {}: {which}",
            page["overflow"]
        );
        assert_ne!(page["styled"], "none", "the style sheet is refused: {which}");
        if page["name"] != "planted.html" {
            assert_eq!(page["active"], json!([]), "{which}");
            assert!(page["text"].as_str().unwrap().contains("<script>document"), "{which}");
        }
    }
    assert_eq!(requests.load(Ordering::SeqCst), 0, "a request left");
    // The same page without its policy runs and asks, so the test would notice.
    let open = page.replace("</main>", &planted).replace("Content-Security-Policy", "x-none");
    sandbox.write("open.html", open);
    let found = look(browser, &sandbox.path("."), &[("open.html".to_owned(), 900)]);
    assert_eq!(found[0]["ran"], "1");
    assert!(requests.load(Ordering::SeqCst) > 0);
}

#[test]
fn on_paper_what_is_urgent_has_its_events_and_the_rest_is_a_line_each() {
    let name = "on_paper_what_is_urgent_has_its_events_and_the_rest_is_a_line_each";
    let Some(browser) = chromium(name) else { return };
    let sandbox = Sandbox::new();
    let records: Vec<Value> = (0..600)
        .map(|id| event(id, "s3:DeleteBucket", &format!("user{}", id / 10), "192.0.2.1"))
        .collect();
    sandbox.write("logs/a.json", json!({ "Records": records }).to_string());
    let _ = sandbox.import(&[&sandbox.path("logs")]).expect_code(0);
    let _ = sandbox.run(&["triage", "--level", "medium", "-o", "page.html"]).expect_code(0);
    let page = fs::read_to_string(sandbox.path("page.html")).unwrap();
    let findings = page.matches("<details class=\"finding medium\"").count();
    assert_eq!(findings, 60, "{page}");
    sandbox.write("urgent.html", page.replace("\"finding medium\"", "\"finding high\""));
    let folder = sandbox.path(".");
    let (short, long) =
        (sheets(browser, &folder, "page.html"), sheets(browser, &folder, "urgent.html"));
    assert!((1..=10).contains(&short) && long > 2 * short, "{short} and {long} sheets");
}
