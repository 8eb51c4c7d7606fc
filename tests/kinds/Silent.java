import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A server that takes every connection and never says a word; prints its port, ends with its standard input. */
public final class Silent {

    private Silent() {
    }

    public static void main(String... args) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> accept(server));
        thread.setDaemon(true);
        thread.start();
        System.out.println(server.getLocalPort());
        System.in.readAllBytes();
        System.exit(0);
    }

    private static void accept(ServerSocket server) {
        List<Socket> open = new ArrayList<>();
        try {
            while (true) {
                open.add(server.accept());
            }
        }
        catch (IOException e) {
            System.exit(1);
        }
    }
}
