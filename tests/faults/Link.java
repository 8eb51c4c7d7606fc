import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A network between loader and server, on this host, that may be cut, or go silent without a word to either side. */
final class Link extends Relay {

    private volatile boolean silent;
    private volatile boolean held;
    /** How many bytes a new connection may send until all is held; 0: as many as it likes. */
    private volatile int enough;

    Link(int target) throws IOException {
        super(target);
        listen();
    }

    @Override
    protected void toServer(Socket client, Socket server) throws IOException {
        copy(client, server, enough);
    }

    @Override
    protected void toClient(Socket server, Socket client) throws IOException {
        copy(server, client, 0);
    }

    /** What is silent now stays so: what comes is taken, and goes nowhere. */
    private void copy(Socket from, Socket to, int most) throws IOException {
        InputStream input = from.getInputStream();
        OutputStream output = to.getOutputStream();
        byte[] bytes = new byte[16_384];
        boolean dead = false;
        int sent = 0;
        for (int n = input.read(bytes); n >= 0; n = input.read(bytes)) {
            sent += n;
            if (most > 0 && sent >= most && enough > 0) {
                enough = 0;
                held = true;
            }
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
        enough = 0;
        held = on;
    }

    /** Likewise, from the moment on when a new connection has sent so many bytes. */
    void holdAfter(int bytes) {
        enough = bytes;
    }

    boolean isHeld() {
        return held;
    }
}
