import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server on loopback: port, PKCS#12 file, its password, "default" or "everything". */
public class TlsServer {
    private static final int PATIENCE = 5_000;

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        char[] password = arguments[2].toCharArray();
        boolean everything = arguments[3].equals("everything");
        if (everything) {
            Security.setProperty("jdk.tls.disabledAlgorithms", "");
            Security.setProperty("jdk.tls.legacyAlgorithms", "");
        }
        SSLServerSocket server = (SSLServerSocket) context(arguments[1], password)
            .getServerSocketFactory()
            .createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        if (everything) {
            server.setEnabledProtocols(server.getSupportedProtocols());
            server.setEnabledCipherSuites(server.getSupportedCipherSuites());
        }
        while (true) {
            SSLSocket client = (SSLSocket) server.accept();
            new Thread(() -> serve(client)).start();
        }
    }

    private static SSLContext context(String file, char[] password) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (FileInputStream stream = new FileInputStream(file)) {
            keys.load(stream, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void serve(SSLSocket client) {
        try (client) {
            client.setSoTimeout(PATIENCE);
            client.startHandshake();
            client.getInputStream().read();
        } catch (IOException refusedOrGone) {
            return;
        }
    }
}
