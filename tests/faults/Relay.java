import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this host that leads to another one; what goes through a connection is in a subclass's hands. */
abstract class Relay implements AutoCloseable {

    /** The sockets of connections that are there. */
    protected final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;

    protected Relay(int target) throws IOException {
        this.target = target;
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
        }, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Begins; a subclass is complete then. */
    protected final void listen() {
        start(() -> {
            while (true) {
                connect(listener.accept());
            }
        });
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(client);
            open.add(server);
            start(() -> pass(client, server, this::toServer));
            start(() -> pass(server, client, this::toClient));
        }
        catch (IOException down) {
            client.close();
        }
    }

    private interface Pass {
        void pass(Socket from, Socket to) throws IOException;
    }

    private void pass(Socket from, Socket to, Pass pass) throws IOException {
        try (from; to) {
            pass.pass(from, to);
        }
        finally {
            open.remove(from);
        }
    }

    /** Passes on what a client sends, until one side ends or this throws; then both are closed. */
    protected abstract void toServer(Socket client, Socket server) throws IOException;

    /** Likewise what the server sends. */
    protected abstract void toClient(Socket server, Socket client) throws IOException;

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
