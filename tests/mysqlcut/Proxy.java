import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A connection between client and server that breaks where a test wants it: after a packet of the binary log that has a
 * given text, once. Connections without TLS only.
 */
final class Proxy extends Relay {

    /** How it breaks. */
    enum Break {
        /** The connection is closed between two packets. */
        CLOSE,
        /** Nothing is sent any more, and nothing closed. */
        SILENCE
    }

    private final Break how;
    private final byte[] text;
    private final AtomicBoolean broken = new AtomicBoolean();

    Proxy(int target, Break how, String text) throws IOException {
        super(target);
        this.how = how;
        this.text = text.getBytes(StandardCharsets.UTF_8);
        listen();
    }

    @Override
    protected void toServer(Socket client, Socket server) throws IOException {
        client.getInputStream().transferTo(server.getOutputStream());
    }

    @Override
    protected void toClient(Socket server, Socket client) throws IOException {
        InputStream from = server.getInputStream();
        OutputStream to = client.getOutputStream();
        DataInputStream packets = new DataInputStream(from);
        byte[] header = new byte[4];
        while (true) {
            try {
                packets.readFully(header);
            }
            catch (EOFException end) {
                return;
            }
            byte[] packet = new byte[(header[0] & 0xFF) | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16];
            packets.readFully(packet);
            to.write(header);
            to.write(packet);
            to.flush();
            if (contains(packet) && broken.compareAndSet(false, true)) {
                if (how == Break.CLOSE) {
                    return;
                }
                while (from.read() >= 0) {
                    // swallowed
                }
            }
        }
    }

    private boolean contains(byte[] packet) {
        for (int i = 0; i + text.length <= packet.length; i++) {
            int same = 0;
            while (same < text.length && packet[i + same] == text[same]) {
                same++;
            }
            if (same == text.length) {
                return true;
            }
        }
        return false;
    }
}
