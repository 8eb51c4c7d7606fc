import com.fasterxml.jackson.databind.JsonNode;
import event.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import watch.Numbers;
import watch.Watch.Load;
import web.LivePage;

/**
 * The page of {@code --http} in a browser, with a loader and its source at work: prints a line a promise.
 * {@code java PageTest CHROMIUM URL JDBC_URL USER PASSWORD FOLDER [PICTURES]}; the source has a table
 * {@code test_users} whose {@code email} is masked and whose {@code secret} is left out.
 */
final class PageTest {

    private static final int PATIENCE_S = 30;
    private static final String CONTRAST = """
            (() => {
              const light = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(n => n / 255)
                .map(n => n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
                return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
              const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
                if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
              let worst = 99;
              const texts = 'h1, h2, dt, dd, th, td, li, b, span, del, ins, button, p, a, label';
              for (const e of document.querySelectorAll(texts)) {
                if (!e.offsetParent || !e.textContent.trim()) continue;
                const a = light(getComputedStyle(e).color), b = light(back(e));
                worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
              }
              return worst;
            })()""";

    private final Browser browser;
    private final Statement source;
    private final Path pictures;
    private boolean failed;

    private PageTest(Browser browser, Statement source, Path pictures) {
        this.browser = browser;
        this.source = source;
        this.pictures = pictures;
    }

    public static void main(String... args) throws Exception {
        System.exit(kept(args) ? 0 : 1);
    }

    private static boolean kept(String... args) throws Exception {
        try (Connection connection = DriverManager.getConnection(args[2], args[3], args[4]);
                Statement source = connection.createStatement();
                Browser browser = Browser.start(args[0], Path.of(args[5]))) {
            PageTest test = new PageTest(browser, source, args.length > 6 ? Path.of(args[6]) : null);
            test.loads(args[1]);
            test.changes();
            test.pauses();
            test.asks();
            test.isForEverybody();
            test.showsAThousandTables();
            return !test.failed;
        }
    }

    private void promise(String name, boolean kept, Object why) {
        System.out.println(kept ? "ok page: " + name : "not ok page: " + name + ": " + why);
        failed |= !kept;
    }

    private void shows(String name, String expression) throws Exception {
        long ms = browser.until(expression, PATIENCE_S);
        promise(name, ms >= 0, ms >= 0 ? "" : browser.js("document.body.innerText.slice(0, 3000)"));
    }

    private static String row(String table) {
        return "[...document.querySelectorAll('#table-rows tr')].find(r => r.cells[0].textContent === '" + table + "')";
    }

    private void loads(String url) throws Exception {
        browser.size(1000, 1250, false);
        browser.scheme("light");
        browser.open(url);
        shows("says that the loader streams", "document.getElementById('phase').textContent === 'streaming'");
        shows("has the tables with their rows", row("test_users") + "?.cells[1].textContent === '2'");
        JsonNode outside = browser.js("performance.getEntriesByType('resource').map(e => e.name)"
                + ".filter(n => !n.startsWith(location.origin))");
        promise("asks no other host for anything", outside.size() == 0, outside);
    }

    /** The fastest of a few: the machine may be busy with something else for a while. */
    private void changes() throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 8 && best > 1_000; i++) {
            source.execute("INSERT INTO test_users (name, email, secret) VALUES ('Grace " + i
                    + "', 'hidden-mail@example.com', 'hidden-secret')");
            long ms = browser.until("[...document.querySelectorAll('#changes .insert')]"
                    + ".some(c => c.textContent.includes('Grace " + i + "'))", PATIENCE_S);
            best = ms < 0 ? best : Math.min(best, ms);
        }
        promise("shows a row within a second after it was inserted at the source", best <= 1_000, best + " ms");
        source.execute("UPDATE test_users SET name = 'Grace Hopper' WHERE name = 'Grace 0'");
        shows("shows an update as before and after", "[...document.querySelectorAll('#changes .update')]"
                + ".some(c => c.textContent.includes('Grace 0 → Grace Hopper'))");
        source.execute("DELETE FROM test_users WHERE name = 'Grace Hopper'");
        shows("shows a delete", "[...document.querySelectorAll('#changes .delete')]"
                + ".some(c => c.querySelector('del')?.textContent)");
        shows("counts the table's changes", row("test_users") + "?.cells[4].textContent === '1'");
        shows("has the lag of each table's newest change", "/^\\d+ (ms|s)$/.test(" + row("test_users")
                + "?.cells[7].textContent) && " + row("orders") + "?.cells[7].textContent === '–'");
        String all = browser.js("document.documentElement.outerHTML").asText();
        promise("shows a masked column as masked, and nothing of one that is left out", all.contains("*****")
                && !all.contains("hidden-mail") && !all.contains("hidden-secret"), all.replaceAll("\\s+", " "));
    }

    private void pauses() throws Exception {
        browser.js("document.getElementById('pause').focus()");
        browser.press(" ", 32, 0);
        shows("is paused by the keyboard", "document.getElementById('pause').getAttribute('aria-pressed') === 'true'");
        source.execute("INSERT INTO test_users (name) VALUES ('Later')");
        shows("says how many changes wait", "document.getElementById('held').textContent === '1 wait'");
        boolean still = !browser.js("document.getElementById('changes').textContent.includes('Later')").asBoolean();
        browser.press(" ", 32, 0);
        shows("stands still meanwhile, and goes on", still + " && document.getElementById('changes').textContent"
                + ".includes('Later')");
    }

    private void asks() throws Exception {
        ask("SELECT content FROM read_text('/etc/passwd')");
        shows("refuses a query that reads a file", "document.getElementById('sql-said').textContent"
                + ".includes('only reads')");
        ask("CREATE TABLE mine (id INTEGER)");
        shows("refuses a query that writes", "document.getElementById('sql-said').textContent.includes('read-only')");
        ask("SELECT id, name, email FROM test_users WHERE name IN ('Ada', 'Later') ORDER BY id DESC");
        shows("shows the rows of a query", "document.getElementById('sql-said').textContent === '2 rows.'"
                + " && document.querySelectorAll('#result-rows td')[1].textContent === 'Later'");
    }

    private void ask(String query) throws Exception {
        browser.until("!document.getElementById('ask').disabled", PATIENCE_S);
        browser.js("document.getElementById('sql').value = ''; document.getElementById('sql').focus()");
        browser.type(query);
        browser.press("Enter", 13, 2);
        browser.until("document.getElementById('sql-said').textContent === 'Running …'", 2);
    }

    private void isForEverybody() throws Exception {
        picture("page-light.png");
        double light = browser.js(CONTRAST).asDouble();
        browser.scheme("dark");
        double dark = browser.js(CONTRAST).asDouble();
        promise("has enough contrast, light and dark (4.5, WCAG AA)", light >= 4.5 && dark >= 4.5, light + ", " + dark);
        String back = browser.js("getComputedStyle(document.body).backgroundColor").asText();
        promise("is dark where that is preferred", back.equals("rgb(13, 17, 23)"), back);
        picture("page-dark.png");
        browser.size(360, 740, true);
        JsonNode wide = browser.js("document.documentElement.scrollWidth");
        promise("fits a phone", wide.asInt() <= 360, wide);
        picture("page-phone.png");
        browser.size(1000, 1250, false);
        browser.scheme("light");
        StringBuilder path = new StringBuilder();
        browser.js("document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()");
        for (int i = 0; i < 12; i++) {
            browser.press("Tab", 9, 0);
            path.append(browser.js("document.activeElement.id || document.activeElement.className"
                    + " || document.activeElement.tagName").asText()).append(' ');
        }
        promise("is used by the keyboard alone, from the top to the bottom", path.toString().matches(
                "skip .*table-filter .*pause .*sql ask .*"), path);
        List<String> read = browser.read();
        promise("has a name for each control, and tables and headings, for a screen reader",
                read.stream().noneMatch(node -> node.matches("(button|textbox|searchbox|region|link|image|table): ?"))
                        && read.contains("button: Pause") && read.contains("heading: Tables")
                        && read.contains("searchbox: Show tables with") && read.contains("columnheader: Inserts")
                        && read.contains("rowheader: test_users"), read);
        promise("complains of nothing", browser.complaints.stream().allMatch(each -> each.contains("/sql")),
                browser.complaints);
    }

    /** The page of a run that is told of them: what counts is what the browser has to do. */
    private void showsAThousandTables() throws Exception {
        Numbers numbers = new Numbers("thousand", position -> "");
        try (LivePage page = new LivePage(numbers::status, "postgres", Map.of(), List.of())) {
            Map<TableId, Long> estimates = new HashMap<>();
            Map<String, Map<String, Long>> counts = new TreeMap<>();
            for (int i = 0; i < 1_000; i++) {
                estimates.put(new TableId("public", "table_" + i), 1_000L);
                counts.put("table_" + i, Map.of("snapshot", 500L, "insert", (long) i));
            }
            numbers.starting(true, true);
            numbers.reading(estimates);
            Map<TableId, Integer> rows = new HashMap<>();
            estimates.keySet().forEach(table -> rows.put(table, 500));
            numbers.read(rows);
            numbers.loaded(new Load("1", counts, Map.of(), 10, 5));
            browser.open(page.start(0));
            shows("shows a thousand tables", "document.querySelectorAll('#table-rows tr').length === 1000");
            shows("shows how far the snapshot is", "document.getElementById('snapshot-title').textContent ==="
                    + " 'Snapshot: 0 of 1000 tables read'"
                    + " && document.querySelector('#snapshot progress').value === 500");
            browser.js("document.getElementById('table-filter').focus()");
            browser.type("table_77");
            shows("finds tables by a part of the name", "document.getElementById('table-count').textContent"
                    + " === '11 of 1,000 tables'");
            numbers.snapshotDone();
            shows("shows the snapshot no longer once it is read", "document.getElementById('snapshot').hidden");
        }
    }

    private void picture(String name) throws Exception {
        if (pictures != null) {
            browser.js("window.scrollTo(0, 0)");
            browser.picture(pictures.resolve(name));
        }
    }
}
