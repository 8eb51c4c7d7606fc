import java.util.List;

/** What goes wrong on the way to any server. */
final class NetworkFaults {

    private NetworkFaults() {
    }

    static List<FaultsTest.Case> all() {
        return List.of(
                new FaultsTest.Case("a network that is cut in mid-stream is waited out", "cut", false,
                        NetworkFaults::cut),
                new FaultsTest.Case("a network that goes silent is noticed, and the loader goes on when it is back",
                        "silent", false, scene -> stalled(scene, Link::silence)),
                new FaultsTest.Case("a network that holds everything back for a while: what comes late is not loaded"
                        + " twice", "held",
                        true, scene -> stalled(scene, Link::hold)));
    }

    private static void cut(Scene scene) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            for (int i = 0; i < 3; i++) {
                Thread writer = inBackground(scene);
                Thread.sleep(150);
                link.cut();
                writer.join();
                scene.caughtUp(loader);
            }
            Scene.check(loader.said("The connection to ") && loader.all().contains("next try in"), "no retry is told");
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }

    private static Thread inBackground(Scene scene) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < 5; i++) {
                    scene.write();
                }
            }
            catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** Begins or ends it. */
    private interface Stall {
        void set(Link link, boolean on);
    }

    /**
     * Neither side hears that the other is gone: no reset, no answer, for connections that are there and for new ones.
     * The old one is given up; where its packets are held, it comes to life again.
     */
    private static void stalled(Scene scene, Stall stall) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            stall.set(link, true);
            scene.write();
            scene.says(loader, "next try in");
            scene.write();
            Thread.sleep(3_000);
            stall.set(link, false);
            scene.write();
            scene.caughtUp(loader);
            scene.write();
            scene.caughtUp(loader);
            loader.signal("TERM");
            scene.ends(loader, 0);
            scene.same();
        }
    }
}
