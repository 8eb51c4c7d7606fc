import java.util.List;

/** What goes wrong on the way to any server. */
final class NetworkFaults {

    /** Bytes: a connection of a few queries has sent as many. */
    private static final int IN_A_LOOK = 2_000;

    /** Half a minute until the silence is noticed, and another one until Debezium's engine ends in it. */
    private static final int UNTIL_GIVEN_UP_SECONDS = 180;

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
                        true, scene -> stalled(scene, Link::hold)),
                new FaultsTest.Case("a network that holds everything back while the loader looks at the"
                        + " source is noticed", "heldlook", false, scene -> stalled(scene, NetworkFaults::holdInLook)));
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
        void set(Link link, boolean on) throws InterruptedException;
    }

    /**
     * Neither side hears that the other is gone: no reset, no answer, for connections that are there and for new ones.
     * The old one is given up; where its packets are held, it comes to life again.
     */
    /** A look has asked something, and no answer comes. */
    private static void holdInLook(Link link, boolean on) throws InterruptedException {
        if (!on) {
            link.hold(false);
            return;
        }
        link.holdAfter(IN_A_LOOK);
        while (!link.isHeld()) {
            Thread.sleep(20);
        }
    }

    private static void stalled(Scene scene, Stall stall) throws Exception {
        try (Link link = new Link(scene.server.port())) {
            scene.port = link.port();
            LoaderProcess loader = scene.configure().start();
            loader.await("Streaming:");
            scene.write();
            scene.caughtUp(loader);
            stall.set(link, true);
            scene.write();
            scene.says(loader, "next try in", UNTIL_GIVEN_UP_SECONDS);
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
