import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between loader and server, on this host, that may be cut, or go silent without a word to either side. */
final class Link implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int target;
    private volatile boolean silent;
    private volatile boolean held;

    Link(int target) throws IOException {
        this.target = target;
        start(this::listen);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            }
            catch (IOException over) {
                // one side has gone
            }
        }, "link");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void listen() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(client);
            open.add(server);
            start(() -> copy(client, server));
            start(() -> copy(server, client));
        }
    }

    /** What is silent now stays so: what comes is taken, and goes nowhere. */
    private void copy(Socket from, Socket to) throws IOException {
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            byte[] bytes = new byte[16_384];
            boolean dead = false;
            for (int n = input.read(bytes); n >= 0; n = input.read(bytes)) {
                while (held) {
                    pause();
                }
                dead |= silent;
                if (!dead) {
                    output.write(bytes, 0, n);
                }
            }
            while (dead && open.contains(from)) {       // nobody hears that it was closed, either
                pause();
            }
        }
        finally {
            open.remove(from);
            from.close();
            to.close();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        }
        catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Connections that are there say nothing any more, for good; so do new ones, until it is over. */
    void silence(boolean on) {
        silent = on;
    }

    /** What is sent arrives only when this is over, as after a cable was pulled for a while. */
    void hold(boolean on) {
        held = on;
    }

    /** Closes all connections. */
    void cut() throws IOException {
        for (Socket each : Set.copyOf(open)) {
            open.remove(each);
            each.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
