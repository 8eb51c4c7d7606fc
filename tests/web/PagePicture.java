import java.nio.file.Path;

/** A picture of a page as it is: {@code java PagePicture CHROMIUM URL FILE FOLDER}, where it may work in FOLDER. */
final class PagePicture {

    private static final int SETTLED_MS = 2_500;

    public static void main(String... args) throws Exception {
        try (Browser browser = Browser.start(args[0], Path.of(args[3]))) {
            browser.size(1000, 900, false);
            browser.scheme("light");
            browser.open(args[1]);
            Thread.sleep(SETTLED_MS);       // the page's first figures, and some of what comes then
            browser.picture(Path.of(args[2]));
        }
    }
}
